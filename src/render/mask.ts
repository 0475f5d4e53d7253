import type { FileChange, Range } from '../model/plan.ts'

/** What stands in the place of a value that must not be seen. */
export const MASK = '********'

/**
 * Both texts of a file change with every sensitive value replaced by place, never by looking
 * for its characters elsewhere. A value that differs between the two sides is marked as old and
 * new, so that a rotated password still shows as a change.
 */
export function maskFileChange(change: FileChange): { readonly before: string; readonly after: string } {
  const before = change.before ?? ''
  const after = change.after ?? ''
  const old = new Set(change.sensitiveBefore.map((each) => before.slice(each.start, each.end)))
  const fresh = new Set(change.sensitiveAfter.map((each) => after.slice(each.start, each.end)))
  return {
    before: maskRanges(before, change.sensitiveBefore, (value) => (fresh.has(value) ? MASK : `${MASK} (old)`)),
    after: maskRanges(after, change.sensitiveAfter, (value) => (old.has(value) ? MASK : `${MASK} (new)`)),
  }
}

function maskRanges(text: string, ranges: readonly Range[], mask: (value: string) => string): string {
  const sorted = [...ranges].sort((a, b) => a.start - b.start)
  let masked = ''
  let at = 0
  for (const { start, end } of sorted) {
    if (start < at) continue
    masked += text.slice(at, start) + mask(text.slice(start, end))
    at = end
  }
  return masked + text.slice(at)
}
