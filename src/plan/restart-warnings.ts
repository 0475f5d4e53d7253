import type { Diagnostic, Place } from '../errors.ts'
import type { SettingChange } from '../model/plan.ts'
import type { PendingRestart } from './pending-restarts.ts'
import type { ProfileDecision } from './profile-plan.ts'
import { WHY } from './settings-diff.ts'

/** A setting that `--no-restart` leaves as it stands. */
export function withheldRestart({ profile, name, live }: SettingChange, at: Place): Diagnostic {
  const what = live === true ? 'is not brought into force' : 'is not written'
  return {
    code: 'GW141',
    severity: 'warning',
    message: `${profile}: ${name} ${what}: only a restart of the profile would apply it (--no-restart).`,
    hint: 'Apply without --no-restart when the profile may be restarted.',
    at,
  }
}

/** Settings that the YAML does not list, and that a planned restart brings into force all the same. */
export function restartsAnyway(
  { name: profile, change, settings }: ProfileDecision,
  pending: readonly PendingRestart[],
): Diagnostic[] {
  if (change?.action !== 'restart') return []
  const listed = new Set(settings.map((each) => each.name))
  return pending
    .filter((each) => !listed.has(each.name))
    .map((each) => ({
      code: 'GW141',
      severity: 'warning',
      message: `${profile}: the restart also brings ${described(each)} into force; somebody changed it on disk.`,
      hint: `Put it right on disk first, or list ${each.name} under settings.`,
    }))
}

/** What stands on disk and waits for a restart that nobody has planned: gateways are added without a rescan. */
export function waitingRestart(profile: string, pending: readonly PendingRestart[]): Diagnostic {
  const names = pending.map(described).join(', ')
  const why = ` (${[...new Set(pending.map((each) => WHY[each.evidence]))].join('; ')})`
  return {
    code: 'GW141',
    severity: 'warning',
    message: `${profile}: ${names} ${pending.length === 1 ? 'stands' : 'stand'} on disk and ${pending.length === 1 ? 'is' : 'are'} not in force${why}. Until the profile restarts, it is not rescanned.`,
    hint: 'Put the file right, or list the setting with this value under `settings` of the profile: then apply restarts it.',
  }
}

function described({ name, onDisk, sensitive }: PendingRestart): string {
  if (sensitive === true) return name
  return onDisk === null ? `the removal of ${name}` : `${name} ${onDisk}`
}
