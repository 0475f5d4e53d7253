import type { Diagnostic } from '../errors.ts'
import type { Disk, DiskProfile } from '../model/disk.ts'
import { gatewayPath } from '../model/gateway.ts'
import type { Live, LiveGateway } from '../model/live.ts'
import type { Change, Plan, ProfileChange } from '../model/plan.ts'
import type { Globals } from '../model/text.ts'
import { measureIn } from './gateway-changes.ts'
import { expectedLive } from './live-fields.ts'
import { registers } from './meaning.ts'
import { standingGateways } from './standing.ts'

/**
 * The profile change with the gateways that it takes along: they run, stand on disk, and are not
 * changed otherwise. A restart takes them away and brings them back, and they have to be as well as
 * before. Nothing is carried by a profile that starts or goes.
 */
export function withCarried(
  change: ProfileChange,
  changes: readonly Change[],
  planned: Disk,
  live: Live | undefined,
  globals: Globals,
): ProfileChange {
  if (change.action !== 'restart' || live === undefined) return change
  const changed = commanded(changes)
  const profiles = planned.profiles.filter((each) => each.name === change.profile)
  const carried = profiles.flatMap((profile) => carriedIn(profile, live, changed, globals))
  return carried.length === 0 ? change : { ...change, carried }
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
export function lostWithRestart(
  profiles: readonly ProfileChange[],
  changes: readonly Change[],
  planned: Disk,
  live: Live | undefined,
): Diagnostic[] {
  const restarted = new Set(profiles.filter((each) => each.action === 'restart').map((each) => each.profile))
  const standing = new Set(
    planned.profiles
      .flatMap((profile) => profile.gateways)
      .map((each) => gatewayPath(each.profile, each.name)),
  )
  const changed = commanded(changes)
  const lost = (each: LiveGateway): boolean => {
    const path = gatewayPath(each.profile, each.name)
    return restarted.has(each.profile) && !standing.has(path) && !changed.has(path)
  }
  return (live?.gateways ?? []).filter(lost).map(({ profile, name }) => ({
    code: 'GW141',
    severity: 'warning',
    message: `${gatewayPath(profile, name)} runs but does not stand on disk: it does not come back when ${profile} restarts.`,
    hint: 'Write it to the YAML, or to the configuration, if it is needed.',
  }))
}

function commanded(changes: readonly Change[]): ReadonlySet<string> {
  return new Set(
    changes
      .filter(({ runtime }) => runtime.kill || runtime.start)
      .map((each) => gatewayPath(each.profile, each.gateway)),
  )
}
