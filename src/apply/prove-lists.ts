import { GwctlError } from '../errors.ts'
import type { DistributorNode } from '../model/disk.ts'
import type { DistributorChange } from '../model/plan.ts'
import { sameNodes } from '../xml/verify-distributors.ts'
import type { SwitchPort } from './switch-port.ts'

/** Proves that the switch shares calls as planned. Throws GW408 for a list that it does not have so. */
export async function proveLists(lists: readonly DistributorChange[], link: SwitchPort): Promise<void> {
  if (lists.length === 0) return
  const { distributors } = await link.observe(lists.map((each) => each.distributor))
  for (const { action, distributor, after } of lists) {
    // The last one that goes cannot be taken away: it answers as an unknown one does when it is empty.
    const nodes = distributors?.lists.get(distributor) ?? (action === 'delete' ? [] : undefined)
    if (nodes !== undefined && sameNodes(nodes, after)) continue
    const has = nodes === undefined ? 'does not have it' : `has ${inWords(nodes)}`
    throw new GwctlError(
      'GW408',
      `The distributor list ${distributor} is not as planned: the switch ${has}, instead of ${inWords(after)}.`,
      {
        hint: 'Check that FreeSWITCH reads this configuration directory, and that nobody else changes its lists.',
      },
    )
  }
}

function inWords(nodes: readonly DistributorNode[]): string {
  return nodes.length === 0 ? 'no node' : nodes.map(({ name, weight }) => `${name}=${weight}`).join(', ')
}
