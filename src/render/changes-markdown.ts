import type { ParamChange, Plan } from '../model/plan.ts'
import { callsNote } from './brief-consequence.ts'
import { clip } from './clip.ts'
import { fit, type Section } from './fit.ts'
import { count, folded, paragraph, row, tableHead } from './markdown-block.ts'
import { codeSpan, prose } from './markdown-text.ts'
import { MASK } from './mask.ts'
import type { ShownChange } from './shown-change.ts'

/** For the line that counts what is not in the table, and the note. */
const AROUND = 1_000

/** One line for each change: what it does to calls. */
export function changesMarkdown(plan: Plan, changes: readonly ShownChange[]): Section {
  const rows = changes.map(({ name, verb, consequence, why }) =>
    row([codeSpan(clip(name, 300)), ...[verb, consequence, why].map((each) => prose(clip(each, 400)))]),
  )
  const note = paragraph(callsNote(plan))
  return {
    share: 18_000,
    render: (room) => {
      if (rows.length === 0) return ''
      const { shown, left } = fit(rows, room - AROUND)
      const rest = left > 0 ? `\nNot in this table: ${countVerbs(changes.slice(-left))}.\n` : ''
      return `\n${tableHead(['what', 'change', 'calls', 'why'])}${shown.join('')}${rest}${note}`
    },
  }
}

/** `9000 to update, 700 to create`; wherever gateways move to. */
function countVerbs(changes: readonly ShownChange[]): string {
  const counts = new Map<string, number>()
  for (const { verb } of changes) {
    const word = verb.startsWith('move ') ? 'move' : verb
    counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return [...counts].map(([word, number]) => `${number} to ${word}`).join(', ')
}

/** Every parameter that changes, folded. */
export function paramsMarkdown(changes: readonly ShownChange[]): Section {
  const rows = changes.flatMap(({ name, params }) =>
    params.map((param) => row([codeSpan(clip(name, 300)), codeSpan(clip(param.name, 100)), ...sides(param)])),
  )
  const title = tableHead(['of', 'parameter', 'now', 'planned'])
  return { share: 9_000, render: (room) => folded(count(rows.length, 'parameter'), rows, room, title) }
}

function sides({ before, after, sensitive }: ParamChange): string[] {
  if (sensitive === true) return [codeSpan(MASK), `${codeSpan(MASK)} (sensitive)`]
  return [before, after].map((text) => (text === null ? 'absent' : codeSpan(clip(text, 200) || '""')))
}
