import type { Clock } from '../apply/switch-port.ts'
import type { Terminal } from './terminal.ts'

/** The outside world of a command, as one port: the tests give their own. */
export interface Io {
  stdout(text: string): void
  stderr(text: string): void
  /** All of standard input. */
  readStdin(): Promise<Buffer>
  /** One line typed at the prompt; undefined at the end of the input. */
  ask(question: string): Promise<string | undefined>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** A person sits in front of it: standard input and standard error are a terminal. */
  readonly interactive: boolean
  readonly stdoutIsTty: boolean
  readonly stderrIsTty: boolean
  /** Columns of the terminal that standard error is; absent, or undefined: not known. */
  readonly stderrColumns?: () => number | undefined
  /** Where standard output is a terminal. */
  readonly terminal?: Terminal
  /** Aborted when nobody reads standard output any more (`gwctl watch | head`). */
  readonly unread?: AbortSignal
  readonly clock: Clock
  /** Aborted by SIGINT, SIGTERM or SIGHUP. */
  readonly signal: AbortSignal
  /** Runs what must come to an end of its own when it is interrupted; anything else is ended soon after. */
  guard<T>(run: () => Promise<T>): Promise<T>
  /** Called, in this order, before an interrupt that nothing guards ends the process. */
  lastWords(tell: () => Promise<void> | void): void
}

/** NO_COLOR and FORCE_COLOR (https://no-color.org), else whether a terminal shows it. */
export function wantsColor(io: Pick<Io, 'env'>, isTty: boolean): boolean {
  const { NO_COLOR: no, FORCE_COLOR: force, TERM: term } = io.env
  if (no !== undefined && no !== '') return false
  if (force !== undefined && force !== '') return force !== '0'
  return isTty && term !== 'dumb'
}
