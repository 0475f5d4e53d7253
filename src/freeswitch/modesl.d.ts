/** The parts of modesl 1.2.1 that gwctl uses; the package has no types of its own. */
declare module 'modesl' {
  import type { Socket } from 'node:net'

  class Event {
    readonly headers: readonly { readonly name: string; readonly value: unknown }[]
    /** A string, unless the JSON had something else as `_body`. */
    readonly body: unknown
  }

  class Emitter {
    on(event: 'error', listener: (error: unknown) => void): this
    on(event: 'esl::event', listener: (event: Event) => void): this
    emit(event: 'error', error: unknown): boolean
  }

  class Parser extends Emitter {
    constructor(socket: Socket)
    protected _onData(chunk: Buffer): void
    protected _parseXmlBody(text: string): object
    protected _parsePlainBody(text: string): object
    protected _parseEvent(headers: object, body?: string): void
  }

  class Connection extends Emitter {
    constructor(host: string, port: number, password: string)
    /** Null once the other side has ended. */
    socket: Socket | null
    connecting: boolean
    protected _onConnect(): void
    send(command: string): void
  }

  interface Modesl {
    readonly Connection: typeof Connection
    readonly Parser: typeof Parser
  }

  const esl: Modesl
  export default esl
  export type { Connection, Event, Modesl, Parser }
}
