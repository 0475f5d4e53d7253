import type { Change, ProfileChange, SettingChange } from '../model/plan.ts'
import { batchesOf, isCommanded, type Batch } from './batches.ts'
import { besideProfiles } from './profile-steps.ts'

/** What else changes than gateways. */
export interface ProfileWork {
  readonly profiles?: readonly ProfileChange[]
  readonly settings?: readonly SettingChange[]
  /** Profiles in which a setting waits for a restart. */
  readonly noRescan?: ReadonlySet<string>
}

/** What an apply does at a time; where there are several, one is proven before the next is touched. */
export interface Stretch extends Batch {
  /** Profiles stop, restart and start, and these gateways with them. */
  readonly whole?: true
  /** Profiles that have to be rescanned for a setting. */
  readonly rescans?: readonly string[]
}

/** First the profiles that stop, restart and start, with all gateways in them; then the others, batch by batch. */
export function stretchesOf(
  changes: readonly Change[],
  batchSize: number | undefined,
  { profiles = [], settings = [] }: ProfileWork,
): Stretch[] {
  const beside = besideProfiles(changes, profiles)
  const batches = batchesOf(beside, batchSize)
  const rescans = unscanned(rescansFor(settings, profiles), batches)
  const last = batches.length - 1
  const stretches = batches.map((batch, index): Stretch =>
    index === last && rescans.length > 0 ? { ...batch, rescans } : batch,
  )
  if (profiles.length === 0) return stretches
  const inside = changes.filter((each) => !beside.includes(each))
  const carried = profiles.flatMap((each) => each.carried ?? [])
  const whole: Stretch = { changes: [...inside, ...carried], adding: 'rescan', whole: true }
  return [whole, ...stretches.filter(doesSomething)]
}

function doesSomething({ changes, rescans }: Stretch): boolean {
  return rescans !== undefined || changes.some(isCommanded)
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
