import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { GwctlError } from '../errors.ts'
import { nameSocket, type SocketPlace } from '../freeswitch/socket-errors.ts'

export interface MetricsServer {
  /** Where it listens; the port is the one that was taken for 0. */
  readonly place: SocketPlace
  close(): Promise<void>
}

/** What it serves; asked for at each request. */
export interface Served {
  readonly contentType: string
  metrics(): Promise<string>
  /** Undefined: healthy; else one sentence of what is not. */
  trouble(): string | undefined
}

/**
 * Serves `/metrics` and `/healthz` (200 while the state is right, else 503).
 *
 * @throws GW520 when the address cannot be listened on
 */
export async function serveMetrics(place: SocketPlace, served: Served): Promise<MetricsServer> {
  const server = createServer((request, response) => void answer(request, response, served))
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(place, error)))
    server.listen(place.port, place.host, resolve)
  })
  // A scraper that keeps its connection open must not keep gwctl from ending.
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : place.port
  return { place: { host: place.host, port }, close }
}

async function answer(request: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  const say = (status: number, type: string, text: string): void => {
    response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' })
    response.end(request.method === 'HEAD' ? undefined : text)
  }
  const plain = 'text/plain; charset=utf-8'
  if (request.method !== 'GET' && request.method !== 'HEAD') return say(405, plain, 'Only GET and HEAD.\n')
  const path = (request.url ?? '').split('?', 1)[0]
  if (path === '/metrics') return say(200, served.contentType, await served.metrics())
  if (path === '/healthz') {
    const trouble = served.trouble()
    return trouble === undefined ? say(200, plain, 'ok\n') : say(503, plain, `${trouble}\n`)
  }
  say(404, plain, 'There are /metrics and /healthz.\n')
}

/** `127.0.0.1:9290`, `[::1]:9290`. Throws GW100. */
export function readListenAddress(text: string): SocketPlace {
  const [, bracketed, plain, port] = /^(?:\[([\da-fA-F:.]+)\]|([^\s:[\]/]+)):(\d{1,5})$/.exec(text) ?? []
  const host = bracketed ?? plain
  if (host !== undefined && Number(port) <= 65_535) return { host, port: Number(port) }
  throw new GwctlError('GW100', `--metrics takes HOST:PORT, not "${text}".`, {
    hint: 'For example: --metrics 127.0.0.1:9290.',
  })
}

function cannotListen(place: SocketPlace, error: NodeJS.ErrnoException): GwctlError {
  const reasons: Readonly<Record<string, readonly [string, string]>> = {
    EADDRINUSE: [
      'something listens there already',
      'Choose another port for --metrics, or end what has this one.',
    ],
    EADDRNOTAVAIL: [
      'this machine has no such address',
      'Give an address of this machine, such as 127.0.0.1.',
    ],
    EACCES: ['this user may not listen there', 'Choose a port from 1024 on.'],
    ENOTFOUND: ['the host name is unknown', 'Give an address of this machine, such as 127.0.0.1.'],
  }
  const [reason, hint] = reasons[error.code ?? ''] ?? [error.message, 'Choose another address for --metrics.']
  return new GwctlError('GW520', `The metrics cannot be served on ${nameSocket(place)}: ${reason}.`, {
    hint,
    cause: error,
  })
}
