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
 * Commands of one connection, first in, first out, one outstanding at a time: FreeSWITCH answers
 * in order and names no command in its replies, so that only this order tells whose reply it is.
 * After a time-out the order is lost for good; the owner drops the connection then.
 */
export class CommandQueue {
  readonly #send: (line: string) => void
  readonly #clock: Clock
  readonly #timeoutMs: number
  readonly #expired: (line: string) => void
  #waiting: Waiting[] = []
  #current: Waiting | undefined
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

  /** The line whose answer is awaited. */
  get current(): string | undefined {
    return this.#current?.line
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

  /** Gives the reply to the outstanding command; false when there is none. */
  settle(reply: RawReply): boolean {
    const done = this.#current
    if (done === undefined) return false
    this.#stopTimer()
    this.#current = undefined
    done.resolve(reply)
    this.#next()
    return true
  }

  /** Rejects every command, outstanding, waiting and to come, with the first failure told. */
  fail(error: GwctlError): void {
    this.#failure ??= error
    this.#stopTimer()
    const left = this.#current === undefined ? this.#waiting : [this.#current, ...this.#waiting]
    this.#current = undefined
    this.#waiting = []
    for (const each of left) each.reject(error)
  }

  #next(): void {
    if (this.#current !== undefined) return
    const next = this.#waiting.shift()
    if (next === undefined) return
    this.#current = next
    this.#stopTimer = this.#clock.after(this.#timeoutMs, () => {
      this.#expired(next.line)
    })
    this.#send(next.line)
  }
}
