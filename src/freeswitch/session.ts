import { GwctlError } from '../errors.ts'
import type { Clock } from './clock.ts'
import { CommandQueue, type RawReply } from './command-queue.ts'
import type { ConnectOptions, EventSocket } from './event-socket.ts'
import { ProtocolError, type Frame } from './frame.ts'
import { openWire, type Wire, type WireListener } from './modesl-connection.ts'
import * as errors from './socket-errors.ts'
import type { SwitchEvent } from './switch-event.ts'
import { Tracer } from './trace.ts'

/** Resolves once the password is accepted; see `connectEventSocket` for what it rejects with. */
export async function openSession(
  place: errors.SocketPlace,
  password: string,
  options: ConnectOptions & { readonly clock: Clock },
): Promise<EventSocket> {
  const session = new Session(place, password, options)
  await session.open()
  return session
}

/** Where a session is in its life; what is `failed` never comes back. */
type Stage = 'connecting' | 'greeting' | 'authenticating' | 'ready' | 'failed'

class Session implements EventSocket, WireListener {
  readonly place: errors.SocketPlace
  readonly closed: Promise<GwctlError>
  readonly #options: ConnectOptions & { readonly clock: Clock }
  readonly #password: string
  readonly #queue: CommandQueue
  readonly #tracer: Tracer
  readonly #listeners = new Set<(event: SwitchEvent) => void>()
  readonly #ready = deferred<undefined>()
  readonly #closed = deferred<GwctlError>()
  readonly #gone = deferred<undefined>()
  #wire: Wire | undefined
  #stage: Stage = 'connecting'
  #stopTimer: () => void

