import type { Disk } from '../model/disk.ts'
import type { Live } from '../model/live.ts'
import type { ProfileChange } from '../model/plan.ts'
import type { JournalHeader, JournalProfile } from './journal-records.ts'
import { STILL_STOPPING } from './profile-patience.ts'
import type { Sent } from './sent.ts'

/** What takes profiles back to what the files say again, and what people have to do. */
export interface ProfilesBack {
  readonly profiles: readonly ProfileChange[]
  /** Profiles that have to be rescanned for a setting. */
  readonly rescans: readonly string[]
  readonly left: readonly string[]
}

/**
 * How profiles come back. The rule:
 *
 * - One that ran before and is gone is started; one that did not run before and is there is stopped.
 * - One that was told to restart, or may have been, is restarted again, since it may run what the files
 *   said in between. So is one that a rescan gave a setting which was not set before: it stays in force
 *   until a restart. Settings that a rescan has changed, a rescan changes back.
 * - Where calls would be hung up that nobody has allowed to be, nothing is restarted, and that is said.
 *   An apply that fails puts back at once what it has restarted itself, whatever calls have come since.
 *
 * @param mayHangUp  whether calls in progress may be hung up
 * @param unsure     the switch was restarted: what it has read of these files nobody knows
 */
export function profilesBack(
  { profiles = [] }: JournalHeader,
  sent: Sent,
  disk: Disk,
  live: Live,
  { mayHangUp, unsure }: { readonly mayHangUp: boolean; readonly unsure: boolean },
): ProfilesBack {
  const standing = new Set(disk.profiles.map((each) => each.name))
  const found = new Map(live.profiles.map((each) => [each.name, each]))
  const all = profiles.map((each): ProfilesBack => {
    const there = found.get(each.profile)
    const calls = there?.calls ?? 0
    const held = calls > 0 && !(mayHangUp && sent.profiles.has(each.profile))
    return backFor(each, wayBack(each, sent, there?.state, unsure), {
      calls,
      held,
      stands: standing.has(each.profile),
    })
  })
  return {
    profiles: all.flatMap((each) => each.profiles),
    rescans: all.flatMap((each) => each.rescans),
    left: all.flatMap((each) => each.left),
  }
}

interface Circumstances {
  readonly calls: number
  /** Calls in progress, which must not be hung up. */
  readonly held: boolean
  readonly stands: boolean
}

function backFor(
  { profile, action: done }: JournalProfile,
  way: Way,
  { calls, held, stands }: Circumstances,
): ProfilesBack {
  const nothing = { profiles: [], rescans: [], left: [] }
  switch (way) {
    case undefined:
      return nothing
    case 'hangs':
      return { ...nothing, left: [hanging(profile)] }
    case 'rescan':
      return { ...nothing, rescans: [profile] }
    case 'start':
      if (!stands) return { ...nothing, left: [withoutFile(profile)] }
      break
    case 'delete':
    case 'restart':
      if (held)
        return {
          ...nothing,
          rescans: done === 'rescan' ? [profile] : [],
          left: [withCalls(profile, way, calls)],
        }
  }
  return {
    ...nothing,
    profiles: [{ kind: 'profile', action: way, profile, reasons: ['as it was before'], calls }],
  }
}

type Way = 'start' | 'delete' | 'restart' | 'rescan' | 'hangs' | undefined

function wayBack(
  { profile, action, ranBefore, sticks }: JournalProfile,
  sent: Sent,
  state: string | undefined,
  unsure: boolean,
): Way {
  if (state === undefined) return ranBefore ? 'start' : undefined
  if (state !== 'RUNNING') return 'hangs'
  if (!ranBefore) return 'delete'
  if (action === 'rescan') {
    if (!unsure && !sent.rescanned.has(profile)) return undefined
    return sticks === true || unsure ? 'restart' : 'rescan'
  }
  const verb = sent.profiles.get(profile)?.verb
  return unsure || (verb !== undefined && verb !== 'stop') ? 'restart' : undefined
}

function hanging(profile: string): string {
  return `Profile ${profile} has not finished stopping (sofia jsonstatus: DOWN). ${STILL_STOPPING}`
}

function withoutFile(profile: string): string {
  return `Profile ${profile} ran before, but does not stand on disk: nothing can start it again.`
}

function withCalls(profile: string, way: 'delete' | 'restart', calls: number): string {
  const many = calls === 1 ? '1 call is' : `${calls} calls are`
  return way === 'restart'
    ? `Profile ${profile} may still run the new settings: ${many} in progress. When they have ended, run in fs_cli: sofia profile ${profile} restart`
    : `Profile ${profile} still runs: ${many} in progress. When they have ended, run in fs_cli: sofia profile ${profile} stop`
}
