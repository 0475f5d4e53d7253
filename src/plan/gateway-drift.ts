import type { DesiredGateway } from '../model/desired.ts'
import type { DiskGateway, DiskProfile } from '../model/disk.ts'
import { gatewayPath, type GatewayDefinition } from '../model/gateway.ts'
import type { LiveGateway } from '../model/live.ts'
import type { Meaning } from '../model/meaning.ts'
import type { GatewayRef, Plan } from '../model/plan.ts'
import type { Globals } from '../model/text.ts'
import { measureIn } from './gateway-changes.ts'
import { differingFields, expectedLive } from './live-fields.ts'
import { differsFromHeld, type HeldGateway } from './loaded-fields.ts'
import { meaningOf } from './meaning.ts'
import { standingGateways } from './standing.ts'
import type { SwitchEvidence } from './switch-evidence.ts'
import { unshownNames } from './unshown.ts'
import { changedVariables, variablesOf } from './variables-of.ts'

/** The four that have to be the same: the YAML, the XML, what FreeSWITCH has in memory of it, and what runs. */
export type Layer = 'desired' | 'disk' | 'loaded' | 'live'

/** Two neighbours of the four that are not the same. */
export interface Finding {
  readonly between: readonly ['desired', 'disk'] | readonly ['disk', 'loaded'] | readonly ['loaded', 'live']
  /**
   * `missing`: only the first has it; `extra`: only the second; `differs`: in `names`; `changed`: gwctl
   * started what runs before `names` changed, which no status shows.
   */
  readonly how: 'missing' | 'extra' | 'differs' | 'changed'
  /** Params (of what runs, fields of its record) that differ. */
  readonly names: readonly string[]
  /** Which of the two is not what was applied last; absent where nothing tells. */
  readonly moved?: Layer
  /**
   * Global variables in these params: for `differs`, those that have another value on disk than the
   * switch knows; for `changed`, all of them. Absent: none.
   */
  readonly variables?: readonly string[]
}

export interface GatewayDrift extends GatewayRef {
  readonly findings: readonly Finding[]
  /** Params of which nobody knows whether they run: the switch does not show them. */
  readonly unverified: readonly string[]
}

/** What every gateway is compared in. */
export interface DriftWorld {
  readonly plan: ReadonlyMap<string, Plan['changes'][number]>
  /** What the next load makes of variables. */
  readonly globals: Globals
  /** What the last load made of them. */
  readonly known: Globals
  readonly live: ReadonlyMap<string, LiveGateway>
  /** What is in memory. */
  readonly held: ReadonlyMap<string, HeldGateway>
  readonly evidence: SwitchEvidence
}

/** One gateway in the four. */
interface Four {
  readonly path: string
  readonly desired: DesiredGateway
  readonly disk: DiskGateway | undefined
  readonly loaded: HeldGateway | undefined
  readonly live: LiveGateway | undefined
  readonly measure: (definition: GatewayDefinition) => Meaning
}

/** What is not the same of one desired gateway; its profile stands on disk. */
export function findGatewayDrift(
  desired: DesiredGateway,
  profile: DiskProfile,
  world: DriftWorld,
): GatewayDrift {
  const path = gatewayPath(desired.profile, desired.name)
  const inMemory = world.evidence.loaded?.profiles.find((each) => each.name === profile.name)
  const standing = standingGateways(profile).get(desired.name)
  const four: Four = {
    path,
    desired,
    disk: standing?.skipped === undefined ? standing : undefined,
    loaded: world.held.get(path),
    live: world.live.get(path),
    measure: measureIn(world, profile, desired.name),
  }
  const unread = inMemory === undefined ? [] : diskAndLoaded(four, world)
  const findings = [
    ...desiredAndDisk(four, world),
    ...unread,
    ...loadedAndLive(four, world, { isKnown: inMemory !== undefined, isRead: unread.length === 0 }),
  ]
  const { profile: of, name: gateway } = desired
  return { profile: of, gateway, findings, unverified: findings.length > 0 ? [] : unseen(four, world) }
}

