/**
 * The wire to the event socket: a socket that sends lines and hands out frames and events.
 *
 * modesl supplies the connection, the sending and the decoding of events; what it does unsafely is
 * replaced here: its parser decodes `%` in frame headers (and dies of it), joins all bytes again for
 * each chunk, and throws out of the socket's listener; its replies and API answers wait in two
 * queues although FreeSWITCH answers in one order; its `auth` subscribes to events nobody wants; and
 * its two writes to a command cost 40 ms each. Nothing else in gwctl imports modesl.
 */
import type { Socket } from 'node:net'
import { types } from 'node:util'
import type { Connection, Event, Modesl } from 'modesl'
import { FrameReader, ProtocolError, type Frame } from './frame.ts'
import type { SwitchEvent } from './switch-event.ts'

export interface Wire {
  /** Sends one command: a line without line ends. Does nothing once the socket is gone. */
  send(line: string): void
  /** Drops the connection; `ended` is told. */
  destroy(): void
}

/** What a wire tells. `failed` may come before `ended`, which always comes last and once. */
export interface WireListener {
  connected(): void
  /** A frame, and the event in it when its type is text/event-json. */
  frame(frame: Frame, event: SwitchEvent | undefined): void
  /** A `ProtocolError`, or the socket's own error. */
  failed(error: Error): void
  ended(): void
}

/**
 * Starts to connect. Loads modesl only now: it takes as long to load as the rest of gwctl.
 *
 * @throws what `net.connect` throws for a port or host that cannot be
 */
export async function openWire(host: string, port: number, listener: WireListener): Promise<Wire> {
  const { default: modesl } = await import('modesl')
  const connection = openConnection(modesl, host, port, listener)
  const { socket } = connection
  if (socket === null) throw new TypeError('modesl made a connection without a socket')
  connection.on('error', (error) => {
    listener.failed(asError(error))
  })
  socket.setNoDelay(true)
  socket.setKeepAlive(true, 30_000)
  socket.on('close', () => {
    listener.ended()
  })
  return {
    send: (line) => {
      if (socket.writable) sendAtOnce(connection, socket, line)
    },
    destroy: () => {
      socket.destroy()
    },
  }
}

/** modesl writes a command in two pieces; corked, they are one packet, and so are commands that are sent together. */
function sendAtOnce(connection: Connection, socket: Socket, line: string): void {
  socket.cork()
  connection.send(line)
  process.nextTick(() => socket.uncork())
}

function openConnection(modesl: Modesl, host: string, port: number, listener: WireListener): Connection {
  class SafeConnection extends modesl.Connection {
    /** modesl would make its own parser here, answer the greeting, and dispatch by event names. */
    protected override _onConnect(): void {
      this.connecting = false
      if (this.socket !== null) readFrames(modesl, this.socket, listener)
      listener.connected()
    }
  }
  return new SafeConnection(host, port, '')
}

function readFrames(modesl: Modesl, socket: Socket, listener: WireListener): void {
  const reader = new FrameReader()
  let frame: Frame | undefined

  class SafeParser extends modesl.Parser {
    protected override _onData(chunk: Buffer): void {
      try {
        for (frame of reader.push(chunk))
          this._parseEvent(Object.fromEntries(frame.headers), frame.body ?? '')
      } catch (error) {
        this.emit('error', error)
      }
    }

    /** gwctl subscribes to JSON only; modesl's reader of XML throws where nobody can catch. */
    protected override _parseXmlBody(): object {
      throw new ProtocolError('an event in XML')
    }

    /** modesl's reader of plain events mixes bytes with characters. */
    protected override _parsePlainBody(): object {
      throw new ProtocolError('an event in plain text')
    }
  }

  const parser = new SafeParser(socket)
  parser.on('error', (error) => {
    listener.failed(
      error instanceof ProtocolError ? error : new ProtocolError('an event that is no JSON object'),
    )
  })
  parser.on('esl::event', (event) => {
    if (frame === undefined) return
    const isEvent = frame.headers.get('Content-Type') === 'text/event-json'
    listener.frame(frame, isEvent ? toSwitchEvent(event) : undefined)
  })
}

function asError(error: unknown): Error {
  return types.isNativeError(error) ? error : new Error(String(error))
}

function toSwitchEvent(event: Event): SwitchEvent {
  const headers = new Map<string, string>()
  for (const { name, value } of event.headers)
    headers.set(name, typeof value === 'string' ? value : JSON.stringify(value))
  const subclass = headers.get('Event-Subclass')
  return {
    name: headers.get('Event-Name') ?? '',
    ...(subclass === undefined ? {} : { subclass }),
    headers,
    ...(event.body === ''
      ? {}
      : { body: typeof event.body === 'string' ? event.body : JSON.stringify(event.body) }),
  }
}
