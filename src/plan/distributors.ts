import type { Desired, DesiredDistributor } from '../model/desired.ts'
import type { Disk, DiskDistributor, DistributorNode } from '../model/disk.ts'
import type { DistributorIntent } from '../model/edit.ts'
import type { Live } from '../model/live.ts'
import type { DistributorChange, DistributorNodeChange, GatewayRef } from '../model/plan.ts'
import { sameNodes } from '../xml/verify-distributors.ts'

/** A managed list: as it stands, as it shares calls now, and as it shall be. */
export interface PlannedList {
  readonly name: string
  /** On disk; absent: it is not there. */
  readonly before?: readonly DistributorNode[]
  /** In the switch, which is taken to have what stands on disk where it was not asked; absent: it is not there. */
  readonly current?: readonly DistributorNode[]
  /** Empty for one that goes. */
  readonly after: readonly DistributorNode[]
  /** It goes from disk. */
  readonly goes?: true
  /** Why it changes, where that is not for what is desired. */
  readonly reason?: string
}

/**
 * The lists of mod_distributor that the YAML names, and no others. The rule:
 *
 * - A list is as desired where it has the desired nodes with their weights; their order does not matter.
 * - One that is not named is left alone, whatever is in it: gateways that are changed do not leave it
 *   first. To pause them there gwctl would have to rewrite a stranger's file and reload, and a reload
 *   puts every list back to its first turn and drops weights that somebody has set by `modify`.
 * - With targets only the nodes of these gateways change, in lists that stand.
 */
export function planLists(
  { distributors = [] }: Desired,
  disk: Disk,
  live: Live | undefined,
  targets: readonly GatewayRef[] | undefined,
): PlannedList[] {
  const standing = new Map(disk.distributors?.lists.map((each) => [each.name.toLowerCase(), each]))
  return distributors.flatMap((list) => {
    const found = standing.get(list.name.toLowerCase())
    const after = wantedNodes(list, found, targets)
    if (after === undefined) return []
    const current = live?.distributors === undefined ? found?.nodes : live.distributors.lists.get(list.name)
    return [{ name: list.name, after, ...(found && { before: found.nodes }), ...(current && { current }) }]
  })
}

/** What has to be written so that the lists stand as they shall. */
export function listIntents(lists: readonly PlannedList[]): DistributorIntent[] {
  return lists
    .filter(({ before, after }) => before === undefined || !sameNodes(before, after))
    .map(({ name, after }) => ({ kind: 'distributor', name, nodes: after }))
}

/** @param paused  by list, the nodes that leave it for a time */
export function listChanges(
  lists: readonly PlannedList[],
  paused: ReadonlyMap<string, readonly string[]>,
): DistributorChange[] {
  return lists.flatMap((list) => changeOf(list, paused.get(list.name) ?? []))
}

function changeOf(list: PlannedList, paused: readonly string[]): DistributorChange[] {
  const { name, before, current, after } = list
  const make = (
    action: DistributorChange['action'],
    from: readonly DistributorNode[],
    reason: string,
    more: Pick<DistributorChange, 'live'> = {},
  ): DistributorChange[] => [
    {
      kind: 'distributor',
      action,
      distributor: name,
      nodes: nodeChanges(from, after),
      after,
      paused,
      ...more,
      reasons: [list.reason ?? reason],
    },
  ]
  if (before === undefined) return make('create', [], 'not on disk')
  if (list.goes) return make('delete', before, 'no longer there')
  if (!sameNodes(before, after)) return make('update', before, 'desired differs from disk')
  if (current === undefined) return make('update', [], 'right on disk, but not loaded', { live: true })
  if (!sameNodes(current, after))
    return make('update', current, 'right on disk, but the switch has it otherwise', { live: true })
  return paused.length === 0 ? [] : make('pause', after, 'gateways in it are changed')
}

function wantedNodes(
  { nodes }: DesiredDistributor,
  found: DiskDistributor | undefined,
  targets: readonly GatewayRef[] | undefined,
): readonly DistributorNode[] | undefined {
  const wanted = nodes.map(({ name, weight }) => ({ name, weight }))
  if (targets === undefined) return wanted
  const names = new Set(targets.map((each) => each.gateway))
  if (found === undefined) return undefined
  return [
    ...found.nodes.filter(({ name }) => !names.has(name)),
    ...wanted.filter(({ name }) => names.has(name)),
  ]
}

/** Of several nodes of one name the weights add up, as their turns do. */
function nodeChanges(
  before: readonly DistributorNode[],
  after: readonly DistributorNode[],
): DistributorNodeChange[] {
  const [from, to] = [weightsOf(before), weightsOf(after)]
  return [...new Set([...to.keys(), ...from.keys()])]
    .map((name) => ({ name, before: from.get(name) ?? null, after: to.get(name) ?? null }))
    .filter((each) => each.before !== each.after)
}

function weightsOf(nodes: readonly DistributorNode[]): ReadonlyMap<string, number> {
  const weights = new Map<string, number>()
  for (const { name, weight } of nodes) weights.set(name, (weights.get(name) ?? 0) + weight)
  return weights
}
