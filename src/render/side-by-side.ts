import type { FileChange } from '../model/plan.ts'
import { shownDiff } from './shown-diff.ts'

/** A line of one side; `changed` is the part, as offsets, that the other side's line does not have. */
export interface SideLine {
  readonly number: number
  readonly text: string
  readonly changed?: { readonly start: number; readonly end: number }
}

/** One row of two columns: the same line on both sides, a changed one, or one that only one side has. */
export type SideRow =
  | { readonly kind: 'same' | 'changed'; readonly before: SideLine; readonly after: SideLine }
  | { readonly kind: 'removed'; readonly before: SideLine }
  | { readonly kind: 'added'; readonly after: SideLine }
  /** Lines are left out here, or what the diff says of its own: no line end at the end of the file. */
  | { readonly kind: 'note'; readonly text: string }

/** The diff of one file in two columns, without sensitive values. */
export function sideBySide(change: FileChange): SideRow[] {
  const rows: SideRow[] = []
  let block: Block = { removed: [], added: [] }
  const at = { before: 0, after: 0 }
  const flush = (): void => {
    rows.push(...pairUp(block))
    block = { removed: [], added: [] }
  }
  for (const line of shownDiff(change).replace(/\n$/, '').split('\n').slice(HEADER_LINES)) {
    const text = line.slice(1)
    switch (line.charAt(0)) {
      case '-':
        block.removed.push({ number: at.before++, text })
        break
      case '+':
        block.added.push({ number: at.after++, text })
        break
      case ' ':
        flush()
        rows.push({
          kind: 'same',
          before: { number: at.before++, text },
          after: { number: at.after++, text },
        })
        break
      default:
        flush()
        rows.push(...noteOf(line, at))
    }
  }
  flush()
  return rows
}

const HEADER_LINES = 2

interface Block {
  readonly removed: SideLine[]
  readonly added: SideLine[]
}

/** `@@ -3,7 +3,8 @@` sets the line numbers; anything else is told as it stands. */
function noteOf(line: string, at: { before: number; after: number }): SideRow[] {
  const hunk = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line)
  if (hunk === null) return [{ kind: 'note', text: line.replace(/^\\ /, '') }]
  const isFirst = at.before === 0 && at.after === 0
  // Of an empty side the line before it is named.
  at.before = Number(hunk[1]) + (hunk[2] === '0' ? 1 : 0)
  at.after = Number(hunk[3]) + (hunk[4] === '0' ? 1 : 0)
  return isFirst && at.before <= 1 ? [] : [{ kind: 'note', text: '…' }]
}

/** Removed and added lines side by side, in their order. */
function pairUp({ removed, added }: Block): SideRow[] {
  const both = removed.map((before, at): SideRow => {
    const after = added[at]
    return after === undefined ? { kind: 'removed', before } : markChanges(before, after)
  })
  return [...both, ...added.slice(removed.length).map((after): SideRow => ({ kind: 'added', after }))]
}

function markChanges(before: SideLine, after: SideLine): SideRow {
  const [one, other] = [Array.from(before.text), Array.from(after.text)]
  const most = Math.min(one.length, other.length)
  let start = 0
  while (start < most && one[start] === other[start]) start++
  let tail = 0
  while (tail < most - start && one.at(-1 - tail) === other.at(-1 - tail)) tail++
  return {
    kind: 'changed',
    before: withMark(before, one, start, tail),
    after: withMark(after, other, start, tail),
  }
}

/** Counted in whole characters, told in offsets. */
function withMark(line: SideLine, characters: readonly string[], start: number, tail: number): SideLine {
  const from = characters.slice(0, start).join('').length
  const end = line.text.length - characters.slice(characters.length - tail).join('').length
  return end > from ? { ...line, changed: { start: from, end } } : line
}
