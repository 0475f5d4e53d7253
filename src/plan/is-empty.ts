import type { Plan } from '../model/plan.ts'

/** Whether the plan does nothing at all. */
export function isEmpty({ changes, files, steps, distributors }: Plan): boolean {
  return changes.length === 0 && files.length === 0 && steps.length === 0 && distributors === undefined
}
