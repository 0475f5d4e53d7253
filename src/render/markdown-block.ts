import { clip } from './clip.ts'
import { fit } from './fit.ts'
import { fence } from './markdown-text.ts'

/** Blocks of Markdown that stay within a number of characters and count what they leave out. */

/** For the summary, the tags, and the line that counts. */
const AROUND = 200
/** A line of a block is cut off here. */
const MOST_OF_A_LINE = 500

export function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`
}

/** The head of a table. */
export function tableHead(names: readonly string[]): string {
  return row(names) + row(names.map(() => '---'))
}

/** Text after a blank line; nothing for none. */
export function paragraph(text: string): string {
  return text === '' ? '' : `\n${text}\n`
}

/** Folded under a summary, which is in gwctl's own words. */
export function details(summary: string, body: string): string {
  return `\n<details><summary>${summary}</summary>\n\n${body}\n</details>\n`
}

/**
 * Lines folded under a summary; '' where there are none.
 *
 * @param title  the head of a table, when the lines are its rows
 */
export function folded(summary: string, lines: readonly string[], room: number, title = ''): string {
  if (lines.length === 0) return ''
  const { shown, left } = fit(lines, room - title.length - summary.length - AROUND)
  return details(summary, `${title}${shown.join('')}${left > 0 ? `\nNot listed: ${left} more.\n` : ''}`)
}

/** A block of lines as they are; those that `room` has no place for are counted. */
export function cutFence(lines: readonly string[], room: number, language: 'diff' | 'text'): string {
  const clipped = lines.map((line) => `${clip(line, MOST_OF_A_LINE)}\n`)
  // The marks are longer than any run of backticks in a line.
  const { shown, left } = fit(clipped, room - AROUND - fence(clipped.join(''), language).indexOf('\n') * 2)
  return fence(`${shown.join('')}${left > 0 ? `... and ${left} more lines\n` : ''}`, language)
}

/** `1 file`, `2 files`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
