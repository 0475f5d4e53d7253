import type { DesiredGateway } from '../model/desired.ts'
import type { DiskGateway, DiskProfile } from '../model/disk.ts'
import { gatewayPath, type GatewayDefinition } from '../model/gateway.ts'
import type { LiveGateway } from '../model/live.ts'
import type { Meaning } from '../model/meaning.ts'
import { paramSpec } from '../model/params.ts'
import type { GatewayRef, Plan } from '../model/plan.ts'
import { measureIn } from './gateway-changes.ts'
import { differingFields, expectedLive } from './live-fields.ts'
import { differsFromLoaded } from './loaded-fields.ts'
import { meaningOf } from './meaning.ts'
import { standingGateways } from './standing.ts'
import type { SwitchEvidence } from './switch-evidence.ts'

/** The four that have to be the same: the YAML, the XML, what FreeSWITCH has in memory of it, and what runs. */
export type Layer = 'desired' | 'disk' | 'loaded' | 'live'

/** Two neighbours of the four that are not the same. */
export interface Finding {
  readonly between: readonly ['desired', 'disk'] | readonly ['disk', 'loaded'] | readonly ['loaded', 'live']
  /** `missing`: only the first has it; `extra`: only the second; `differs`: in `names`. */
  readonly how: 'missing' | 'extra' | 'differs'
  /** Params (of what runs, fields of its record) that differ. */
  readonly names: readonly string[]
  /** Which of the two is not what was applied last; absent where nothing tells. */
  readonly moved?: Layer
}

export interface GatewayDrift extends GatewayRef {
  readonly findings: readonly Finding[]
  /** Params of which nobody knows whether they run: the switch does not show them. */
  readonly unverified: readonly string[]
}

/** What is known besides what the switch reports. */
export interface DriftEvidence extends SwitchEvidence {
  /** Whether a meaning is what gwctl applied to this very process last; undefined where nothing is noted. */
  readonly applied?: (gateway: string, meaning: Meaning) => boolean | undefined
}

/** What every gateway is compared in. */
export interface DriftWorld {
  readonly plan: ReadonlyMap<string, Plan['changes'][number]>
  readonly globals: ReadonlyMap<string, string>
  readonly live: ReadonlyMap<string, LiveGateway>
  readonly evidence: DriftEvidence
}

/** One gateway in the four. */
interface Four {
  readonly path: string
  readonly desired: DesiredGateway
  readonly disk: DiskGateway | undefined
  readonly loaded: { readonly gateway: DiskGateway; readonly profile: DiskProfile } | undefined
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
  const loaded = inMemory?.gateways.find((each) => each.name === desired.name && each.skipped === undefined)
  const standing = standingGateways(profile).get(desired.name)
  const four: Four = {
    path,
    desired,
    disk: standing?.skipped === undefined ? standing : undefined,
    loaded: loaded && inMemory && { gateway: loaded, profile: inMemory },
    live: world.live.get(path),
    measure: measureIn(world, profile, desired.name),
  }
  const findings = [
    ...desiredAndDisk(four, world),
    ...(inMemory === undefined ? [] : diskAndLoaded(four, world)),
    ...loadedAndLive(four, inMemory !== undefined),
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

function diskAndLoaded({ path, disk, loaded, measure }: Four, { evidence }: DriftWorld): Finding[] {
  const between = ['disk', 'loaded'] as const
  if (disk === undefined) return loaded === undefined ? [] : [{ between, how: 'extra', names: [] }]
  if (loaded === undefined) return [{ between, how: 'missing', names: [] }]
  const meaning = measure(disk.definition)
  const ref = { profile: disk.profile, gateway: disk.name }
  const names = differsFromLoaded({ ...ref, after: disk.definition, runtime: { meaning } }, evidence.loaded)
  if (names.length === 0) return []
  const applied = evidence.applied?.(path, meaning)
  const moved = applied === undefined ? {} : { moved: applied ? ('loaded' as const) : ('disk' as const) }
  return [{ between, how: 'differs', names, ...moved }]
}

/** Where it is not in memory, or that is not known, what stands on disk stands for it. */
function loadedAndLive({ loaded, live, disk, measure, desired }: Four, isKnown: boolean): Finding[] {
  const between = ['loaded', 'live'] as const
  const meaning = loaded === undefined ? disk && measure(disk.definition) : meaningInMemory(loaded)
  if (meaning === undefined) return live === undefined ? [] : [{ between, how: 'extra', names: [] }]
  if (live === undefined)
    return loaded === undefined && isKnown ? [] : [{ between, how: 'missing', names: [] }]
  const names = differingFields(expectedLive(meaning, desired.name), live)
  return names.length === 0 ? [] : [{ between, how: 'differs', names, moved: 'live' }]
}

/** Variables are resolved in it already. */
function meaningInMemory({ gateway, profile }: NonNullable<Four['loaded']>): Meaning {
  const context = {
    gateway: gateway.name,
    globals: new Map(),
    profileContext: profile.settings.get('context'),
  }
  return meaningOf(gateway.definition, context)
}

/** Params that `sofia xmlstatus gateway` shows in one of its fields (plan/live-fields.ts). */
const SHOWN: ReadonlySet<string> = new Set(
  (
    'register username realm from-user from-domain extension proxy context expire-seconds ping ping-min ' +
    'ping-max contact-params register-transport extension-in-contact'
  ).split(' '),
)

/** What runs may have another value of, though all that shows is right. */
function unseen({ path, disk, measure }: Four, { evidence }: DriftWorld): string[] {
  if (disk === undefined || evidence.applied?.(path, measure(disk.definition)) === true) return []
  const { params, variables, subscriptions } = disk.definition
  return [
    ...[...params.keys()].filter((each) => !SHOWN.has(each) && paramSpec(each) !== undefined),
    ...(variables.length > 0 ? ['variables'] : []),
    ...(subscriptions.length > 0 ? ['subscriptions'] : []),
  ]
}
