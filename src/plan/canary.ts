import type { Diagnostic } from '../errors.ts'
import type { Desired, DesiredGateway } from '../model/desired.ts'
import type { Disk, DiskProfile } from '../model/disk.ts'
import type { GatewayIntent } from '../model/edit.ts'
import { gatewayPath, type GatewayDefinition } from '../model/gateway.ts'
import type { Live } from '../model/live.ts'
import type { Change, FileChange, Refusal } from '../model/plan.ts'
import { readBool } from '../model/params.ts'
import { readText, type Globals } from '../model/text.ts'
import { planFiles } from '../xml/files.ts'
import { isMemoryOnly, onlyInMemory } from './memory-only.ts'

/** The changes, the ones that are tried first with the name of their canary, and what that takes. */
export interface Canaries {
  readonly changes: readonly Change[]
  readonly files: readonly FileChange[]
  readonly refusals: readonly Refusal[]
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Which changes are tried under a temporary name before the gateway itself is touched. The rule:
 *
 * - Only where something is at stake: one that runs is replaced by, or moves to become, one that
 *   registers. A gateway that is new, or does not register, proves itself in its own place.
 * - `canary` of a gateway has the word; where it says nothing, the run does (`--canary`). One that could
 *   not be brought back (plan/memory-only.ts) is tried without being asked for, where that can be done.
 * - The canary has a file of its own, which goes away with it. So it is refused where the profile
 *   does not include its directory, and where the definition means something else under another name.
 * - Where the carrier may take its Contact for that of the gateway, the plan warns.
 */
export function chooseCanaries(
  changes: readonly Change[],
  desired: Desired,
  disk: Disk,
  live: Live | undefined,
  byDefault: boolean,
): Canaries {
  const gateways = desired.profiles.flatMap((each) => each.gateways ?? [])
  const wishes = new Map(gateways.map((each) => [gatewayPath(each.profile, each.name), each.canary]))
  const profiles = new Map(disk.profiles.map((each) => [each.name, each]))
  const taken = namesOf(gateways, disk, live)
  const chosen: Chosen[] = []
  const refusals: Refusal[] = []
  for (const change of changes) {
    const { profile: place, gateway, after } = change
    const profile = profiles.get(place)
    const wish = wishes.get(gatewayPath(place, gateway))
    const wanted = wish ?? byDefault
    const tried = wanted || (wish === undefined && isMemoryOnly(change, disk))
    if (!tried || !isAtStake(change) || after === undefined || profile === undefined) continue
    const why = reasonAgainst(after, profile, disk.globals)
    if (why !== undefined && !wanted) continue
    if (why === undefined) chosen.push({ change, profile, definition: after, name: freeName(gateway, taken) })
    else refusals.push(refusal(change, why))
  }
  const { files, diagnostics } = planFiles(disk, chosen.map(intentOf))
  const names = new Map(chosen.map((each) => [each.change, each.name]))
  const named = changes.map((each) => withCanary(each, names.get(each)))
  const doubts = [
    ...named.flatMap((each) => onlyInMemory(each, disk)),
    ...chosen.flatMap((each) => sameContact(each, disk.globals)),
  ]
  return {
    changes: named,
    files,
    refusals,
    diagnostics: [...diagnostics, ...doubts],
  }
}

interface Chosen {
  readonly change: Change
  readonly profile: DiskProfile
  readonly definition: GatewayDefinition
  readonly name: string
}

/** FreeSWITCH keeps the gateways of all profiles in one table, so that no name may be anywhere. */
function namesOf(gateways: readonly DesiredGateway[], disk: Disk, live: Live | undefined): Set<string> {
  const standing = [...disk.profiles.flatMap((each) => each.gateways), ...(live?.gateways ?? [])]
  return new Set([...gateways, ...standing].map((each) => each.name))
}

function isAtStake({ runtime, movedFrom }: Change): boolean {
  return runtime.start && runtime.registersAfter && (runtime.kill || movedFrom !== undefined)
}

function reasonAgainst(
  definition: GatewayDefinition,
  profile: DiskProfile,
  globals: Globals,
): string | undefined {
  if (!profile.includesDirectory)
    return `the profile does not include sip_profiles/${profile.name}/*.xml, where the file of the canary would stand`
  const hosts = ['proxy', 'realm'].map((name) => valueOf(definition, name, globals))
  return hosts.every((each) => each === '')
    ? 'it has neither proxy nor realm, so that its name is its host, and a canary has another name'
    : undefined
}

function refusal({ profile, gateway }: Change, why: string): Refusal {
  return {
    rule: 'canary',
    message: `${gatewayPath(profile, gateway)} cannot be tried by a canary: ${why}.`,
    lift: 'set `canary: false` on this gateway, or leave --canary out',
  }
}

/** `gwctl-canary-NAME`, or `gwctl-canary-2-NAME` ... where that is taken. */
function freeName(gateway: string, taken: Set<string>): string {
  let name = `gwctl-canary-${gateway}`
  for (let number = 2; taken.has(name); number++) name = `gwctl-canary-${number}-${gateway}`
  taken.add(name)
  return name
}

function intentOf({ profile, name, definition }: Chosen): GatewayIntent {
  return { kind: 'create', profile, name, definition }
}

function withCanary(change: Change, canary: string | undefined): Change {
  return canary === undefined ? change : { ...change, canary }
}

/**
 * The Contact of a canary differs from the gateway's in its user (`gw+NAME`) and in `;gw=NAME`. With
 * extension-in-contact only the latter is left (sofia.c:4176-4206), and with rfc-5626 a carrier goes by
 * `reg-id` and instance alone (RFC 5626, 6): then the end of the canary can be the end of the binding.
 */
function sameContact({ change, definition }: Chosen, globals: Globals): Diagnostic[] {
  const param = ['extension-in-contact', 'rfc-5626'].find((name) =>
    readBool(valueOf(definition, name, globals)),
  )
  if (param === undefined) return []
  const path = gatewayPath(change.profile, change.gateway)
  return [
    {
      code: 'GW108',
      severity: 'warning',
      message: `${path} has ${param}: the carrier may take the Contact of its canary for its own, and drop it with the canary. gwctl registers ${path} again right after; calls in may fail until then.`,
      hint: 'Set `canary: false` on this gateway if that is not acceptable.',
    },
  ]
}

function valueOf(definition: GatewayDefinition, name: string, globals: Globals): string {
  return readText(definition.params.get(name)?.xml ?? '', globals)
}
