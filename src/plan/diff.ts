import type { Diagnostic } from '../errors.ts'
import { desiredGateways, type Desired, type DesiredGateway, type DesiredProfile } from '../model/desired.ts'
import type { Disk, DiskGateway, DiskProfile } from '../model/disk.ts'
import { gatewayPath } from '../model/gateway.ts'
import type { Live, LiveGateway } from '../model/live.ts'
import type { Change, GatewayRef } from '../model/plan.ts'
import { adoption, creation, deletion, measureIn, recreation, update, type World } from './gateway-changes.ts'
import { joinMoves } from './moves.ts'
import { heldGateways } from './loaded-fields.ts'
import { standingGateways } from './standing.ts'
import type { SwitchEvidence } from './switch-evidence.ts'
import { leftWithItsUser, userGatewayIn } from './user-gateways.ts'

/**
 * Desired x disk x live -> what has to change. The rule:
 *
 * - A desired gateway that does not stand on disk is created; one that runs all the same, just as
 *   desired, is only written. One whose meaning there is
 *   another is updated; one that means the same is left alone, whatever its spelling.
 * - One that is left alone but carries no marker is adopted: the marker is set, and nothing
 *   else happens.
 * - One that is right on disk but missing in the switch, or different there in a field the
 *   switch shows, or known to be in one that it does not show (plan/hidden-difference.ts), is
 *   recreated: commands without a file change.
 * - `enabled: false` is deleted wherever it stands, marked or not: the YAML says so.
 * - What the YAML does not name in a profile whose gateways it manages is deleted when it
 *   carries the marker (`prune: managed`), always (`all`), or never (`none`); what stays is
 *   listed as unmanaged. A profile whose `gateways` are not given is left alone.
 * - A profile that shall not exist takes all its gateways along, whoever they belong to.
 * - A gateway deleted in one profile and created in another is one move, not a delete.
 */
export interface Difference {
  readonly changes: readonly Change[]
  readonly unchanged: readonly GatewayRef[]
  readonly unmanaged: readonly GatewayRef[]
  readonly diagnostics: readonly Diagnostic[]
}

export interface DiffOptions {
  /** Whether a desired gateway that stands unmarked gets the marker. */
  readonly adopt: boolean
  /** Restricts the plan; absent: everything. */
  readonly targets?: readonly GatewayRef[]
  /** Profiles as they stand that go with all their gateways. */
  readonly going: readonly DiskProfile[]
  /** What is known of the switch besides what it reports; absent: nothing. */
  readonly evidence?: SwitchEvidence
}

export function diff(desired: Desired, disk: Disk, live: Live | undefined, options: DiffOptions): Difference {
  const found: Found = { changes: [], unchanged: [], unmanaged: [], diagnostics: [] }
  const world = surroundings(disk, live, options)
  for (const profile of desired.profiles) {
    if (profile.absent === true) found.changes.push(...goingWith(profile.name, world, options.going))
    else diffProfile(profile, world, found)
  }
  const changes = joinMoves(found.changes)
  return { ...found, changes, diagnostics: [...found.diagnostics, ...halfMoves(changes, desired)] }
}

interface Found {
  readonly changes: Change[]
  readonly unchanged: GatewayRef[]
  readonly unmanaged: GatewayRef[]
  readonly diagnostics: Diagnostic[]
}

function surroundings(disk: Disk, live: Live | undefined, options: DiffOptions): World {
  const { targets, evidence = {} } = options
  const paths = targets && new Set(targets.map((each) => gatewayPath(each.profile, each.gateway)))
  return {
    profiles: new Map(disk.profiles.map((each) => [each.name, each])),
    live: live && new Map(live.gateways.map((each) => [gatewayPath(each.profile, each.name), each])),
    // What the configuration sets wins over what the switch still has: the next reload makes it so.
    globals: new Map([...(live?.globals ?? []), ...disk.globals]),
    adopt: options.adopt,
    wanted: (ref) => paths === undefined || paths.has(gatewayPath(ref.profile, ref.gateway)),
    evidence: {
      ...evidence,
      held: heldGateways(evidence.loaded),
      ...(live && { known: live.globals }),
    },
  }
}

function diffProfile(profile: DesiredProfile, world: World, found: Found): void {
  const wanted = profile.gateways
  const onDisk = world.profiles.get(profile.name)
  if (onDisk === undefined && (wanted ?? profile.settings) !== undefined)
    found.diagnostics.push(unknownProfile(profile, world))
  if (onDisk === undefined || wanted === undefined) return
  const standing = standingGateways(onDisk)
  for (const gateway of wanted) {
    const ref = { profile: profile.name, gateway: gateway.name }
    const current = standing.get(gateway.name)
    standing.delete(gateway.name)
    if (world.wanted(ref)) diffGateway(gateway, current, onDisk, world, found)
  }
  for (const stranger of standing.values()) diffStranger(stranger, profile, world, found)
  for (const stranger of liveOnly(onDisk, wanted, world))
    diffLiveOnly(stranger, profile, onDisk, world, found)
}

