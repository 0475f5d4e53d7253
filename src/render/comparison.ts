import type { Plan } from '../model/plan.ts'
import { printJson } from './json.ts'
import { planDocument } from './plan-json.ts'
import { renderPlanText } from './plan-text.ts'
import { styleFor } from './style.ts'
import { visibleLine } from './visible.ts'

/** Two desired states compared, and how the two are called. */
export interface ComparisonShown {
  readonly from: string
  readonly to: string
  readonly plan: Plan
  readonly notes: readonly string[]
}

/** What a change to the YAML means, as `gwctl diff` prints it; ends with a line end. */
export function renderComparison(
  shown: ComparisonShown,
  format: 'text' | 'json',
  options: { readonly color: boolean; readonly sources: ReadonlyMap<string, string> },
): string {
  const { from, to, plan, notes } = shown
  switch (format) {
    case 'json':
      return printJson({ ...planDocument(plan, options.sources), compared: { from, to }, notes })
    case 'text': {
      const { bold } = styleFor(options.color)
      const head = `${bold('Desired')}  ${visibleLine(from)} compared with ${visibleLine(to)}; disk and switch were not asked.\n`
      const body = plan.changes.length === 0 ? nothing(plan) : renderPlanText(plan, options)
      return `${head}${body}${notes.map((each) => `${bold('Note')}  ${visibleLine(each)}\n`).join('')}`
    }
  }
}

function nothing({ unchanged }: Plan): string {
  return `No changes: both mean the same for every gateway (${unchanged.length} unchanged).\n`
}
