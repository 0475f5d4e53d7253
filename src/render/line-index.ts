/** Finds the line of an offset by bisection: thousands of diagnostics may point into one large file. */
export interface LineIndex {
  /** The line that holds an offset: its number from 1, and where its text starts and ends (line end left out). */
  readonly lineAt: (offset: number) => { readonly number: number; readonly start: number; readonly end: number }
}

/** Lines end with LF, CRLF or CR; an offset past the end belongs to the last line. */
export function indexLines(text: string): LineIndex {
  const starts = [0]
  for (const found of text.matchAll(/\r\n|\n|\r/g)) starts.push(found.index + found[0].length)
  return {
    lineAt(offset) {
      const number = countUpTo(starts, offset)
      const start = starts[number - 1] ?? 0
      const end = /[\r\n]/.exec(text.slice(start, starts[number]))?.index
      return { number, start, end: end === undefined ? text.length : start + end }
    },
  }
}

/** How many of the ascending numbers are not above the limit. */
function countUpTo(ascending: readonly number[], limit: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] ?? 0) <= limit) low = middle + 1
    else high = middle
  }
  return low
}
