import type { DistributorChange } from '../model/plan.ts'
import { distributorConsequences } from './distributor-text.ts'
import type { ShownChange } from './shown-change.ts'

/** One list of mod_distributor, as a page shows it; its nodes are its parameters. */
export function shownList(change: DistributorChange): ShownChange {
  return {
    name: `list ${change.distributor}`,
    verb: change.action,
    tone: TONES[change.action],
    consequence: distributorConsequences(change).join('; '),
    why: change.reasons.join('; '),
    params: change.nodes.map(({ name, before, after }) => ({
      name,
      before: weight(before),
      after: weight(after),
    })),
  }
}

const TONES: Readonly<Record<DistributorChange['action'], ShownChange['tone']>> = {
  create: 'add',
  update: 'change',
  delete: 'remove',
  pause: 'change',
}

function weight(value: number | null): string | null {
  return value === null ? null : `weight ${value}`
}
