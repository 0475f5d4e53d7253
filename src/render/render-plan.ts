import type { Plan } from '../model/plan.ts'
import { renderPlanHtml } from './plan-html.ts'
import { renderPlanJson } from './plan-json.ts'
import { renderPlanMarkdown } from './plan-markdown.ts'
import { renderPlanText } from './plan-text.ts'

/** The formats of `gwctl plan --format`, the usual one first. */
export const PLAN_FORMATS = ['text', 'json', 'markdown', 'html'] as const
export type PlanFormat = (typeof PLAN_FORMATS)[number]

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
    case 'markdown':
      return renderPlanMarkdown(plan, sources)
    case 'html':
      return renderPlanHtml(plan, sources)
  }
}
