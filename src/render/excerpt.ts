import type { Range } from '../model/plan.ts'
import { displayWidth } from './display-width.ts'
import { MASK } from './mask.ts'
import { visible } from './visible.ts'

/** A source line as it is shown, and the marks that go under it. */
export interface Excerpt {
  readonly line: string
  readonly marks: string
}

/** Longest line shown, in terminal columns, and how much of it may stand before the place. */
const WIDTH = 110
const BEFORE = 50

/**
 * Shows one line of a source with marks under a place.
 *
 * Secrets are replaced by a mask of fixed length, tabs by blanks, control characters are written
 * out, wide characters count two columns, and a long line is cut around the place.
 *
 * @param text    the whole source
 * @param line    the line, as offsets in `text`
 * @param place   what to mark, as offsets in `text`; only its part in this line is marked
 * @param secrets what to mask, as offsets in `text`
 */
export function excerptLine(text: string, line: Range, place: Range, secrets: readonly Range[]): Excerpt {
  // Characters far away would be cut off anyway; a line can be megabytes long.
  const near = {
    start: Math.max(line.start, place.start - BEFORE),
    end: Math.min(line.end, Math.max(line.start, place.start) + WIDTH),
  }
  const nearby = secrets.filter((range) => range.start < near.end && range.end > near.start)
  const cells = makeCells(text, near, nearby)
  const isMarked = (cell: Cell): boolean =>
    cell.end > place.start && (cell.start < place.end || cell.start <= place.start)
  const lead = near.start > line.start ? '…' : ''
  const tail = near.end < line.end ? '…' : ''
  const first = cells.findIndex(isMarked)
  const before = widthOf(first < 0 ? cells : cells.slice(0, first))
  const marked = Math.max(1, widthOf(cells.filter(isMarked)))
  return {
    line: lead + cells.map((cell) => cell.shown).join('') + tail,
    marks: ' '.repeat(lead.length + before) + '^' + '~'.repeat(marked - 1),
  }
}

/** Something shown for some characters of the source. */
interface Cell extends Range {
  readonly shown: string
}

function makeCells(text: string, near: Range, secrets: readonly Range[]): Cell[] {
  const cells: Cell[] = []
  let start = near.start
  let hiddenUntil = start
  for (const character of text.slice(near.start, near.end)) {
    const end = start + character.length
    const secret = secrets.find((range) => range.start < end && start < range.end)
    const isIndent = cells.every((cell) => cell.shown.trim() === '') && character.trim() === ''
    if (secret === undefined || isIndent) cells.push({ start, end, shown: show(character) })
    else if (start >= hiddenUntil) {
      hiddenUntil = secret.end
      cells.push({ start, end: secret.end, shown: MASK })
    }
    start = end
  }
  return cells
}

function show(character: string): string {
  return character === '\t' ? '    ' : visible(character)
}

function widthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + displayWidth(cell.shown), 0)
}
