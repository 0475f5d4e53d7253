import type { Place } from '../errors.ts'
import type { DesiredDistributor } from '../model/desired.ts'
import { mapIn, mapsIn, type Entry, type MapNode } from './node.ts'

/** A list of mod_distributor as one file writes it; a weight that is none is left out, the schema has said so. */
export interface MergedDistributor extends DesiredDistributor {
  /** Nothing at all is written in it. */
  readonly empty: boolean
}

/** The lists of all files, in the order read; that each stands once is a rule (rules/distributors.ts). */
export function mergeDistributors(roots: readonly MapNode[]): MergedDistributor[] {
  return roots
    .flatMap((root) => mapsIn(mapIn(root, 'distributors')))
    .map(({ name, key, node }) => readList(name, key, mapIn(node, 'nodes')))
}

function readList(name: string, at: Place, nodes: MapNode | undefined): MergedDistributor {
  const entries = [...(nodes?.entries.values() ?? [])]
  return { name, at, nodes: entries.flatMap(readNode), empty: nodes?.entries.size === 0 }
}

function readNode({ name, key, node }: Entry): DesiredDistributor['nodes'] {
  if (node.kind !== 'scalar' || typeof node.value !== 'number') return []
  return [{ name, weight: node.value, at: key }]
}
