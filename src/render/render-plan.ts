import type { Plan } from '../model/plan.ts'
import { renderPlanJson } from './plan-json.ts'
import { renderPlanText } from './plan-text.ts'

export type PlanFormat = 'text' | 'json'

/** A plan in one of the formats of `gwctl plan --format`; no sensitive value is in it. Ends with a line end. */
export function renderPlan(
  plan: Plan,
  format: PlanFormat,
  options: { readonly color?: boolean; readonly sources?: ReadonlyMap<string, string> } = {},
): string {
  const { color = false, sources = new Map<string, string>() } = options
  switch (format) {
    case 'text':
      return renderPlanText(plan, { color, sources })
    case 'json':
      return renderPlanJson(plan, sources)
  }
}
