import type { Disk } from '../model/disk.ts'
import type { Live } from '../model/live.ts'
import type { GuardedProfiles } from './guard.ts'
import { pendingRestarts, type PendingRestart } from './pending-restarts.ts'
import { evidenceOf, type SwitchEvidence } from './switch-evidence.ts'

/** By profile that runs, the settings of which it is certain that they wait for a restart. */
export type Waiting = ReadonlyMap<string, readonly PendingRestart[]>

/** What waits now; nothing is known where the switch was not asked. */
export function pendingIn(disk: Disk, live: Live | undefined, evidence: SwitchEvidence): Waiting {
  if (live === undefined) return new Map()
  const globals = new Map([...live.globals, ...disk.globals])
  const running = new Set(live.profiles.filter((each) => each.state === 'RUNNING').map((each) => each.name))
  return new Map(
    disk.profiles
      .filter((each) => running.has(each.name))
      .map((each) => [each.name, pendingRestarts(each, evidenceOf(each, live, evidence, globals)).certain]),
  )
}

/** What will still wait when a plan is done: a restart ends it, and so does a file that is put right. */
export function stillWaiting(pending: Waiting, { settings = [], profiles = [] }: GuardedProfiles): Waiting {
  const whole = new Set(profiles.map((each) => each.profile))
  const right = new Set(
    settings.filter((each) => each.inForce === true).map((each) => `${each.profile} ${each.name}`),
  )
  const left = [...pending].map(
    ([profile, found]) => [profile, found.filter(({ name }) => !right.has(`${profile} ${name}`))] as const,
  )
  return new Map(left.filter(([profile, found]) => found.length > 0 && !whole.has(profile)))
}

/** Both in one. */
export function waitingProfiles(
  disk: Disk,
  live: Live | undefined,
  evidence: SwitchEvidence,
  work: GuardedProfiles,
): Waiting {
  return stillWaiting(pendingIn(disk, live, evidence), work)
}
