import type { DesiredGateway } from '../model/desired.ts'
import type { DiskGateway, DiskProfile } from '../model/disk.ts'
import { gatewayPath, type GatewayDefinition } from '../model/gateway.ts'
import type { Meaning } from '../model/meaning.ts'
import type { LiveGateway } from '../model/live.ts'
import type { Change, GatewayRef, RuntimeChange } from '../model/plan.ts'
import { hiddenDifference, type HiddenEvidence } from './hidden-difference.ts'
import { differingFields, expectedLive } from './live-fields.ts'
import { differsFromHeld } from './loaded-fields.ts'
import { meaningOf, registers } from './meaning.ts'
import { paramChanges, type Measure } from './param-changes.ts'

/** What every gateway is compared with, looked up once. */
export interface World {
  readonly profiles: ReadonlyMap<string, DiskProfile>
  /** By path; absent when the switch was not asked. */
  readonly live: ReadonlyMap<string, LiveGateway> | undefined
  readonly globals: ReadonlyMap<string, string>
  readonly adopt: boolean
  readonly wanted: (ref: GatewayRef) => boolean
  readonly evidence: HiddenEvidence
}

/** A desired gateway that does not stand on disk. One that runs as desired all the same is only written. */
export function creation(
  desired: DesiredGateway,
  live: LiveGateway | undefined,
  measure: Measure,
  world: World,
): Change {
  const runtime = runtimeOf(undefined, desired, live, measure, world)
  const isRight = live !== undefined && runsAsDesired(desired, live, runtime, world)
  const though = isRight ? ', though it runs as desired' : ', though it runs'
  return {
    kind: 'gateway',
    action: 'create',
    profile: desired.profile,
    gateway: desired.name,
    params: paramChanges(undefined, desired.definition, measure),
    reasons: [`not on disk${live === undefined ? '' : though}`],
    after: desired.definition,
    runtime: isRight ? LEFT_ALONE : runtime,
  }
}

/** In every field that shows, and in everything that the switch has loaded of it. */
function runsAsDesired(
  { profile, name, definition }: DesiredGateway,
  live: LiveGateway,
  { meaning, expected }: RuntimeChange,
  { evidence }: World,
): boolean {
  const held = evidence.held.get(gatewayPath(profile, name))
  if (held === undefined || meaning === undefined || expected === undefined) return false
  return (
    differingFields(expected, live).length === 0 &&
    differsFromHeld(definition, meaning, held, undefined).length === 0
  )
}

const LEFT_ALONE: RuntimeChange = { kill: false, start: false, registersBefore: false, registersAfter: false }

/** A desired gateway that means something else on disk; undefined when it does not. */
export function update(
  desired: DesiredGateway,
  current: DiskGateway,
  live: LiveGateway | undefined,
  measure: Measure,
  world: World,
): Change | undefined {
  const params = paramChanges(current.definition, desired.definition, measure)
  if (params.length === 0) return undefined
  const adopted = !current.managed && world.adopt
  return {
    kind: 'gateway',
    action: 'update',
    profile: desired.profile,
    gateway: desired.name,
    params,
    reasons: ['desired differs from disk', ...(adopted ? ['adopted'] : [])],
    before: current.definition,
    after: desired.definition,
    runtime: runtimeOf(current.definition, desired, live, measure, world),
  }
}

/** A desired gateway that is right on disk but not in the switch; undefined when it is, or the switch was not asked. */
export function recreation(
  desired: DesiredGateway,
  current: DiskGateway,
  live: LiveGateway | undefined,
  measure: Measure,
  world: World,
): Change | undefined {
  if (world.live === undefined) return undefined
  const reason =
    live === undefined ? 'right on disk, but it does not run' : runsOtherwise(desired, live, measure, world)
  if (reason === undefined) return undefined
  return {
    kind: 'gateway',
    action: 'recreate',
    profile: desired.profile,
    gateway: desired.name,
    params: [],
    reasons: [reason, ...(current.managed || !world.adopt ? [] : ['adopted'])],
    before: current.definition,
    after: desired.definition,
    runtime: runtimeOf(current.definition, desired, live, measure, world),
  }
}

/** Why the one that runs is not the one on disk; undefined where it is, as far as that is known. */
function runsOtherwise(
  { profile, name, definition }: DesiredGateway,
  live: LiveGateway,
  measure: Measure,
  { evidence }: World,
): string | undefined {
  const meaning = measure(definition)
  const differing = differingFields(expectedLive(meaning, name), live)
  if (differing.length > 0) return `right on disk, but it runs with another ${differing.join(', ')}`
  return hiddenDifference(gatewayPath(profile, name), definition, meaning, evidence)
}

/** A desired gateway that only lacks the marker; undefined when it has it, or shall not get it. */
export function adoption(desired: DesiredGateway, current: DiskGateway, world: World): Change | undefined {
  if (current.managed || !world.adopt) return undefined
  return {
    kind: 'gateway',
    action: 'adopt',
    profile: desired.profile,
    gateway: desired.name,
    params: [],
    reasons: ['stands as desired, but without the marker of gwctl'],
    before: current.definition,
    after: desired.definition,
    runtime: LEFT_ALONE,
  }
}

/** A gateway that goes, from disk or only from the switch. */
export function deletion(
  ref: GatewayRef,
  current: DiskGateway | undefined,
  live: LiveGateway | undefined,
  world: World,
  reason: string,
): Change {
  return {
    kind: 'gateway',
    action: 'delete',
    ...ref,
    params: [],
    reasons: [reason],
    ...(current && { before: current.definition }),
    runtime: { ...killOf(current?.definition, live, world), start: false, registersAfter: false },
  }
}

function runtimeOf(
  before: GatewayDefinition | undefined,
  desired: DesiredGateway,
  live: LiveGateway | undefined,
  measure: Measure,
  world: World,
): RuntimeChange {
  const meaning = measure(desired.definition)
  return {
    ...killOf(before, live, world),
    start: true,
    registersAfter: registers(desired.definition, world.globals),
    meaning,
    expected: expectedLive(meaning, desired.name),
  }
}

/** What runs of the gateway now; where the switch was not asked, what stands on disk is taken to run. */
function killOf(
  before: GatewayDefinition | undefined,
  live: LiveGateway | undefined,
  world: World,
): Pick<RuntimeChange, 'kill' | 'registersBefore' | 'before'> {
  const onDisk = before !== undefined
  return {
    kill: world.live === undefined ? onDisk : live !== undefined,
    registersBefore: live === undefined ? onDisk && registers(before, world.globals) : live.state !== 'NOREG',
    ...(live && { before: live }),
  }
}

/** What a definition of this gateway means in this profile. */
export function measureIn(world: Pick<World, 'globals'>, profile: DiskProfile, gateway: string): Measure {
  const context = { gateway, globals: world.globals, profileContext: profile.settings.get('context') }
  // One comparison asks for the same few again and again.
  const known = new Map<GatewayDefinition, Meaning>()
  return (definition) => {
    const meaning = known.get(definition) ?? meaningOf(definition, context)
    known.set(definition, meaning)
    return meaning
  }
}
