import { isEmpty } from '../plan/is-empty.ts'
import type { Plan } from '../model/plan.ts'
import { clip } from './clip.ts'
import { codeSpan, prose } from './markdown-text.ts'
import { printJson } from './json.ts'
import { planDocument } from './plan-json.ts'
import { renderPlanMarkdown } from './plan-markdown.ts'
import { renderPlanText } from './plan-text.ts'
import { styleFor } from './style.ts'
import { summaryLine } from './summary.ts'
import { visibleLine } from './visible.ts'

/** Two desired states compared, and how the two are called. */
export interface ComparisonShown {
  readonly from: string
  readonly to: string
  readonly plan: Plan
  readonly notes: readonly string[]
}

/** The formats of `gwctl diff --format`, the usual one first. */
export const COMPARISON_FORMATS = ['text', 'json', 'markdown'] as const
export type ComparisonFormat = (typeof COMPARISON_FORMATS)[number]

/** What a change to the YAML means, as `gwctl diff` prints it; ends with a line end. */
export function renderComparison(
  shown: ComparisonShown,
  format: ComparisonFormat,
  options: { readonly color: boolean; readonly sources: ReadonlyMap<string, string> },
): string {
  const { from, to, plan, notes } = shown
  switch (format) {
    case 'json':
      return printJson({ ...planDocument(plan, options.sources), compared: { from, to }, notes })
    case 'markdown':
      return comparisonMarkdown(shown, options.sources)
    case 'text': {
      const { bold } = styleFor(options.color)
      const head = `${bold('Desired')}  ${visibleLine(from)} compared with ${visibleLine(to)}; disk and switch were not asked.\n`
      const body = isEmpty(plan) ? `${nothing(plan)}\n` : renderPlanText(plan, options)
      return `${head}${body}${notes.map((each) => `${bold('Note')}  ${visibleLine(each)}\n`).join('')}`
    }
  }
}

/** Notes are told up to here, so that they leave room for the changes. */
const MOST_NOTES = 10

function comparisonMarkdown(
  { from, to, plan, notes }: ComparisonShown,
  sources: ReadonlyMap<string, string>,
): string {
  const empty = isEmpty(plan)
  const told = notes.slice(0, MOST_NOTES).map((each) => `- ${prose(clip(each, 300))}`)
  if (notes.length > MOST_NOTES) told.push(`- and ${notes.length - MOST_NOTES} more`)
  return renderPlanMarkdown(plan, sources, {
    title: `gwctl diff: ${empty ? 'no changes' : summaryLine(plan).replace(/\.$/, '')}`,
    notes: [
      `What ${side(from)} and ${side(to)} desire, compared; disk and switch were not asked.`,
      empty ? nothing(plan) : '',
      told.join('\n'),
    ],
  })
}

/** A revision as code; the work tree is called by that name. */
function side(name: string): string {
  return /^[0-9a-f]+$/.test(name) ? codeSpan(name) : prose(name)
}

function nothing({ unchanged }: Plan): string {
  return `No changes: both mean the same for every gateway (${unchanged.length} unchanged).`
}
