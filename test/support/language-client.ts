import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'

/** A position in a text, both from 0 on. */
export interface Position {
  readonly line: number
  readonly character: number
}

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: unknown
  readonly result?: unknown
  readonly error?: unknown
}

/** The YAML language server that editors run, over its standard input and output. */
export class LanguageClient {
  private readonly server: ChildProcessWithoutNullStreams
  private readonly answers = new Map<number, (message: Message) => void>()
  private readonly told: ((message: Message) => void)[] = []
  private rest = Buffer.alloc(0)
  private last = 0

  constructor(file: string) {
    this.server = spawn(process.execPath, [file, '--stdio'])
    this.server.stdout.on('data', (chunk: Buffer) => this.take(chunk))
  }

  /** Asks, and resolves to the result. */
  async request(method: string, params: unknown): Promise<unknown> {
    const id = ++this.last
    const answer = new Promise<Message>((resolve) => this.answers.set(id, resolve))
    this.send({ id, method, params })
    const { result, error } = await answer
    if (error !== undefined) throw new Error(`${method}: ${JSON.stringify(error)}`)
    return result
  }

  notify(method: string, params: unknown): void {
    this.send({ method, params })
  }

  /** The next notification of this name. */
  notification(method: string): Promise<unknown> {
    return new Promise((resolve) =>
      this.told.push((message) => {
        if (message.method === method) resolve(message.params)
      }),
    )
  }

  async end(): Promise<void> {
    await this.request('shutdown', null)
    this.notify('exit', null)
    await once(this.server, 'close')
  }

  private send(message: object): void {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message })
    this.server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
  }

  private take(chunk: Buffer): void {
    this.rest = Buffer.concat([this.rest, chunk])
    for (;;) {
      const [head, length] =
        /^(?:[^\r\n]+\r\n)*?Content-Length: (\d+)\r\n(?:[^\r\n]+\r\n)*\r\n/.exec(
          this.rest.toString('latin1'),
        ) ?? []
      if (head === undefined || this.rest.length < head.length + Number(length)) return
      const body = this.rest.subarray(head.length, head.length + Number(length))
      this.rest = this.rest.subarray(head.length + Number(length))
      this.read(JSON.parse(body.toString()) as Message)
    }
  }

  private read(message: Message): void {
    if (message.method === undefined) return this.answers.get(message.id ?? 0)?.(message)
    // What the server asks of an editor: its settings, of which there are none.
    if (message.id !== undefined) {
      const items = Object(message.params) as { items?: readonly unknown[] }
      this.send({ id: message.id, result: items.items?.map(() => ({})) ?? null })
    }
    for (const tell of this.told) tell(message)
  }
}
