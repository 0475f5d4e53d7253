import { createServer, type AddressInfo, type Socket } from 'node:net'

/** One client of the fake, with the frames FreeSWITCH would send and with faults it would not. */
export interface Peer {
  write(bytes: string | Buffer): void
  reply(text: string, more?: string): void
  api(body: string | Buffer): void
  event(headers: Readonly<Record<string, unknown>>): void
  notice(text: string): void
  end(): void
  /** A TCP reset instead of an orderly end. */
  reset(): void
}

export interface FakeOptions {
  readonly password?: string
  readonly host?: string
  /** Bytes of each write to the wire; absent: as they come. */
  readonly segment?: number
  /** Instead of the greeting. */
  readonly onConnect?: (peer: Peer) => void
  /** Instead of judging the password. */
  readonly onAuth?: (peer: Peer) => void
  /** Sees each command (the first line) after auth; what it does not answer stays unanswered. */
  readonly onCommand?: (line: string, peer: Peer) => void
}

export interface FakeEventSocket {
  readonly host: string
  readonly port: number
  /** Commands in the order of arrival, auth too. */
  readonly received: readonly string[]
  readonly peers: readonly Peer[]
  /** How many packets of commands arrived: a command in two writes may make two. */
  readonly chunks: () => number
  close(): Promise<void>
}

export async function startFakeEventSocket(options: FakeOptions = {}): Promise<FakeEventSocket> {
  const { host = '127.0.0.1', password = 'ClueCon' } = options
  const received: string[] = []
  const peers: Peer[] = []
  const sockets = new Set<Socket>()
  let chunks = 0
  const server = createServer((socket) => {
    sockets.add(socket.setNoDelay(true))
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    const peer = makePeer(socket, options.segment)
    peers.push(peer)
    readCommands(
      socket,
      () => (chunks += 1),
      (line) => {
        received.push(line)
        if (line.startsWith('auth ') && options.onAuth) return options.onAuth(peer)
        if (line.startsWith('auth ')) return answerAuth(peer, line === `auth ${password}`)
        options.onCommand?.(line, peer)
      },
    )
    if (options.onConnect) options.onConnect(peer)
    else peer.write('Content-Type: auth/request\n\n')
  })
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const { port } = server.address() as AddressInfo
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
  return { host, port, received, peers, chunks: () => chunks, close }
}

function answerAuth(peer: Peer, right: boolean): void {
  if (right) return peer.reply('+OK accepted')
  peer.reply('-ERR invalid')
  peer.notice('Disconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n')
  peer.end()
}

function readCommands(socket: Socket, onChunk: () => void, onCommand: (line: string) => void): void {
  let pending = ''
  socket.on('data', (chunk) => {
    onChunk()
    const parts = (pending + chunk.toString('utf8')).split('\n\n')
    pending = parts.pop() ?? ''
    for (const part of parts) onCommand(part.split('\n')[0] ?? '')
  })
}

function makePeer(socket: Socket, segment: number | undefined): Peer {
  const queue: Buffer[] = []
  const pump = (): void => {
    const next = queue.shift()
    if (next === undefined) return
    if (!socket.destroyed) socket.write(next)
    setImmediate(pump)
  }
  const write = (bytes: string | Buffer): void => {
    const buffer = Buffer.from(bytes as string)
    if (segment === undefined) return void socket.write(buffer)
    const idle = queue.length === 0
    for (let at = 0; at < buffer.length; at += segment) queue.push(buffer.subarray(at, at + segment))
    if (idle) pump()
  }
  const frame = (headers: string, body: string | Buffer): void =>
    write(Buffer.concat([Buffer.from(`${headers}\n\n`), Buffer.from(body as string)]))
  return {
    write,
    reply: (text, more = '') => write(`Content-Type: command/reply\nReply-Text: ${text}\n${more}\n`),
    api: (body) => frame(`Content-Type: api/response\nContent-Length: ${Buffer.byteLength(body)}`, body),
    event: (headers) => {
      const body = JSON.stringify(headers)
      frame(`Content-Length: ${Buffer.byteLength(body)}\nContent-Type: text/event-json`, body)
    },
    notice: (text) => frame(`Content-Type: text/disconnect-notice\nContent-Length: ${text.length}`, text),
    end: () => void socket.end(),
    reset: () => void socket.resetAndDestroy(),
  }
}
