import type { Change, ProfileChange } from './plan.ts'

/** How one changed gateway ended. */
export interface ReportedGateway {
  readonly profile: string
  readonly gateway: string
  readonly action: Change['action']
  /** `unproven`: UP, but no ping has shown it yet. `untouched`: the running switch was not changed. */
  readonly health: 'healthy' | 'unhealthy' | 'unproven' | 'gone' | 'untouched'
  /** One phrase: what is wrong, or what the health rests on. */
  readonly detail: string
  /** It was healthy before, or is new: unhealthy now fails the apply. */
  readonly owed: boolean
  /** Milliseconds from the killgw until it was UP again. */
  readonly awayMs?: number
}

/** What was done, and proven, of one profile as a whole. `settings`: they came into force without a restart. */
export interface ReportedProfile {
  readonly profile: string
  readonly action: ProfileChange['action'] | 'settings'
  /** One phrase: what it rests on. */
  readonly detail: string
}

/** What an apply did. `stuck`: not everything is as it was before, and `left` says what is not, or what to do. */
export interface ApplyReport {
  readonly outcome: 'unchanged' | 'applied' | 'kept' | 'put-back' | 'stuck'
  /** Absent: no profile changed as a whole. */
  readonly profiles?: readonly ReportedProfile[]
  readonly gateways: readonly ReportedGateway[]
  /** Id of the backup under .gwctl/backups. */
  readonly backup?: string
  readonly left: readonly string[]
  /**
   * For `stuck`, whether `gwctl recover` has something to go on with: the next apply is refused until then. False: files
   * and definitions are as they were before, `left` names the gateways that are not, and nothing more can be put back.
   */
  readonly recoverable?: boolean
}
