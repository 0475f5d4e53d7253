/** A command as data: what to send, and what its reply means. */
export interface Command<R> {
  /** The api line exactly as it is sent. */
  readonly line: string
  /** Reads the whole text of the reply; never throws. */
  parse(reply: string): R
}
