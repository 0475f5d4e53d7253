import { randomBytes } from 'node:crypto'
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { BindingTable, type Binding, type BindingEvent } from './bindings.ts'
import { computeDigest, readDigest } from './sip-digest.ts'
import { readHeader, readSipRequest, writeSipResponse, type SipRequest } from './sip-request.ts'

export interface RegistrarOptions {
  /** A free one when absent. */
  readonly port?: number
  /** Absent: open, every REGISTER is taken as it comes. */
  readonly digest?: {
    /** The account's password; undefined: there is no such account. */
    readonly password: (account: string) => string | undefined
    /** True: a nonce serves one request (RFC 2617 allows it, carriers do it). */
    readonly oneTimeNonces: boolean
    readonly qop: boolean
    /** What a wrong password gets: the same challenge again, or a plain no. */
    readonly onWrong: 401 | 403
  }
  /** True: a new Contact takes the place of the one that the account had. */
  readonly oneContact?: boolean
  /** Consulted for every request; absent: all are served. */
  readonly rule?: Rule
}

/** What shall happen to one request. `refuse` answers before any look at credentials. */
export type Treatment =
  | { readonly kind: 'serve' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'refuse'; readonly status: number; readonly phrase: string }

/** `seen` counts the requests of this method from this account, this one included. */
export type Rule = (request: { method: string; account: string; seen: number }) => Treatment

/** A SIP registrar on 127.0.0.1 that also answers OPTIONS. An account is the user part of To. */
export interface Registrar {
  readonly port: number
  /** Where an inbound call to this account would go, right now. */
  bindings(account: string): readonly Binding[]
  readonly timeline: readonly BindingEvent[]
  /** Requests received so far, by method. */
  readonly requests: ReadonlyMap<string, number>
  setRule(rule: Rule): void
  close(): void
}

const SERVE: Treatment = { kind: 'serve' }

/** Starts a registrar; rejects when the port is taken. */
export async function startRegistrar(options: RegistrarOptions = {}): Promise<Registrar> {
  const socket = await bindSocket(options.port ?? 0)
  const table = new BindingTable()
  const nonces = new Set<string>()
  const requests = new Map<string, number>()
  const seen = new Map<string, number>()
  let rule: Rule = options.rule ?? (() => SERVE)
  socket.on('message', (packet, from) => {
    const request = readSipRequest(packet)
    if (!request || request.method === 'ACK') return
    const account = readUser(readHeader(request, 'to'))
    const count = (seen.get(`${request.method} ${account}`) ?? 0) + 1
    seen.set(`${request.method} ${account}`, count)
    requests.set(request.method, (requests.get(request.method) ?? 0) + 1)
    const serve = () => reply(socket, from, answer(request, account, options, table, nonces))
    treat(rule({ method: request.method, account, seen: count }), serve, (status, phrase) =>
      reply(socket, from, writeSipResponse(request, status, phrase)),
    )
  })
  return {
    port: socket.address().port,
    bindings: (account) => table.read(account, performance.now()),
    timeline: table.timeline,
    requests,
    setRule: (next) => {
      rule = next
    },
    close: () => socket.close(),
  }
}

function treat(
  treatment: Treatment,
  serve: () => void,
  refuse: (status: number, phrase: string) => void,
): void {
  switch (treatment.kind) {
    case 'serve':
      return serve()
    case 'drop':
      return
    case 'delay':
      return void setTimeout(serve, treatment.ms)
    case 'refuse':
      return refuse(treatment.status, treatment.phrase)
  }
}

function answer(
  request: SipRequest,
  account: string,
  options: RegistrarOptions,
  table: BindingTable,
  nonces: Set<string>,
): Buffer {
  if (request.method === 'OPTIONS') return writeSipResponse(request, 200, 'OK')
  if (request.method !== 'REGISTER') return writeSipResponse(request, 405, 'Method Not Allowed')
  if (options.digest) {
    const verdict = authenticate(request, account, options.digest, nonces)
    if (verdict === 'forbidden') return writeSipResponse(request, 403, 'Forbidden')
    if (verdict === 'challenge') return challenge(request, options.digest.qop, nonces)
  }
  return register(request, account, table, options.oneContact === true)
}

function authenticate(
  request: SipRequest,
  account: string,
  digest: NonNullable<RegistrarOptions['digest']>,
  nonces: Set<string>,
): 'ok' | 'challenge' | 'forbidden' {
  const fields = readDigest(readHeader(request, 'authorization'))
  const nonce = fields.get('nonce') ?? ''
  if (!nonces.has(nonce)) return 'challenge'
  if (digest.oneTimeNonces) nonces.delete(nonce)
  const password = digest.password(account)
  const right =
    password !== undefined &&
    fields.get('username') === account &&
    fields.get('response') === computeDigest(fields, request.method, password)
  if (right) return 'ok'
  return digest.onWrong === 403 ? 'forbidden' : 'challenge'
}

function challenge(request: SipRequest, qop: boolean, nonces: Set<string>): Buffer {
  const nonce = randomBytes(12).toString('hex')
  nonces.add(nonce)
  return writeSipResponse(request, 401, 'Unauthorized', [
    `WWW-Authenticate: Digest realm="registrar", nonce="${nonce}", algorithm=MD5${qop ? ', qop="auth"' : ''}`,
  ])
}

function register(request: SipRequest, account: string, table: BindingTable, oneContact: boolean): Buffer {
  const now = performance.now()
  const callId = readHeader(request, 'call-id')
  const cseq = Number.parseInt(readHeader(request, 'cseq'), 10)
  const common = readHeader(request, 'expires')
  for (const header of request.headers.get('contact') ?? []) {
    const contacts = header === '*' ? table.read(account, now).map((each) => `<${each.contact}>`) : [header]
    for (const each of contacts) {
      const expires = Number(/;expires=(\d+)/.exec(each.replace(/<.*>/, ''))?.[1] ?? (common || '3600'))
      if (oneContact && expires > 0) table.evictOthers(account, readUri(each), now)
      table.apply({ account, contact: readUri(each), callId, cseq, expires }, now)
    }
  }
  const bound = table.read(account, now).map((each) => {
    const left = Math.ceil(Math.round(each.expiresAt - now) / 1000)
    return `Contact: <${each.contact}>;expires=${left}`
  })
  return writeSipResponse(request, 200, 'OK', bound)
}

function readUri(header: string): string {
  return /<([^>]*)>/.exec(header)?.[1] ?? header.split(';')[0]?.trim() ?? ''
}

function readUser(header: string): string {
  return decodeURIComponent(/^sips?:([^@;]*)@/.exec(readUri(header))?.[1] ?? '')
}

function reply(socket: Socket, to: RemoteInfo, packet: Buffer): void {
  socket.send(packet, to.port, to.address)
}

function bindSocket(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 4_194_304 })
    socket.once('error', reject)
    socket.bind(port, '127.0.0.1', () => {
      socket.removeListener('error', reject)
      socket.on('error', () => undefined)
      resolve(socket)
    })
  })
}
