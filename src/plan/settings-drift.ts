import type { Desired } from '../model/desired.ts'
import type { Disk } from '../model/disk.ts'
import type { Live } from '../model/live.ts'
import type { Plan } from '../model/plan.ts'
import { settingSpec } from '../model/profile-settings.ts'
import { pendingRestarts } from './pending-restarts.ts'
import { evidenceOf, type SwitchEvidence } from './switch-evidence.ts'

/** One setting that is not, or may not be, what it should be. */
export interface SettingDrift {
  readonly profile: string
  readonly name: string
  /**
   * `disk`: the file is not as desired. `live`: the file is right, the running profile has something else;
   * `pending`: it stands on disk, the YAML does not name it, and it waits for a restart. `unverified`: nothing
   * tells whether the running profile has it.
   */
  readonly how: 'disk' | 'live' | 'pending' | 'unverified'
  /** As it is, and as it should be; both `null` where they must not be shown or are not known. */
  readonly actual: string | null
  readonly expected: string | null
  readonly sensitive?: true
}

/** Settings of the profiles that the YAML names: the desired ones, and whatever waits for a restart. */
export function settingsDrift(
  plan: Plan,
  desired: Desired,
  disk: Disk,
  live: Live,
  evidence: SwitchEvidence,
): SettingDrift[] {
  const changed = (plan.settings ?? []).map((each): SettingDrift => ({
    profile: each.profile,
    name: each.name,
    how: each.live === true ? 'live' : 'disk',
    actual: each.before,
    expected: each.after,
    ...(each.sensitive && { sensitive: true }),
  }))
  const told = new Set(changed.map((each) => `${each.profile} ${each.name}`))
  const waiting = waitingIn(desired, disk, live, evidence)
  return [...changed, ...waiting.filter((each) => !told.has(`${each.profile} ${each.name}`))]
}

function waitingIn(desired: Desired, disk: Disk, live: Live, evidence: SwitchEvidence): SettingDrift[] {
  const globals = new Map([...live.globals, ...disk.globals])
  const named = new Map(desired.profiles.map((each) => [each.name, each]))
  const running = new Set(live.profiles.filter((each) => each.state === 'RUNNING').map((each) => each.name))
  return disk.profiles
    .filter((each) => named.has(each.name) && running.has(each.name))
    .flatMap((profile): SettingDrift[] => {
      const found = pendingRestarts(profile, evidenceOf(profile, live, evidence, globals))
      const wanted = new Set(named.get(profile.name)?.settings?.map((each) => each.name))
      return [
        ...found.certain.map(({ name, onDisk, inForce }): SettingDrift => ({
          profile: profile.name,
          name,
          how: 'pending',
          ...(mayBeSecret(name)
            ? { actual: null, expected: null, sensitive: true as const }
            : { actual: inForce ?? null, expected: onDisk }),
        })),
        ...found.unverified
          .filter((name) => wanted.has(name))
          .map((name): SettingDrift => ({
            profile: profile.name,
            name,
            how: 'unverified',
            actual: null,
            expected: null,
          })),
      ]
    })
}

/** The YAML does not name it, so that nothing tells whether a text in it is a secret. */
function mayBeSecret(name: string): boolean {
  return settingSpec(name)?.kind === 'text'
}
