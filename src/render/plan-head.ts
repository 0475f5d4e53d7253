import { isEmpty } from '../plan/build.ts'
import type { Plan } from '../model/plan.ts'
import { summaryLine } from './summary.ts'

/** What stands above a plan on a page: its title, and what has to be known about it. */
export interface PlanHead {
  readonly title: string
  readonly notes: readonly string[]
}

export function planHead(plan: Plan): PlanHead {
  const nothing = isEmpty(plan)
  const found = plan.observed ? 'Disk and switch are as desired.' : 'The disk is as desired.'
  return {
    title: `gwctl plan: ${nothing ? 'no changes' : summaryLine(plan).replace(/\.$/, '')}`,
    notes: [...(nothing ? [`${found} ${summaryLine(plan)}`] : []), ...(plan.observed ? [] : [NOT_ASKED])],
  }
}

const NOT_ASKED =
  'The switch was not asked: what stands on disk is taken to run, and differences from it are not seen.'
