import { createHash } from 'node:crypto'

/** `Digest a="b", c=d` as a map; empty for anything else. */
export function readDigest(header: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  if (!/^digest /i.test(header)) return fields
  for (const match of header.slice(7).matchAll(/([\w-]+)=(?:"([^"]*)"|([^\s,]+))/g)) {
    fields.set((match[1] ?? '').toLowerCase(), match[2] ?? match[3] ?? '')
  }
  return fields
}

/** The `response` a client with this password must give (RFC 2617 3.2.2, MD5, without qop or with qop=auth). */
export function computeDigest(fields: ReadonlyMap<string, string>, method: string, password: string): string {
  const of = (name: string) => fields.get(name) ?? ''
  const ha1 = md5(`${of('username')}:${of('realm')}:${password}`)
  const ha2 = md5(`${method}:${of('uri')}`)
  const middle = fields.has('qop') ? `${of('nonce')}:${of('nc')}:${of('cnonce')}:${of('qop')}` : of('nonce')
  return md5(`${ha1}:${middle}:${ha2}`)
}

function md5(text: string): string {
  return createHash('md5').update(text, 'utf8').digest('hex')
}
