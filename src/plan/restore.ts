import type { Disk, DiskGateway } from '../model/disk.ts'
import { gatewayPath } from '../model/gateway.ts'
import type { Live, LiveGateway } from '../model/live.ts'
import type { Change, GatewayRef, RuntimeChange } from '../model/plan.ts'
import { differingFields, expectedLive } from './live-fields.ts'
import { meaningOf, registers } from './meaning.ts'
import { joinMoves } from './moves.ts'
import { paramChanges, type Measure } from './param-changes.ts'

/**
 * The changes that take a switch from one configuration directory to another: what a rollback and
 * the restoring of a backup do, and what undoes an apply. The rule:
 *
 * - A gateway that stands only in `wanted` is created, one that stands only in `current` deleted,
 *   and one that means something else in the two is updated.
 * - One of `touched` was killed or started in between, so that what runs of it is not known: it is
 *   recreated where it stands in `wanted`, and killed where it does not.
 * - A name that goes in one profile and comes in another is a move.
 * - All others are left alone, whoever they belong to.
 */
export function restoreChanges(
  current: Disk,
  wanted: Disk,
  live: Live | undefined,
  touched: readonly GatewayRef[] = [],
): Change[] {
  const before = standing(current)
  const after = standing(wanted)
  const runs = live && new Map(live.gateways.map((each) => [gatewayPath(each.profile, each.name), each]))
  const unsure = new Set(touched.map((each) => gatewayPath(each.profile, each.gateway)))
  const paths = [...new Set([...after.keys(), ...before.keys(), ...unsure])]
  const changes = paths.flatMap((path): Change[] => {
    const place: Place = {
      before: before.get(path),
      after: after.get(path),
      live: runs?.get(path),
      observed: runs !== undefined,
      unsure: unsure.has(path),
    }
    return restoreChange(path, place, current, wanted)
  })
  return joinMoves(changes)
}

/**
 * The gateways of some files that do not run as a configuration directory says: missing, or
 * different in a field that the switch shows.
 */
export function staleGateways(disk: Disk, live: Live, files: ReadonlySet<string>): GatewayRef[] {
  const runs = new Map(live.gateways.map((each) => [gatewayPath(each.profile, each.name), each]))
  return [...standing(disk)].flatMap(([path, { profile, name, definition, site }]): GatewayRef[] => {
    if (!files.has(site.file)) return []
    const ref = { profile, gateway: name }
    const record = runs.get(path)
    const expected = expectedLive(measureIn(disk, ref)(definition), name)
    return record !== undefined && differingFields(expected, record).length === 0 ? [] : [ref]
  })
}

/** One gateway in both directories and in the switch. */
interface Place {
  readonly before: DiskGateway | undefined
  readonly after: DiskGateway | undefined
  readonly live: LiveGateway | undefined
  readonly observed: boolean
  readonly unsure: boolean
}

function restoreChange(path: string, place: Place, current: Disk, wanted: Disk): Change[] {
  const { before, after } = place
  const slash = path.indexOf('/')
  const ref = { profile: path.slice(0, slash), gateway: path.slice(slash + 1) }
  if (after === undefined) {
    if (before === undefined && place.live === undefined) return []
    return [deletion(ref, place, current)]
  }
  const measure = measureIn(wanted, ref)
  const params = paramChanges(before?.definition, after.definition, measure)
  const runtime = restoredRuntime(place, after, measure, current, wanted)
  if (before === undefined) return [restored('create', ref, params, runtime, place)]
  if (params.length > 0) return [restored('update', ref, params, runtime, place)]
  return place.unsure ? [restored('recreate', ref, params, runtime, place)] : []
}

function restored(
  action: 'create' | 'update' | 'recreate',
  ref: GatewayRef,
  params: Change['params'],
  runtime: RuntimeChange,
  { before, after }: Place,
): Change {
  return {
    kind: 'gateway',
    action,
    ...ref,
    params,
    reasons: ['as it was before'],
    ...(before && { before: before.definition }),
    ...(after && { after: after.definition }),
    runtime,
  }
}

function deletion(ref: GatewayRef, place: Place, current: Disk): Change {
  return {
    kind: 'gateway',
    action: 'delete',
    ...ref,
    params: [],
    reasons: ['it was not there before'],
    ...(place.before && { before: place.before.definition }),
    runtime: { ...killOf(place, current), start: false, registersAfter: false },
  }
}

function restoredRuntime(
  place: Place,
  after: DiskGateway,
  measure: Measure,
  current: Disk,
  wanted: Disk,
): RuntimeChange {
  return {
    ...killOf(place, current),
    start: true,
    registersAfter: registers(after.definition, wanted.globals),
    expected: expectedLive(measure(after.definition), after.name),
  }
}

function killOf(
  { before, live, observed }: Place,
  current: Disk,
): Pick<RuntimeChange, 'kill' | 'registersBefore' | 'before'> {
  const registered = before !== undefined && registers(before.definition, current.globals)
  return {
    kill: observed ? live !== undefined : before !== undefined,
    registersBefore: live === undefined ? registered : live.state !== 'NOREG',
    ...(live && { before: live }),
  }
}

/** Only gateways that FreeSWITCH makes of what stands there. */
function standing(disk: Disk): Map<string, DiskGateway> {
  return new Map(
    disk.profiles
      .flatMap((each) => each.gateways)
      .filter((each) => each.skipped === undefined)
      .map((each) => [gatewayPath(each.profile, each.name), each]),
  )
}

function measureIn(disk: Disk, ref: GatewayRef): Measure {
  const profile = disk.profiles.find((each) => each.name === ref.profile)
  const context = {
    gateway: ref.gateway,
    globals: disk.globals,
    profileContext: profile?.settings.get('context'),
  }
  return (definition) => meaningOf(definition, context)
}