function desiredAndDisk({ path, desired, disk, measure }: Four, world: DriftWorld): Finding[] {
  const between = ['desired', 'disk'] as const
  if (!desired.enabled) return disk === undefined ? [] : [{ between, how: 'extra', names: [] }]
  if (disk === undefined) return [{ between, how: 'missing', names: [] }]
  const change = world.plan.get(path)
  if (change?.action !== 'update') return []
  const applied = world.evidence.applied
  const moved = whichMoved(
    ['desired', applied?.(path, measure(desired.definition))],
    ['disk', applied?.(path, measure(disk.definition))],
  )
  return [{ between, how: 'differs', names: change.params.map((each) => each.name), ...moved }]
}

/** The one that is not what was applied last, where the other is. */
function whichMoved(...sides: readonly (readonly [Layer, boolean | undefined])[]): {
  readonly moved?: Layer
} {
  const moved = sides.filter(([, same]) => same === false)
  const [only] = moved
  return moved.length === 1 && only !== undefined ? { moved: only[0] } : {}
}

function diskAndLoaded({ path, disk, loaded, measure }: Four, world: DriftWorld): Finding[] {
  const { evidence, known, globals } = world
  const between = ['disk', 'loaded'] as const
  if (disk === undefined) return loaded === undefined ? [] : [{ between, how: 'extra', names: [] }]
  if (loaded === undefined) return [{ between, how: 'missing', names: [] }]
  const meaning = measure(disk.definition)
  const names = differsFromHeld(disk.definition, meaning, loaded, known)
  if (names.length === 0) return []
  const applied = evidence.applied?.(path, meaning)
  const moved = applied === undefined ? {} : { moved: applied ? ('loaded' as const) : ('disk' as const) }
  const variables = changedVariables(variablesOf(disk.definition, names), known, globals)
  return [{ between, how: 'differs', names, ...moved, ...naming(variables) }]
}

interface Memory {
  /** Whether it is known. */
  readonly isKnown: boolean
  /** Whether it is what stands on disk. */
  readonly isRead: boolean
}

/** Where it is not in memory, or that is not known, what stands on disk stands for it. */
function loadedAndLive(
  { path, loaded, live, disk, measure, desired }: Four,
  { evidence }: DriftWorld,
  { isKnown, isRead }: Memory,
): Finding[] {
  const between = ['loaded', 'live'] as const
  const written = disk && measure(disk.definition)
  const meaning = loaded === undefined ? written : meaningInMemory(loaded)
  if (meaning === undefined) return live === undefined ? [] : [{ between, how: 'extra', names: [] }]
  if (live === undefined)
    return loaded === undefined && isKnown ? [] : [{ between, how: 'missing', names: [] }]
  // What runs was started from what was loaded then: which of the two has changed only the notes tell.
  const started = (isRead ? written : undefined) ?? meaning
  const names = differingFields(expectedLive(meaning, desired.name), live)
  if (names.length > 0)
    return [{ between, how: 'differs', names, ...movedSince(evidence.applied?.(path, started)) }]
  return disk === undefined || !isRead ? [] : changedSinceStart(path, disk.definition, started, evidence)
}

/** What is loaded, or else what runs, is not what was applied last. */
function movedSince(applied: boolean | undefined): Pick<Finding, 'moved'> {
  return applied === undefined ? {} : { moved: applied ? 'live' : 'loaded' }
}

function naming(variables: readonly string[]): Pick<Finding, 'variables'> {
  return variables.length > 0 ? { variables } : {}
}

/** What no status shows, and was something else when gwctl started what runs. */
function changedSinceStart(
  path: string,
  definition: GatewayDefinition,
  meaning: Meaning,
  { applied, changedSince }: SwitchEvidence,
): Finding[] {
  const names = applied?.(path, meaning) === false ? (changedSince?.(path, meaning) ?? []) : []
  if (names.length === 0) return []
  const variables = variablesOf(definition, names)
  return [{ between: ['loaded', 'live'], how: 'changed', names, moved: 'loaded', ...naming(variables) }]
}

/** Variables are resolved in it already. */
function meaningInMemory({ gateway, profile }: HeldGateway): Meaning {
  const context = {
    gateway: gateway.name,
    globals: new Map(),
    profileContext: profile.settings.get('context'),
  }
  return meaningOf(gateway.definition, context)
}

/** What runs may have another value of, though all that shows is right. */
function unseen({ path, disk, measure }: Four, { evidence }: DriftWorld): string[] {
  if (disk === undefined || evidence.applied?.(path, measure(disk.definition)) === true) return []
  return unshownNames(disk.definition)
}
