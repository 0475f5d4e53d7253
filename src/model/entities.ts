/**
 * What FreeSWITCH's parser makes of an attribute text: references decoded, white space to blanks,
 * anything unknown kept (switch_xml.c:580-675, 1.10.12).
 */
export function decodeEntities(text: string): string {
  if (!NEEDS_DECODING.test(text)) return text
  return text.replace(REFERENCE_OR_SPACE, (match, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return NAMED.get(name) ?? match
    if (hex === undefined && decimal === undefined) return ' '
    return decodeCharacter(match, hex === undefined ? Number(decimal) : Number.parseInt(hex, 16))
  })
}

const NEEDS_DECODING = /[&\t-\r]/
// strtoul(…, 16) takes one more `0x`; only a lower case `x` begins a hexadecimal reference.
const REFERENCE_OR_SPACE = /&#x((?:0[xX])?[0-9a-fA-F]+);|&#([0-9]+);|&([a-z]+);|\r\n|[\t-\r]/g
const NAMED = new Map(Object.entries({ lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }))

/** `match` itself where FreeSWITCH keeps the reference: 0 and what is beyond 31 bits. */
function decodeCharacter(match: string, code: number): string {
  if (code === 0 || code > 0x7fffffff) return match
  if (code === 1) return '\uFFFD'
  if (code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)) return String.fromCodePoint(code)
  return escapedBytes(code)
}

/** FreeSWITCH writes UTF-8 of up to six bytes, also for what is no character; see xml/bytes.ts for such bytes. */
function escapedBytes(code: number): string {
  const payload = Math.floor((Math.floor(Math.log2(code)) - 1) / 5)
  const bytes = [((0xff << (7 - payload)) & 0xff) | Math.floor(code / 64 ** payload)]
  for (let left = payload - 1; left >= 0; left--) bytes.push(0x80 | (Math.floor(code / 64 ** left) & 0x3f))
  return String.fromCharCode(...bytes.map((byte) => 0xdc00 + byte))
}
