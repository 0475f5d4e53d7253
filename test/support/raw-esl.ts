import { connect, type Socket } from 'node:net'

/** One event of the switch: header names as FreeSWITCH writes them, values decoded. */
export type RawEvent = Readonly<Record<string, string>>

/**
 * A bare event-socket client, independent of the one under test: what it says about the switch
 * must not share a bug with gwctl.
 */
export interface RawEsl {
  /** Sends `api LINE`; the reply's body. */
  api(line: string): Promise<string>
  /** Sends any command block (`event json ...`, `sendevent TRAP`); its Reply-Text. */
  command(text: string): Promise<string>
  /** Calls back for every event from now on; the result stops it. */
  listen(listener: (event: RawEvent) => void): () => void
  close(): void
}

interface Message {
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

/** Connects and authenticates; rejects when the socket closes or does not answer within 5 s. */
export async function connectEsl(port: number, password: string): Promise<RawEsl> {
  const socket = connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  const waiting: { resolve: (message: Message) => void; reject: (error: Error) => void }[] = []
  const listeners = new Set<(event: RawEvent) => void>()
  readMessages(socket, (message) => {
    if (message.headers.get('Content-Type') === 'text/event-json') {
      const event = JSON.parse(message.body) as RawEvent
      for (const listener of [...listeners]) listener(event)
    } else waiting.shift()?.resolve(message)
  })
  const fail = (error: Error) => waiting.splice(0).forEach((each) => each.reject(error))
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('the event socket closed')))
  const receive = () => new Promise<Message>((resolve, reject) => waiting.push({ resolve, reject }))
  const send = (text: string) => {
    const reply = receive()
    socket.write(`${text}\n\n`)
    return reply
  }
  await withTimeout(receive(), socket)
  const auth = await withTimeout(send(`auth ${password}`), socket)
  if (auth.headers.get('Reply-Text') !== '+OK accepted') throw new Error('the event socket refused us')
  return {
    api: async (line) => (await send(`api ${line}`)).body,
    command: async (text) => (await send(text)).headers.get('Reply-Text') ?? '',
    listen: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close: () => socket.destroy(),
  }
}

function withTimeout<T>(promise: Promise<T>, socket: Socket): Promise<T> {
  const timer = setTimeout(() => socket.destroy(), 5000)
  return promise.finally(() => clearTimeout(timer))
}

/** Splits the stream into messages: header lines, an empty line, then Content-Length bytes. */
function readMessages(socket: Socket, take: (message: Message) => void): void {
  let chunks: Buffer[] = []
  let needed = 0
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    if (chunks.reduce((sum, each) => sum + each.length, 0) < needed) return
    let buffer = Buffer.concat(chunks)
    for (;;) {
      const end = buffer.indexOf('\n\n')
      if (end < 0) break
      const headers = readHeaders(buffer.toString('utf8', 0, end))
      const length = Number(headers.get('Content-Length') ?? '0')
      needed = end + 2 + length
      if (buffer.length < needed) break
      take({ headers, body: buffer.toString('utf8', end + 2, needed) })
      buffer = buffer.subarray(needed)
      needed = 0
    }
    chunks = [buffer]
  })
}

function readHeaders(text: string): ReadonlyMap<string, string> {
  const headers = new Map<string, string>()
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.set(line.slice(0, colon), line.slice(colon + 1).trim())
  }
  return headers
}
