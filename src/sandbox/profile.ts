import type { GatewayDefinition } from './gateway-definition.ts'
import type { ProfileSettings } from './profile-settings.ts'
import type { RegisterHandle } from './register-handle.ts'
import type { Millis } from './scheduler.ts'

/** A profile instance: there can be two of a name while one stops and another starts. */
export interface Profile {
  readonly name: string
  readonly settings: ProfileSettings
  /** Commands find a profile only while this is true (PFLAG_RUNNING). */
  running: boolean
  /** Epoch seconds. */
  started: number
  /** What the stack is bound to: a rescan does not move it. */
  bound?: { readonly ip: string; readonly port: number }
  /** Newest first: the worker handles them in this order. */
  gateways: Gateway[]
  /** Read locks that `register` and `unregister` of a NOREG gateway left behind: the profile never finishes a stop. */
  leakedLocks: number
  /** Calls in progress. */
  calls: number
  /** When its worker looks at the gateways next; absent before it runs. */
  nextTick?: Millis
}

/** sofia_state_string (mod_sofia.c:2747-2760). */
export type State =
  | 'UNREGED'
  | 'TRYING'
  | 'REGISTER'
  | 'REGED'
  | 'UNREGISTER'
  | 'FAILED'
  | 'FAIL_WAIT'
  | 'NOREG'
  | 'DOWN'
  | 'TIMEOUT'

/** A gateway object. A changed definition needs a new one; the old one lives on until the worker unlinks it. */
export interface Gateway {
  readonly definition: GatewayDefinition
  readonly name: string
  readonly profile: Profile
  readonly callId: string
  state: State
  status: 'UP' | 'DOWN'
  deleted: boolean
  /** When the status became UP. */
  upSince: Millis
  /** Epoch second of the next try; 0: none. */
  retry: number
  /** Epoch second at which an unanswered REGISTER is given up. */
  registerDeadline: number
  /** Epoch second of the worker's own refresh. */
  expires: number
  failures: number
  failureStatus: number
  /** Epoch second of the next OPTIONS; 0: never. */
  ping: number
  pinging: boolean
  pingSent: Millis
  /** Milliseconds. */
  pingTime: number
  pingCount: number
  /** Where the last answer to a REGISTER came from. */
  network?: { readonly ip: string; readonly port: number }
  /** The stack's side of the registration; absent before the first REGISTER and after the last. */
  handle?: RegisterHandle
}
