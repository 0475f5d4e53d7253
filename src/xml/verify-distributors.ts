import type { Disk, DistributorNode } from '../model/disk.ts'
import type { DistributorIntent } from '../model/edit.ts'

/** What does not read as intended of the lists of mod_distributor, a phrase each: every other list has to read as before. */
export function distributorMismatches(
  before: Disk,
  after: Disk,
  intents: readonly DistributorIntent[],
): string[] {
  const expected = new Map(byName(before))
  for (const { name, nodes } of intents) expected.set(name.toLowerCase(), nodes)
  const found = byName(after)
  return [...new Set([...expected.keys(), ...found.keys()])]
    .filter((name) => !isSame(expected.get(name), found.get(name)))
    .map((name) => `the distributor list "${name}" would not read as intended`)
}

function isSame(
  expected: readonly DistributorNode[] | undefined,
  found: readonly DistributorNode[] | undefined,
): boolean {
  return expected !== undefined && found !== undefined && sameNodes(expected, found)
}

/** Whether two lists share calls in the same way; in which order their turns come does not matter. */
export function sameNodes(a: readonly DistributorNode[], b: readonly DistributorNode[]): boolean {
  const lines = (nodes: readonly DistributorNode[]): string =>
    nodes
      .map(({ name, weight }) => `${weight} ${name}`)
      .sort()
      .join('\n')
  return a.length === b.length && lines(a) === lines(b)
}

function byName({ distributors }: Disk): ReadonlyMap<string, readonly DistributorNode[]> {
  return new Map((distributors?.lists ?? []).map(({ name, nodes }) => [name.toLowerCase(), nodes]))
}
