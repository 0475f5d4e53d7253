const ENTITIES: Readonly<Record<string, string>> = {
  'lt;': '<',
  'gt;': '>',
  'quot;': '"',
  'apos;': "'",
  'amp;': '&',
}

/**
 * Line ends, references and blanks as FreeSWITCH reads them (switch_xml.c:593-690): `\r\n` and `\r` are `\n`;
 * an unknown entity stays as it stands; in attributes every blank is a space unless written as a reference.
 *
 * @param raw   one character a byte; references above 127 become the bytes of their UTF-8
 * @param kind  CDATA knows no references
 */
export function decodeText(raw: string, kind: 'attribute' | 'content' | 'cdata'): string {
  const text = raw.replace(/\r\n?/g, '\n')
  if (kind === 'cdata') return text
  return text.replace(
    /&#(x?)([0-9a-fA-F]+);|&(lt;|gt;|quot;|apos;|amp;)|[\t\n\v\f]/g,
    (all, hex: string | undefined, digits: string | undefined, entity: string | undefined) => {
      if (digits !== undefined) return decodeReference(all, digits, hex === 'x')
      if (entity !== undefined) return ENTITIES[entity] ?? all
      return kind === 'attribute' ? ' ' : all
    },
  )
}

function decodeReference(all: string, digits: string, hex: boolean): string {
  if (!hex && /[a-fA-F]/.test(digits)) return all
  const code = Number.parseInt(digits, hex ? 16 : 10)
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return all
  return encodeUtf8(code)
}

function encodeUtf8(code: number): string {
  return Array.from(new TextEncoder().encode(String.fromCodePoint(code)), (byte) =>
    String.fromCharCode(byte),
  ).join('')
}
