import type { Change, Step } from '../model/plan.ts'
import { batchesOf, type Batch } from './batches.ts'
import { canarySteps } from './canary-steps.ts'
import type { ListSteps } from './list-stages.ts'
import { changeSteps, refreshSteps } from './steps.ts'

/**
 * Everything that an apply does once the files are written: batch by batch (plan/batches.ts) what
 * is tried first (plan/canary-steps.ts), then the change itself (plan/steps.ts), with the distributor
 * lists around it (plan/list-stages.ts), then proof before the next batch is touched.
 *
 * @param batchSize  most gateways that are changed at a time; absent: all of them
 * @param lists  for each batch; none: no list is managed
 */
export function planSteps(
  changes: readonly Change[],
  batchSize?: number,
  lists: readonly ListSteps[] = [],
): Step[] {
  const batches = batchesOf(changes, batchSize)
  return batches.flatMap((batch, index) => [
    ...canarySteps(batch.changes),
    ...withLists(batch, lists[index]),
    ...proof(batch, index + 1, batches.length),
  ])
}

/** The first thing that a change does is a `reloadxml`, if it kills: where a list was loaded just before, that one serves. */
function withLists({ changes, adding }: Batch, lists: ListSteps | undefined): Step[] {
  const { pause = [], resume = [] } = lists ?? {}
  const [first, ...rest] = changeSteps(changes, adding)
  const again = first?.kind === 'command' && first.command === 'reloadxml' && pause.length > 0
  const change = first === undefined || again ? rest : [first, ...rest]
  return [...pause, ...change, ...resume, ...refreshSteps(changes)]
}

function proof({ changes }: Batch, batch: number, of: number): Step[] {
  if (batch === of) return []
  const gateways = changes.map(({ profile, gateway }) => ({ profile, gateway }))
  return [{ kind: 'verify', batch, of, gateways }]
}
