import type { Desired } from '../model/desired.ts'
import type { Disk } from '../model/disk.ts'
import { gatewayPath } from '../model/gateway.ts'
import type { Live } from '../model/live.ts'
import type { Plan, ProfileChange } from '../model/plan.ts'
import { findGatewayDrift, type DriftWorld, type Finding, type GatewayDrift } from './gateway-drift.ts'
import { heldGateways } from './loaded-fields.ts'
import { settingsDrift, type SettingDrift } from './settings-drift.ts'
import type { SwitchEvidence } from './switch-evidence.ts'

export interface ProfileDrift {
  readonly profile: string
  readonly how: 'not on disk' | 'does not run' | 'should be absent'
}

export interface Drift {
  /** How many desired gateways were compared. */
  readonly compared: number
  /** Only gateways with a finding, or with something unverified. */
  readonly gateways: readonly GatewayDrift[]
  readonly settings: readonly SettingDrift[]
  readonly profiles: readonly ProfileDrift[]
  /** Names of distributor lists that are not, on disk or in the switch, as desired. */
  readonly distributors: readonly string[]
}

/**
 * Compares the four. The rule:
 *
 * - Desired and disk are compared as a plan compares them: by what they mean. The marker is no drift.
 * - Disk and memory in every param, passwords too: a file or a variable that was changed and not read,
 *   a switch that reads another directory.
 * - Memory and what runs in every field that the switch shows. Of what it does not show, only what gwctl
 *   has itself proven in this very process is known; the rest is unverified, never in sync.
 *
 * @param plan  of the same three, for everything (no targets), whatever it would refuse
 */
export function findDrift(
  plan: Plan,
  desired: Desired,
  disk: Disk,
  live: Live,
  evidence: SwitchEvidence,
): Drift {
  const world: DriftWorld = {
    plan: new Map(plan.changes.map((each) => [gatewayPath(each.profile, each.gateway), each])),
    globals: new Map([...live.globals, ...disk.globals]),
    known: live.globals,
    held: heldGateways(evidence.loaded),
    live: new Map(live.gateways.map((each) => [gatewayPath(each.profile, each.name), each])),
    evidence,
  }
  const profiles = new Map(disk.profiles.map((each) => [each.name, each]))
  const compared = desired.profiles.flatMap(({ name, gateways = [] }) => {
    const onDisk = profiles.get(name)
    return onDisk === undefined ? [] : gateways.map((each) => findGatewayDrift(each, onDisk, world))
  })
  const strangers = plan.changes
    .filter((each) => each.action === 'delete' && each.movedTo === undefined && each.explicit !== true)
    .map(({ profile, gateway }) => ({ profile, gateway, findings: [EXTRA], unverified: [] }))
  return {
    compared: compared.length,
    gateways: [...compared, ...strangers].filter((each) => each.findings.length + each.unverified.length > 0),
    settings: settingsDrift(plan, desired, disk, live, evidence),
    profiles: (plan.profiles ?? []).flatMap(({ profile, action }) => {
      const how = profileDrift(action, profiles.has(profile))
      return how === undefined ? [] : [{ profile, how }]
    }),
    distributors: (plan.distributors ?? [])
      .filter((each) => each.action !== 'pause')
      .map((each) => each.distributor),
  }
}

/** Whether anything is known not to be the same; what is only unverified is not. */
export function hasDrift(drift: Drift): boolean {
  return Object.values(countDrift(drift)).some((each) => each > 0)
}

/** How many of each are known not to be the same. */
export function countDrift({
  gateways,
  settings,
  profiles,
  distributors,
}: Drift): Record<'gateways' | 'settings' | 'profiles' | 'distributors', number> {
  return {
    gateways: gateways.filter((each) => each.findings.length > 0).length,
    settings: settings.filter((each) => each.how !== 'unverified').length,
    profiles: profiles.length,
    distributors: distributors.length,
  }
}

const EXTRA: Finding = { between: ['desired', 'disk'], how: 'extra', names: [] }

/** A restart for a setting is told by that setting: the profile itself is where it should be. */
function profileDrift(action: ProfileChange['action'], onDisk: boolean): ProfileDrift['how'] | undefined {
  switch (action) {
    case 'create':
      return 'not on disk'
    case 'restart':
      return onDisk ? undefined : 'not on disk'
    case 'start':
      return 'does not run'
    case 'delete':
      return 'should be absent'
  }
}
