import net from 'node:net'
import type { Clock } from '../clock.ts'
import type { Switch } from '../switch.ts'
import { createCommandReader } from './command-reader.ts'
import type { ClientCommand } from './command-reader.ts'
import { createListener, REJECTION, SHUTDOWN_NOTICE } from './listener.ts'
import type { ListenerOptions } from './listener.ts'

/** What a test may let go wrong with one connection. */
export type Fault = 'close' | 'hang' | 'garbage' | 'truncate'

export interface ServerOptions extends ListenerOptions {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** Whether an address may connect at all. */
  readonly allows?: (address: string) => boolean
  /**
   * Asked before the reply to the nth command of a connection (from 1; auth is the first), and for 0 before the greeting.
   * `close` ends the connection, `hang` answers nothing any more, `garbage` sends what is no protocol,
   * `truncate` sends half of the reply and ends.
   */
  readonly fault?: (n: number, line: string) => Fault | undefined
}

export interface EventSocketServer {
  readonly port: number
  /** Closes every connection and stops listening. */
  close(): Promise<void>
  /** Tells every client that the switch goes down, and closes. */
  shutDown(): void
}

/** Serves the event socket over a model of the switch. Rejects as `net.Server.listen` does, e.g. with EADDRINUSE. */
export async function serveEventSocket(
  model: Switch,
  clock: Clock,
  options: ServerOptions,
): Promise<EventSocketServer> {
  const sockets = new Set<net.Socket>()
  const server = net.createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    serveConnection(socket, model, clock, options)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
    shutDown() {
      for (const socket of sockets) socket.end(SHUTDOWN_NOTICE, 'latin1')
    },
  }
}

interface Connection {
  readonly socket: net.Socket
  readonly queue: ClientCommand[]
  /** Events that wait until no command is being answered or read. */
  pending: string
  busy: boolean
  hung: boolean
  commands: number
}

function serveConnection(socket: net.Socket, model: Switch, clock: Clock, options: ServerOptions): void {
  socket.on('error', () => socket.destroy())
  if (options.allows?.(socket.remoteAddress ?? '') === false) {
    socket.end(REJECTION, 'latin1')
    return
  }
  const connection: Connection = { socket, queue: [], pending: '', busy: false, hung: false, commands: 0 }
  const listener = createListener(model, options)
  const reader = createCommandReader()
  if (!applyFault(connection, options.fault?.(0, ''), listener.greeting))
    socket.write(listener.greeting, 'latin1')
  const flush = () => {
    if (connection.busy || connection.hung || reader.isPartial() || connection.pending === '') return
    socket.write(connection.pending, 'latin1')
    connection.pending = ''
  }
  const answerNext = () => {
    const command = connection.queue[0]
    if (command === undefined || connection.busy || connection.hung) return flush()
    connection.queue.shift()
    connection.busy = true
    clock.catchUp()
    const outcome = listener.handle(command)
    clock.after(outcome.after ?? 0, () => {
      connection.busy = false
      if (!applyFault(connection, options.fault?.(++connection.commands, command.line), outcome.bytes)) {
        if (outcome.closes) socket.end(outcome.bytes, 'latin1')
        else socket.write(outcome.bytes, 'latin1')
      }
      if (!outcome.closes) answerNext()
    })
  }
  const stop = model.onEvent((event) => {
    const bytes = listener.frame(event)
    if (bytes === undefined) return
    connection.pending += bytes
    flush()
  })
  socket.on('close', stop)
  socket.on('data', (chunk) => {
    connection.queue.push(...reader.push(chunk.toString('latin1')))
    answerNext()
  })
}

/** Returns whether a fault took the reply's place. */
function applyFault(connection: Connection, fault: Fault | undefined, bytes: string): boolean {
  switch (fault) {
    case undefined:
      return false
    case 'close':
      connection.socket.destroy()
      return true
    case 'hang':
      connection.hung = true
      return true
    case 'garbage':
      connection.socket.write('HTTP/1.1 400 Bad Request\r\nnonsense\r\n\r\n\0\xff', 'latin1')
      return true
    case 'truncate':
      connection.socket.end(bytes.slice(0, Math.ceil(bytes.length / 2)), 'latin1')
      return true
  }
}
