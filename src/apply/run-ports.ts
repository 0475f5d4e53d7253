import type { Progress } from './progress.ts'
import type { SwitchSockets } from './switch-sockets.ts'
import type { Clock, SwitchPort } from './switch-port.ts'

/** What steps are carried out with. */
export interface RunPorts {
  readonly link: SwitchPort
  readonly clock: Clock
  readonly progress: (progress: Progress) => void
  /** Throws when the run has been interrupted. */
  readonly checkInterrupt: () => void
  /** What is known of a profile that starts; absent: what usually holds. */
  readonly bindSeconds?: (profile: string) => number
  /** The ports of the machine on which the switch runs; absent where that is not this one. */
  readonly sockets?: SwitchSockets
  /** Told, before they are sent, of commands of one kind that follow each other; returns when that is on disk for good. */
  readonly announce: (commands: readonly string[]) => void
}
