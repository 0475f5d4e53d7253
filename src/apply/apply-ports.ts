import type { ConfTarget } from '../targets/local.ts'
import type { Journal } from './journal.ts'
import type { JournalHeader } from './journal-records.ts'
import type { Progress } from './progress.ts'
import type { Clock, Reconnect, SwitchPort } from './switch-port.ts'
import type { SwitchSockets } from './switch-sockets.ts'

/** What an apply works on and with. */
export interface ApplyPorts {
  readonly target: ConfTarget
  readonly link: SwitchPort
  /** For a put-back after the connection was lost; absent: it is left to people then. */
  readonly reconnect?: Reconnect
  readonly clock: Clock
  /** The ports of the machine on which the switch runs; absent where that is not this one. */
  readonly sockets?: SwitchSockets
  readonly progress: (progress: Progress) => void
  /** Aborts the run at the next safe place; what was done is put back. */
  readonly signal?: AbortSignal
  /** Begins the journal; the one in the configuration directory when absent. */
  readonly journal?: (root: string, header: JournalHeader) => Journal
}

export interface ApplyOptions {
  /** How long gateways have to become healthy, in seconds; default 30. */
  readonly timeoutSeconds?: number
  /** Leave the change in place when a gateway does not become healthy. */
  readonly keep?: boolean
  /** How many backups to keep. */
  readonly backups?: number
  /** What the journal and the backup say it was for; default `apply`. */
  readonly purpose?: string
  /** An operation that changes no file keeps none: no backup is made of it, and none is pushed out by it. */
  readonly withoutBackup?: true
}
