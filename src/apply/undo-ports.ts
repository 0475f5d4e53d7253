import type { ConfTarget } from '../targets/local.ts'
import type { RunPorts } from './run-ports.ts'
import type { Reconnect, SwitchPort } from './switch-port.ts'

/** What an undo works on and with. */
export interface UndoPorts extends Omit<RunPorts, 'link'> {
  readonly target: ConfTarget
  /** Absent: there is no connection to the switch now. */
  readonly link?: SwitchPort
  readonly reconnect?: Reconnect
  readonly timeoutMs: number
  /** Take files that somebody else has changed since as they stand; absent: they are left to do. */
  readonly acceptChanges?: boolean
  /** Told, before it is written, of the digest of a text that a file holds for a moment. */
  readonly announceFile: (path: string, sha256: string) => void
  /** Calls in progress may be hung up by what takes profiles back; absent: no. */
  readonly mayHangUp?: boolean
  /** It is another process of the switch now: what it has read of these files nobody knows. */
  readonly restarted?: boolean
}
