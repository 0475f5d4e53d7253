/**
 * Files are handled as latin1, one character a byte, so that offsets are byte offsets. These two
 * turn such bytes into Unicode text and back without loss: a byte that is not part of valid UTF-8
 * becomes one of U+DC80..U+DCFF (as Python's surrogateescape does).
 */
export function decodeBytes(bytes: string): string {
  if (!NOT_ASCII.test(bytes)) return bytes
  return bytes.replace(UTF8_OR_BYTE, (found) =>
    found.length === 1 ? escapeByte(found) : decodeSequence(found),
  )
}

/** The inverse of `decodeBytes`; other lone surrogates become `?`. */
export function encodeBytes(text: string): string {
  if (!NOT_ASCII.test(text)) return text
  let bytes = ''
  for (const character of text) bytes += encodeCodePoint(Number(character.codePointAt(0)))
  return bytes
}

const NOT_ASCII = /[^\0-\x7f]/
// Well-formed UTF-8 (Unicode, table 3-7), or one stray byte.
const UTF8_OR_BYTE =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g

function escapeByte(byte: string): string {
  return String.fromCharCode(0xdc00 + byte.charCodeAt(0))
}

function decodeSequence(bytes: string): string {
  const head = bytes.charCodeAt(0) & (0x7f >> bytes.length)
  let code = head
  for (let at = 1; at < bytes.length; at++) code = (code << 6) | (bytes.charCodeAt(at) & 0x3f)
  return String.fromCodePoint(code)
}

function encodeCodePoint(code: number): string {
  if (code < 0x80) return String.fromCharCode(code)
  if (code >= 0xdc80 && code <= 0xdcff) return String.fromCharCode(code - 0xdc00)
  if (code >= 0xd800 && code <= 0xdfff) return '?'
  if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6), tail(code))
  if (code < 0x10000) return String.fromCharCode(0xe0 | (code >> 12), tail(code >> 6), tail(code))
  return String.fromCharCode(0xf0 | (code >> 18), tail(code >> 12), tail(code >> 6), tail(code))
}

function tail(code: number): number {
  return 0x80 | (code & 0x3f)
}
