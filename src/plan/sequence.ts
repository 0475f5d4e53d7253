import type { Change, Step } from '../model/plan.ts'
import { batchesOf, type Batch } from './batches.ts'
import { canarySteps } from './canary-steps.ts'
import { runtimeSteps } from './steps.ts'

/**
 * Everything that an apply does once the files are written: batch by batch (plan/batches.ts) what
 * is tried first (plan/canary-steps.ts), then the change itself (plan/steps.ts), then proof before
 * the next batch is touched.
 *
 * @param batchSize  most gateways that are changed at a time; absent: all of them
 */
export function planSteps(changes: readonly Change[], batchSize?: number): Step[] {
  const batches = batchesOf(changes, batchSize)
  return batches.flatMap((batch, index) => [
    ...canarySteps(batch.changes),
    ...runtimeSteps(batch.changes, batch.adding),
    ...proof(batch, index + 1, batches.length),
  ])
}

function proof({ changes }: Batch, batch: number, of: number): Step[] {
  if (batch === of) return []
  const gateways = changes.map(({ profile, gateway }) => ({ profile, gateway }))
  return [{ kind: 'verify', batch, of, gateways }]
}
