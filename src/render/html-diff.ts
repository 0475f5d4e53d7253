import type { FileChange } from '../model/plan.ts'
import { html } from './html-text.ts'
import { sideBySide, type SideLine, type SideRow } from './side-by-side.ts'

/** The diff of one file as a table of two columns, which a phone shows one below the other. */
export function diffTable(change: FileChange): string {
  const rows = sideBySide(change).map(rowOf).join('')
  return `<table class="diff"><colgroup><col class="no"><col><col class="no"><col></colgroup>
<thead><tr><th></th><th scope="col">before</th><th></th><th scope="col">after</th></tr></thead>
<tbody>
${rows}</tbody></table>
`
}

function rowOf(row: SideRow): string {
  switch (row.kind) {
    case 'same':
      return `<tr class="same">${sideOf(row.before, 'plain')}${sideOf(row.after, 'plain twin')}</tr>\n`
    case 'changed':
      return `<tr>${sideOf(row.before, 'old')}${sideOf(row.after, 'new')}</tr>\n`
    case 'removed':
      return `<tr>${sideOf(row.before, 'old')}${GAP}</tr>\n`
    case 'added':
      return `<tr>${GAP}${sideOf(row.after, 'new')}</tr>\n`
    case 'note':
      return `<tr class="note"><td colspan="4">${html(row.text)}</td></tr>\n`
  }
}

const GAP = '<td class="no gap"></td><td class="gap"></td>'

/** The sign stands beside the number: colour alone tells nothing to some. */
function sideOf(line: SideLine, look: 'old' | 'new' | 'plain' | 'plain twin'): string {
  const sign = look === 'old' ? ' −' : look === 'new' ? ' +' : ''
  const text = markedText(line, look === 'old' ? 'del' : 'ins')
  return `<td class="no ${look}">${line.number}${sign}</td><td class="${look}">${text}</td>`
}

function markedText({ text, changed }: SideLine, tag: 'del' | 'ins'): string {
  if (changed === undefined) return html(text)
  const { start, end } = changed
  return `${html(text.slice(0, start))}<${tag}>${html(text.slice(start, end))}</${tag}>${html(text.slice(end))}`
}
