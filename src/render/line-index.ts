/** One line of a text: its number from 1, and where it starts and ends, line end left out. */
export interface Line {
  readonly number: number
  readonly start: number
  readonly end: number
}

/** Finds the line of an offset by bisection: thousands of diagnostics may point into one large file. */
export interface LineIndex {
  readonly lineAt: (offset: number) => Line
}

/** Lines end with LF, CRLF or CR; an offset past the end belongs to the last line. */
export function indexLines(text: string): LineIndex {
  const lines: Line[] = []
  let start = 0
  for (const found of text.matchAll(/\r\n|\n|\r/g)) {
    lines.push({ number: lines.length + 1, start, end: found.index })
    start = found.index + found[0].length
  }
  const last: Line = { number: lines.length + 1, start, end: text.length }
  return { lineAt: (offset) => (offset >= last.start ? last : findLine(lines, offset, last)) }
}

/** The last of the ascending lines that does not start after the offset. */
function findLine(lines: readonly Line[], offset: number, otherwise: Line): Line {
  let found = otherwise
  let low = 0
  let high = lines.length
  while (low < high) {
    const middle = (low + high) >> 1
    const line = lines[middle]
    if (line !== undefined && line.start <= offset) {
      found = line
      low = middle + 1
    } else high = middle
  }
  return found
}
