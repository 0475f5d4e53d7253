import type { Clock } from './clock.ts'
import type { GwctlError } from '../errors.ts'

/** What answers a command, by the Content-Type of its frame. */
export type RawReply =
  | { readonly kind: 'command/reply'; readonly text: string }
  | { readonly kind: 'api/response'; readonly text: string }

interface Waiting {
  readonly line: string
  readonly resolve: (reply: RawReply) => void
  readonly reject: (error: GwctlError) => void
}

/**
 * So many commands are under way at most. FreeSWITCH reads the next one only when it has answered the one
 * before, so that more would only wait in the socket; and fewer let it wait for us (bench/README.md).
 */
const MOST_OUTSTANDING = 32

/**
 * Commands of one connection, first in, first out: FreeSWITCH answers in order and names no command in its
 * replies, so that only this order tells whose reply it is. After a time-out the order is lost for good; the
 * owner drops the connection then.
 */
export class CommandQueue {
  readonly #send: (line: string) => void
  readonly #clock: Clock
  readonly #timeoutMs: number
  readonly #expired: (line: string) => void
  /** Sent, and not answered yet. */
  #outstanding: Waiting[] = []
  #waiting: Waiting[] = []
  #stopTimer = (): void => undefined
  #failure: GwctlError | undefined

  constructor(
    send: (line: string) => void,
    options: { clock: Clock; timeoutMs: number; expired: (line: string) => void },
  ) {
    this.#send = send
    this.#clock = options.clock
    this.#timeoutMs = options.timeoutMs
    this.#expired = options.expired
  }

  /** The line whose answer comes next. */
  get current(): string | undefined {
    return this.#outstanding[0]?.line
  }

  /** Sends `line` when its turn has come. Rejects with what `fail` is given. */
  run(line: string): Promise<RawReply> {
    const failure = this.#failure
    if (failure !== undefined) return Promise.reject(failure)
    return new Promise((resolve, reject) => {
      this.#waiting.push({ line, resolve, reject })
      this.#next()
    })
  }

  /** Gives the reply to the command that was sent first; false when there is none. */
  settle(reply: RawReply): boolean {
    const done = this.#outstanding.shift()
    if (done === undefined) return false
    this.#stopTimer()
    this.#watchFirst()
    done.resolve(reply)
    this.#next()
    return true
  }

  /** Rejects every command, outstanding, waiting and to come, with the first failure told. */
  fail(error: GwctlError): void {
    this.#failure ??= error
    this.#stopTimer()
    const left = [...this.#outstanding, ...this.#waiting]
    this.#outstanding = []
    this.#waiting = []
    for (const each of left) each.reject(error)
  }

  #next(): void {
    if (this.#outstanding.length >= MOST_OUTSTANDING) return
    const next = this.#waiting.shift()
    if (next === undefined) return
    this.#outstanding.push(next)
    if (this.#outstanding.length === 1) this.#watchFirst()
    this.#send(next.line)
  }

  /** A command has its time from when its turn has come to be answered. */
  #watchFirst(): void {
    const first = this.#outstanding[0]
    if (first === undefined) return
    this.#stopTimer = this.#clock.after(this.#timeoutMs, () => {
      this.#expired(first.line)
    })
  }
}