/** Its gateways, on disk and in the switch; the YAML asks for it, so that no limit counts them. */
function goingWith(name: string, world: World, going: readonly DiskProfile[]): Change[] {
  const onDisk = going.find((each) => each.name === name)
  const standing = onDisk === undefined ? new Map<string, DiskGateway>() : standingGateways(onDisk)
  const live = [...(world.live?.values() ?? [])].filter((each) => each.profile === name)
  const names = new Set([...standing.keys(), ...live.map((each) => each.name)])
  return [...names].map((gateway) => {
    const ref = { profile: name, gateway }
    const record = world.live?.get(gatewayPath(name, gateway))
    const change = deletion(ref, standing.get(gateway), record, world, 'its profile goes')
    return { ...change, explicit: true, mayBeLast: true }
  })
}

function unknownProfile(profile: DesiredProfile, world: World): Diagnostic {
  const known = [...world.profiles.keys()]
  return {
    code: 'GW204',
    severity: 'error',
    message: `There is no profile "${profile.name}" in the FreeSWITCH configuration.`,
    hint:
      known.length === 0
        ? 'Check `freeswitch.conf`: no sofia profile was found under that directory.'
        : `Profiles found there: ${known.join(', ')}. With \`create: true\` gwctl writes it.`,
    at: profile.at,
  }
}

function diffGateway(
  desired: DesiredGateway,
  current: DiskGateway | undefined,
  profile: DiskProfile,
  world: World,
  found: Found,
): void {
  const ref: GatewayRef = { profile: desired.profile, gateway: desired.name }
  const live = world.live?.get(gatewayPath(ref.profile, ref.gateway))
  if (!desired.enabled) {
    const user = userGatewayIn(profile, desired.name)
    if (current === undefined && live !== undefined && user !== undefined) {
      found.unmanaged.push(ref)
      found.diagnostics.push(leftWithItsUser(ref.profile, user, desired.at))
      return
    }
    if (current !== undefined || live !== undefined) {
      found.changes.push({
        ...deletion(ref, current, live, world, 'enabled: false'),
        explicit: true,
        ...(desired.mayBeLast === true && { mayBeLast: true }),
      })
    }
    return
  }
  const measure = measureIn(world, profile, desired.name)
  const change =
    current === undefined
      ? creation(desired, live, measure, world)
      : (update(desired, current, live, measure, world) ??
        recreation(desired, current, live, measure, world) ??
        adoption(desired, current, world))
  if (change === undefined) found.unchanged.push(ref)
  else found.changes.push(change)
}

/** A gateway on disk that the YAML does not name. */
function diffStranger(gateway: DiskGateway, profile: DesiredProfile, world: World, found: Found): void {
  const ref: GatewayRef = { profile: profile.name, gateway: gateway.name }
  const goes = profile.prune === 'all' || (profile.prune === 'managed' && gateway.managed)
  if (!goes) found.unmanaged.push(ref)
  else if (world.wanted(ref)) {
    const live = world.live?.get(gatewayPath(ref.profile, ref.gateway))
    found.changes.push(deletion(ref, gateway, live, world, 'no longer desired'))
  }
}

/** Gateways that run in the profile but stand neither on disk nor in the YAML. */
function liveOnly(onDisk: DiskProfile, wanted: readonly DesiredGateway[], world: World): LiveGateway[] {
  const known = new Set([...onDisk.gateways, ...wanted].map((each) => each.name))
  return [...(world.live?.values() ?? [])].filter(
    (each) => each.profile === onDisk.name && !known.has(each.name),
  )
}

function diffLiveOnly(
  live: LiveGateway,
  profile: DesiredProfile,
  onDisk: DiskProfile,
  world: World,
  found: Found,
): void {
  const ref: GatewayRef = { profile: profile.name, gateway: live.name }
  const user = userGatewayIn(onDisk, live.name)
  if (profile.prune !== 'all' || user !== undefined) found.unmanaged.push(ref)
  if (profile.prune !== 'all') return
  if (user !== undefined) found.diagnostics.push(leftWithItsUser(profile.name, user, profile.at))
  else if (world.wanted(ref)) {
    found.changes.push(deletion(ref, undefined, live, world, 'runs, but is neither on disk nor desired'))
  }
}

/** A gateway that would be deleted here while the YAML has it elsewhere: only one side of its move is targeted. */
function halfMoves(changes: readonly Change[], desired: Desired): Diagnostic[] {
  const gone = changes.filter((each) => each.action === 'delete' && each.movedTo === undefined)
  if (gone.length === 0) return []
  const wanted = desiredGateways(desired).filter((each) => each.enabled)
  const places = new Map(wanted.map((each) => [each.name, each]))
  return gone.flatMap((change): Diagnostic[] => {
    const elsewhere = places.get(change.gateway)
    if (elsewhere === undefined || elsewhere.profile === change.profile) return []
    const from = gatewayPath(change.profile, change.gateway)
    const to = gatewayPath(elsewhere.profile, elsewhere.name)
    return [
      {
        code: 'GW205',
        severity: 'error',
        message: `${from} moves to ${to}, but only one side of the move is targeted.`,
        hint: `Target both: --target ${from} --target ${to}.`,
        at: elsewhere.at,
      },
    ]
  })
}
