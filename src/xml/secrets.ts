import type { Range } from '../model/plan.ts'

/**
 * The values of every param called `password` in a file, quotes excluded: also in comments, in
 * skipped gateways and in markup that FreeSWITCH misreads. Rather too much than too little.
 */
export function findPasswords(text: string): readonly Range[] {
  return [...text.matchAll(NAMED_PASSWORD)].flatMap(({ index, 0: found }) => {
    const after = valueAfter(text, index + found.length)
    return after ?? valueBefore(text, index)
  })
}

/** Ranges in order, overlapping ones made one. */
export function mergeRanges(ranges: readonly Range[]): readonly Range[] {
  const merged: { start: number; end: number }[] = []
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = merged.at(-1)
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end)
    else if (start < end) merged.push({ start, end })
  }
  return merged
}

const NAMED_PASSWORD = /\bname\s*=\s*(?:"\s*password\s*"|'\s*password\s*'|password\b)/gi
const VALUE_AFTER = /[^<>]*?\bvalue\s*=\s*["']?/iy
const VALUE_BEFORE = /\bvalue\s*=\s*["']?/i
const TAG_END = /(?=\/?>|[\r\n]|$)/g
/** How far before its name a value is looked for. */
const REACH = 2000

function valueAfter(text: string, from: number): readonly Range[] | undefined {
  VALUE_AFTER.lastIndex = from
  if (!VALUE_AFTER.test(text)) return undefined
  const start = VALUE_AFTER.lastIndex
  const quote = quoteAt(text, start - 1)
  const closing = quote === '' ? start : text.indexOf(quote, start)
  if (closing < 0) return [{ start, end: text.length }]
  // A raw quote ends the value early for FreeSWITCH; what was meant goes on to the end of the tag.
  TAG_END.lastIndex = closing
  TAG_END.test(text)
  const end = TAG_END.lastIndex
  return [{ start, end: quote === '' ? end : Math.max(closing, text.lastIndexOf(quote, end - 1)) }]
}

function valueBefore(text: string, name: number): readonly Range[] {
  const from = Math.max(text.lastIndexOf('<param', name), name - REACH, 0)
  const found = VALUE_BEFORE.exec(text.slice(from, name))
  if (found === null) return []
  const start = from + found.index + found[0].length
  const quote = quoteAt(text, start - 1)
  const closing = quote === '' ? -1 : text.lastIndexOf(quote, name)
  return [{ start, end: closing < start ? name : closing }]
}

function quoteAt(text: string, at: number): string {
  return /["']/.exec(text.charAt(at)) === null ? '' : text.charAt(at)
}
