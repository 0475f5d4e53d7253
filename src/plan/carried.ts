import type { Diagnostic } from '../errors.ts'
import type { Disk, DiskProfile } from '../model/disk.ts'
import { gatewayPath } from '../model/gateway.ts'
import type { Live } from '../model/live.ts'
import type { Change, Plan, ProfileChange } from '../model/plan.ts'
import type { Globals } from '../model/text.ts'
import { measureIn } from './gateway-changes.ts'
import { expectedLive } from './live-fields.ts'
import { registers } from './meaning.ts'
import { standingGateways } from './standing.ts'
import { userGatewayIn } from './user-gateways.ts'

/**
 * The profile change with the gateways that it takes along, as they run and are not changed otherwise. What stands
 * on disk a restart takes away and brings back, and it has to be as well as before; what stands nowhere does not come
 * back from a restart, nor when a profile that went is put back. A profile that starts takes nothing along.
 */
export function withCarried(
  change: ProfileChange,
  changes: readonly Change[],
  planned: Disk,
  live: Live | undefined,
  globals: Globals,
): ProfileChange {
  const { action } = change
  if ((action !== 'restart' && action !== 'delete') || live === undefined) return change
  const changed = commanded(changes)
  const profiles = planned.profiles.filter((each) => each.name === change.profile)
  const carried = profiles.flatMap((profile) => carriedIn(profile, live, changed, globals))
  const loses = inMemoryOnly(change.profile, profiles, live, changed)
  return { ...change, ...(carried.length > 0 && { carried }), ...(loses.length > 0 && { loses }) }
}

function inMemoryOnly(
  profile: string,
  planned: readonly DiskProfile[],
  live: Live,
  changed: ReadonlySet<string>,
): string[] {
  const standing = new Set(planned.flatMap(({ gateways }) => gateways).map(({ name }) => name))
  return live.gateways
    .filter((each) => each.profile === profile && !standing.has(each.name))
    .filter((each) => !changed.has(gatewayPath(profile, each.name)))
    .filter((each) => !planned.some((one) => userGatewayIn(one, each.name)))
    .map(({ name }) => name)
}

function carriedIn(
  profile: DiskProfile,
  live: Live,
  changed: ReadonlySet<string>,
  globals: Globals,
): Change[] {
  const standing = standingGateways(profile)
  return live.gateways.flatMap((record): Change[] => {
    const current = standing.get(record.name)
    if (record.profile !== profile.name || current === undefined || current.skipped !== undefined) return []
    if (changed.has(gatewayPath(record.profile, record.name))) return []
    const measure = measureIn({ globals }, profile, record.name)
    const meaning = measure(current.definition)
    return [
      {
        kind: 'gateway',
        action: 'recreate',
        profile: record.profile,
        gateway: record.name,
        params: [],
        reasons: ['its profile restarts'],
        before: current.definition,
        after: current.definition,
        runtime: {
          kill: false,
          start: true,
          registersBefore: record.state !== 'NOREG',
          registersAfter: registers(current.definition, globals),
          before: record,
          meaning,
          expected: expectedLive(meaning, record.name),
        },
      },
    ]
  })
}

/** Every gateway that an apply touches in the switch or on disk: one that is carried and adopted counts once. */
export function touchedChanges({ changes, profiles = [] }: Pick<Plan, 'changes' | 'profiles'>): Change[] {
  const carried = profiles.flatMap((each) => each.carried ?? [])
  const paths = new Set(carried.map((each) => gatewayPath(each.profile, each.gateway)))
  return [...changes.filter((each) => !paths.has(gatewayPath(each.profile, each.gateway))), ...carried]
}

/** Gateways that run in a profile that restarts, and stand nowhere: they do not come back. */
export function lostWithRestart(profiles: readonly ProfileChange[]): Diagnostic[] {
  return profiles
    .filter(({ action }) => action === 'restart')
    .flatMap(({ profile, loses = [] }) =>
      loses.map((name) => ({
        code: 'GW141',
        severity: 'warning',
        message: `${gatewayPath(profile, name)} runs but does not stand on disk: it does not come back when ${profile} restarts.`,
        hint: 'Write it to the YAML, or to the configuration, if it is needed.',
      })),
    )
}

function commanded(changes: readonly Change[]): ReadonlySet<string> {
  return new Set(
    changes
      .filter(({ runtime }) => runtime.kill || runtime.start)
      .map((each) => gatewayPath(each.profile, each.gateway)),
  )
}
