/** One command of a client: its first line, and the header lines after it by lower-case name. */
export interface ClientCommand {
  readonly line: string
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

/** Cuts what arrives into commands: lines up to a blank one, then `Content-Length` bytes (mod_event_socket.c:1190-1400). */
export interface CommandReader {
  /** Takes bytes (latin1) and returns the commands that are complete. */
  push(chunk: string): ClientCommand[]
  /** Whether part of a command waits for the rest: no event is written meanwhile. */
  isPartial(): boolean
}

export function createCommandReader(): CommandReader {
  let buffer = ''
  return {
    push(chunk) {
      buffer += chunk
      const commands: ClientCommand[] = []
      for (let next = takeCommand(buffer); next !== undefined; next = takeCommand(buffer)) {
        commands.push(next.command)
        buffer = next.rest
      }
      return commands
    },
    isPartial: () => buffer.replace(/^[\r\n]+/, '') !== '',
  }
}

function takeCommand(buffer: string): { command: ClientCommand; rest: string } | undefined {
  const text = buffer.replace(/^[\r\n]+/, '')
  const end = /\r?\n\r?\n/.exec(text)
  if (end === null) return undefined
  const [line = '', ...lines] = text.slice(0, end.index).split(/\r?\n/)
  const headers = new Map(lines.map(readHeader))
  const length = Math.max(0, Number.parseInt(headers.get('content-length') ?? '0', 10) || 0)
  const bodyStart = end.index + end[0].length
  if (text.length < bodyStart + length) return undefined
  const body = text.slice(bodyStart, bodyStart + length)
  return { command: { line, headers, body }, rest: text.slice(bodyStart + length) }
}

function readHeader(line: string): [string, string] {
  const colon = line.indexOf(':')
  if (colon < 0) return [line.toLowerCase(), '']
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
}
