import type { Change, ProfileChange, RuntimeStep, SettingChange, Step } from '../model/plan.ts'
import { batchesOf, type Batch } from './batches.ts'
import { canarySteps } from './canary-steps.ts'
import { besideProfiles, profileSteps } from './profile-steps.ts'
import { runtimeSteps } from './steps.ts'

/** What else changes than gateways. */
export interface ProfileWork {
  readonly profiles?: readonly ProfileChange[]
  readonly settings?: readonly SettingChange[]
  /** Profiles in which a setting waits for a restart. */
  readonly noRescan?: ReadonlySet<string>
}

/**
 * Everything that an apply does once the files are written. First the profiles that stop, restart and
 * start, with all gateways in them (plan/profile-steps.ts); then the others, batch by batch
 * (plan/batches.ts): what is tried first (plan/canary-steps.ts), then the change itself
 * (plan/steps.ts). Where there are batches, each has to be proven before the next is touched.
 *
 * @param batchSize  most gateways that are changed at a time; absent: all of them
 */
export function planSteps(changes: readonly Change[], batchSize?: number, work: ProfileWork = {}): Step[] {
  const { profiles = [], settings = [], noRescan = new Set<string>() } = work
  const batches = batchesOf(besideProfiles(changes, profiles), batchSize)
  const rescans = rescansFor(settings, profiles)
  const stretches = [
    ...wholeProfiles(changes, profiles),
    ...batches.map((batch, index): Stretch => {
      const last = index === batches.length - 1
      const how = { adding: batch.adding, noRescan, rescans: last ? unscanned(rescans, batches) : [] }
      return {
        changes: batch.changes,
        steps: [...canarySteps(batch.changes), ...runtimeSteps(batch.changes, how)],
      }
    }),
  ].filter((each) => each.steps.length > 0)
  const steps = stretches.flatMap((stretch, index) => [
    ...stretch.steps,
    ...(batchSize === undefined ? [] : proof(stretch, index + 1, stretches.length)),
  ])
  return steps.length === 0 ? readOnly(settings) : steps
}

interface Stretch {
  readonly changes: readonly Change[]
  readonly steps: readonly Step[]
}

/** The gateways of profiles that restart are tried before anything of theirs is touched. */
function wholeProfiles(changes: readonly Change[], profiles: readonly ProfileChange[]): Stretch[] {
  const steps = profileSteps(profiles, changes)
  const beside = new Set(besideProfiles(changes, profiles))
  const inside = changes.filter((each) => !beside.has(each))
  const carried = profiles.flatMap((each) => each.carried ?? [])
  return steps.length === 0
    ? []
    : [{ changes: [...inside, ...carried], steps: [...canarySteps(inside), ...steps] }]
}

/** Profiles that have to be rescanned for a setting: the ones that run on. */
function rescansFor(settings: readonly SettingChange[], profiles: readonly ProfileChange[]): string[] {
  const whole = new Set(profiles.map((each) => each.profile))
  const read = settings.filter((each) => each.effect === 'rescan' && each.inForce !== true)
  return [...new Set(read.map((each) => each.profile))].filter((each) => !whole.has(each))
}

/** The ones that no batch rescans for its gateways; earlier it would add what a later batch has to. */
function unscanned(rescans: readonly string[], batches: readonly Batch[]): string[] {
  const scanned = new Set(
    batches
      .filter((each) => each.adding === 'rescan')
      .flatMap((each) => each.changes)
      .filter(({ runtime }) => runtime.start)
      .map((each) => each.profile),
  )
  return rescans.filter((each) => !scanned.has(each))
}

/** FreeSWITCH shall have in memory what stands on disk, also where that changes nothing now. */
function readOnly(settings: readonly SettingChange[]): RuntimeStep[] {
  const [first] = settings
  return first === undefined ? [] : [{ kind: 'command', profile: first.profile, command: 'reloadxml' }]
}

function proof({ changes }: Stretch, batch: number, of: number): Step[] {
  if (batch === of) return []
  const gateways = changes.map(({ profile, gateway }) => ({ profile, gateway }))
  return [{ kind: 'verify', batch, of, gateways }]
}
