import type { Frame } from './frame.ts'
import { maskReply } from './mask-reply.ts'

/** One line sent or frame received, for --debug; what is secret is `***`. */
export interface TraceEntry {
  readonly direction: 'sent' | 'received'
  readonly text: string
}

/** Hands out what a connection sends and receives, with secrets masked by their place. */
export class Tracer {
  readonly #traceTo: ((entry: TraceEntry) => void) | undefined
  #asked = ''

  constructor(traceTo: ((entry: TraceEntry) => void) | undefined) {
    this.#traceTo = traceTo
  }

  sent(line: string): void {
    this.#asked = line
    const text = /^(user)?auth\b/.test(line) ? 'auth ***' : line
    this.#traceTo?.({ direction: 'sent', text })
  }

  received(frame: Frame): void {
    if (this.#traceTo === undefined) return
    const type = frame.headers.get('Content-Type') ?? ''
    const reply = frame.headers.get('Reply-Text')
    const isReply = type === 'api/response'
    const body = frame.body === undefined || !isReply ? frame.body : maskReply(this.#asked, frame.body)
    const parts = [type, reply, body].filter((part) => part !== undefined)
    this.#traceTo({ direction: 'received', text: parts.join('\n') })
  }
}
