import type { Disk, DistributorNode } from '../model/disk.ts'
import type { Live } from '../model/live.ts'
import { sameNodes } from '../xml/verify-distributors.ts'
import type { PlannedList } from './distributors.ts'

/**
 * The lists of mod_distributor that a restored configuration has otherwise, and those that the
 * apply it undoes had to do with: gateways leave these before they are killed.
 *
 * @param managed  names of the latter
 */
export function restoreLists(
  current: Disk,
  wanted: Disk,
  live: Live | undefined,
  managed: readonly string[],
): PlannedList[] {
  const [before, after] = [listsOf(current), listsOf(wanted)]
  const names = new Set(managed.map((each) => each.toLowerCase()))
  return [...new Map([...before, ...after])]
    .filter(([key]) => names.has(key) || !isSame(before.get(key)?.nodes, after.get(key)?.nodes))
    .map(([key, { name }]): PlannedList => {
      const [stands, shall] = [before.get(key)?.nodes, after.get(key)?.nodes]
      const loaded = live?.distributors?.lists.get(managed.find((each) => each.toLowerCase() === key) ?? name)
      const has = loaded ?? stands
      return {
        name,
        after: shall ?? [],
        reason: 'as it was before',
        ...(stands && { before: stands }),
        ...(has && { current: has }),
        ...(shall === undefined && { goes: true }),
      }
    })
}

interface List {
  readonly name: string
  readonly nodes: readonly DistributorNode[]
}

function listsOf({ distributors }: Disk): ReadonlyMap<string, List> {
  return new Map((distributors?.lists ?? []).map((each) => [each.name.toLowerCase(), each]))
}

function isSame(
  a: readonly DistributorNode[] | undefined,
  b: readonly DistributorNode[] | undefined,
): boolean {
  return a !== undefined && b !== undefined && sameNodes(a, b)
}
