import type { Policy } from '../model/desired.ts'
import type { Disk } from '../model/disk.ts'
import type { Live, LiveGateway } from '../model/live.ts'
import type { Change, ProfileChange, Refusal, SettingChange } from '../model/plan.ts'

/** What one run allows beyond the policy; `--yes` is not among them. */
export interface Allowances {
  /** `--allow-deletes N`: up to so many deletes, whatever the limits say, and no more. */
  readonly deletes?: number
  /** `--allow-last-healthy`. */
  readonly lastHealthy?: boolean
  /** `--allow-calls`. */
  readonly calls?: boolean
}

/** What else a plan does than change gateways. */
export interface GuardedProfiles {
  readonly profiles?: readonly ProfileChange[]
  readonly settings?: readonly SettingChange[]
}

/**
 * What apply refuses to do, however well-formed the plan is. The rule:
 *
 * - More deletes than `max-deletes`, or more than half of a profile's gateways where it has two
 *   or more. A move is no delete, and `enabled: false` is a decision that is not counted.
 * - A profile that loses its last healthy gateway while none comes in its place; one that moves
 *   to another profile is not lost, and one whose own `policy` allows it is not counted.
 * - Commands for a profile that does not run and is not started: they would be answered and do nothing.
 *
 * What profiles as a whole are refused for is in plan/profile-guard.ts.
 */
export function guard(
  changes: readonly Change[],
  disk: Disk,
  live: Live | undefined,
  policy: Policy,
  allow: Allowances,
  work: GuardedProfiles = {},
): Refusal[] {
  return [
    ...tooManyDeletes(changes, disk, policy, allow),
    ...(policy.allowLastHealthy || allow.lastHealthy === true ? [] : lastHealthy(changes, live)),
    ...notRunning(changes, live, work),
  ]
}

function tooManyDeletes(
  changes: readonly Change[],
  disk: Disk,
  policy: Policy,
  allow: Allowances,
): Refusal[] {
  const deletes = changes.filter(isCounted)
  const lift = `--allow-deletes ${deletes.length}`
  const limit = allow.deletes ?? policy.maxDeletes
  if (deletes.length > limit) {
    const message = `The plan deletes ${count(deletes.length)}; the limit is ${limit}.`
    return [{ rule: 'max-deletes', message, lift }, ...tooLargeShares(deletes, disk, lift)]
  }
  return allow.deletes === undefined ? tooLargeShares(deletes, disk, lift) : []
}

function tooLargeShares(deletes: readonly Change[], disk: Disk, lift: string): Refusal[] {
  return disk.profiles.flatMap((profile) => {
    const total = profile.gateways.length
    const going = deletes.filter((each) => each.profile === profile.name).length
    if (total < 2 || going <= total / 2) return []
    const message = `The plan deletes ${going} of the ${total} gateways of profile ${profile.name}: more than half.`
    return [{ rule: 'max-deletes', message, lift }]
  })
}

function isCounted(change: Change): boolean {
  return change.action === 'delete' && change.movedTo === undefined && change.explicit !== true
}

function lastHealthy(changes: readonly Change[], live: Live | undefined): Refusal[] {
  return profilesOf(changes).flatMap((profile) => {
    const inProfile = changes.filter((each) => each.profile === profile)
    const going = new Set(
      inProfile
        .filter((each) => each.action === 'delete' && each.movedTo === undefined)
        .map((each) => each.gateway),
    )
    const allowed = new Set(inProfile.filter((each) => each.mayBeLast === true).map((each) => each.gateway))
    const healthy = (live?.gateways ?? []).filter(
      (each) => each.profile === profile && isHealthy(each) && !allowed.has(each.name),
    )
    const comes = inProfile.some((each) => each.action === 'create')
    if (comes || healthy.length === 0 || healthy.some((each) => !going.has(each.name))) return []
    return [
      {
        rule: 'last-healthy',
        message: `Profile ${profile} would lose its last healthy gateway (${healthy.map((each) => each.name).join(', ')}).`,
        lift: '--allow-last-healthy',
      },
    ]
  })
}

/** Whether calls can go out through the gateway now, as far as the switch knows. */
function isHealthy(gateway: LiveGateway): boolean {
  return gateway.status === 'UP'
}

function notRunning(
  changes: readonly Change[],
  live: Live | undefined,
  { profiles = [], settings = [] }: GuardedProfiles,
): Refusal[] {
  if (live === undefined) return []
  const states = new Map(live.profiles.map((each) => [each.name, each.state]))
  const whole = new Set(profiles.map((each) => each.profile))
  const touched = changes.filter((each) => each.runtime.kill || each.runtime.start)
  return profilesOf([...touched, ...settings])
    .filter((profile) => !whole.has(profile) && states.get(profile) !== 'RUNNING')
    .map((profile) => ({
      rule: 'profile-not-running',
      message: `Profile ${profile} does not run, so that FreeSWITCH would ignore every command for it.`,
      lift: states.has(profile)
        ? `wait until \`sofia jsonstatus\` does not list it as ${String(states.get(profile))} any more`
        : `\`create: true\` of the profile, which starts it; or sofia profile ${profile} start`,
    }))
}

function profilesOf(changes: readonly { readonly profile: string }[]): string[] {
  return [...new Set(changes.map((each) => each.profile))]
}

function count(gateways: number): string {
  return gateways === 1 ? '1 gateway' : `${gateways} gateways`
}
