/** What a registrar needs of a SIP request. */
export interface SipRequest {
  readonly method: string
  readonly uri: string
  /** By name in lower case, compact forms expanded; equal names in the order they came. */
  readonly headers: ReadonlyMap<string, readonly string[]>
}

const COMPACT: Readonly<Record<string, string>> = {
  v: 'via',
  f: 'from',
  t: 'to',
  i: 'call-id',
  m: 'contact',
  l: 'content-length',
}

/** Reads a request; undefined for anything else (a response, a keep-alive). */
export function readSipRequest(packet: Buffer): SipRequest | undefined {
  const lines = packet.toString('latin1').split('\r\n')
  const start = /^([A-Z]+) (\S+) SIP\/2\.0$/.exec(lines[0] ?? '')
  if (!start) return undefined
  const headers = new Map<string, string[]>()
  for (const line of lines.slice(1)) {
    if (line === '') break
    const colon = line.indexOf(':')
    const written = line.slice(0, colon).trim().toLowerCase()
    const name = COMPACT[written] ?? written
    const values = headers.get(name) ?? []
    values.push(line.slice(colon + 1).trim())
    headers.set(name, values)
  }
  return { method: start[1] ?? '', uri: start[2] ?? '', headers }
}

/** The first header of that name, '' when there is none. */
export function readHeader(request: SipRequest, name: string): string {
  return request.headers.get(name)?.[0] ?? ''
}

/** The answer to a request: Via, From, To (with a tag), Call-ID and CSeq as they came. */
export function writeSipResponse(
  request: SipRequest,
  status: number,
  phrase: string,
  more: readonly string[] = [],
): Buffer {
  const to = readHeader(request, 'to')
  const lines = [
    `SIP/2.0 ${status} ${phrase}`,
    ...(request.headers.get('via') ?? []).map((each) => `Via: ${each}`),
    `From: ${readHeader(request, 'from')}`,
    `To: ${to.includes(';tag=') ? to : `${to};tag=registrar`}`,
    `Call-ID: ${readHeader(request, 'call-id')}`,
    `CSeq: ${readHeader(request, 'cseq')}`,
    ...more,
    'Content-Length: 0',
  ]
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
}