  constructor(
    place: errors.SocketPlace,
    password: string,
    options: ConnectOptions & { readonly clock: Clock },
  ) {
    this.place = place
    this.closed = this.#closed.promise
    this.#password = password
    this.#options = options
    this.#tracer = new Tracer(options.traceTo)
    // Nobody listens yet while modesl is loaded, and a time-out may come then.
    this.#ready.promise.catch(() => undefined)
    this.#queue = new CommandQueue((line) => this.#send(line), {
      clock: options.clock,
      timeoutMs: options.commandMs,
      expired: (line) => this.#fail(errors.commandTimedOut(place, line, options.commandMs)),
    })
    this.#stopTimer = options.clock.after(options.connectMs, () =>
      this.#fail(errors.connectTimedOut(place, options.connectMs)),
    )
  }

  async open(): Promise<void> {
    try {
      this.#wire = await openWire(this.place.host, this.place.port, this)
    } catch (error) {
      this.#stopTimer()
      throw error
    }
    // The time-out may have come while modesl was loaded: then nobody has dropped the wire yet.
    if (this.#stage === 'failed') this.#wire.destroy()
    await this.#ready.promise
  }

  async api(line: string): Promise<string> {
    refuseUnsendable(line)
    const reply = await this.#queue.run(`api ${line}`)
    switch (reply.kind) {
      case 'api/response':
        return reply.text
      case 'command/reply':
        throw errors.notPermitted(this.place, line, reply.text)
    }
  }

  async subscribe(names: readonly string[], subclasses: readonly string[]): Promise<void> {
    for (const word of [...names, ...subclasses])
      if (!/^[\w:.-]+$/.test(word))
        throw errors.commandRefused(`event json ${word}`, 'it is no name of an event')
    if (names.length + subclasses.length === 0) return
    // Every word after CUSTOM is a subclass, so ordinary names come first.
    const custom = subclasses.length === 0 ? [] : ['CUSTOM', ...subclasses]
    const line = ['event json', ...names, ...custom].join(' ')
    const reply = await this.#queue.run(line)
    if (!reply.text.startsWith('+OK')) throw errors.notPermitted(this.place, line, reply.text)
  }

  async sendEvent(name: string): Promise<boolean> {
    const line = `sendevent ${name}`
    if (!/^[A-Z_]+$/.test(name)) throw errors.commandRefused(line, 'it is no name of an event')
    const reply = await this.#queue.run(line)
    return reply.text.startsWith('+OK')
  }

  onEvent(listener: (event: SwitchEvent) => void): () => void {
    // A wrapper of its own, so that the same function may listen twice.
    const entry = (event: SwitchEvent): void => listener(event)
    this.#listeners.add(entry)
    return () => {
      this.#listeners.delete(entry)
    }
  }

  async close(): Promise<void> {
    this.#fail(errors.closedByUs(this.place))
    await this.#gone.promise
  }

  connected(): void {
    if (this.#stage !== 'connecting') return
    this.#stopTimer()
    this.#stage = 'greeting'
    const { authMs, clock } = this.#options
    this.#stopTimer = clock.after(authMs, () => this.#fail(errors.authTimedOut(this.place, authMs)))
  }

  failed(error: Error): void {
    if (error instanceof ProtocolError) this.#fail(errors.notTheProtocol(this.place, error.message, error))
    else if (this.#stage === 'connecting') this.#fail(errors.cannotConnect(this.place, error))
    else this.#fail(errors.closedByPeer(this.place, this.#queue.current, error.message))
  }

  frame(frame: Frame, event: SwitchEvent | undefined): void {
    if (this.#stage === 'failed') return
    this.#tracer.received(frame)
    const type = frame.headers.get('Content-Type') ?? 'a frame without Content-Type'
    switch (type) {
      case 'auth/request':
        return this.#authenticate()
      case 'command/reply':
        return this.#settle({ kind: type, text: frame.headers.get('Reply-Text') ?? '' })
      case 'api/response':
        return this.#settle({ kind: type, text: frame.body ?? '' })
      case 'text/event-json':
        return this.#tell(event)
      case 'log/data':
        return
      case 'text/rude-rejection':
        return this.#fail(errors.addressRefused(this.place))
      case 'text/disconnect-notice':
        return this.#fail(
          errors.closedByPeer(this.place, this.#queue.current, frame.body?.trim().split('\n', 1)[0]),
        )
    }
    this.#fail(errors.notTheProtocol(this.place, `an unexpected ${JSON.stringify(type)}`))
  }

  ended(): void {
    this.#fail(errors.closedByPeer(this.place, this.#queue.current))
    this.#gone.resolve(undefined)
  }

  #authenticate(): void {
    if (this.#stage !== 'greeting') return this.#fail(errors.notTheProtocol(this.place, 'a second greeting'))
    this.#stage = 'authenticating'
    this.#send(`auth ${this.#password}`)
  }

  #settle(reply: RawReply): void {
    if (this.#stage === 'authenticating') return this.#admit(reply)
    const asked = this.#queue.current
    const mismatch = reply.kind === 'api/response' && asked?.startsWith('api ') !== true
    if (mismatch || !this.#queue.settle(reply))
      this.#fail(errors.notTheProtocol(this.place, `a reply to nothing that was asked (${reply.kind})`))
  }

  #admit(reply: RawReply): void {
    if (reply.kind !== 'command/reply')
      return this.#fail(errors.notTheProtocol(this.place, `a login answered by ${reply.kind}`))
    if (!reply.text.startsWith('+OK')) return this.#fail(errors.wrongPassword(this.place))
    this.#stopTimer()
    this.#stage = 'ready'
    this.#ready.resolve(undefined)
  }

  #tell(event: SwitchEvent | undefined): void {
    if (event === undefined) return
    for (const listener of [...this.#listeners]) {
      try {
        listener(event)
      } catch (cause) {
        const hint = 'Please report it, with what you did.'
        this.#fail(new GwctlError('GW900', `A listener failed on the event ${event.name}.`, { hint, cause }))
      }
    }
  }

  #send(line: string): void {
    this.#tracer.sent(line)
    this.#wire?.send(line)
  }

  /** Ends the session for the first reason told; later ones are consequences of it. */
  #fail(error: GwctlError): void {
    if (this.#stage === 'failed') return
    this.#stage = 'failed'
    this.#stopTimer()
    this.#listeners.clear()
    this.#queue.fail(error)
    this.#ready.reject(error)
    this.#closed.resolve(error)
    this.#wire?.destroy()
  }
}

function refuseUnsendable(line: string): void {
  if (/[\r\n\0]/.test(line)) throw errors.commandRefused(line, 'it has a line end or NUL in it')
  if (line.trim() === '') throw errors.commandRefused(line, 'it is empty')
}

interface Deferred<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (error: GwctlError) => void
}

function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => undefined
  let reject: (error: GwctlError) => void = () => undefined
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue
    reject = onError
  })
  return { promise, resolve, reject }
}
