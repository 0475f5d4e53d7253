/** The white space before `at` on its line, or `undefined` when something else stands there too. */
export function indentAt(text: string, at: number): string | undefined {
  let start = at
  while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t')) start--
  return start === 0 || isLineEnd(text[start - 1]) ? text.slice(start, at) : undefined
}

/** One level deeper than `indent`, in its own manner. */
export function childIndent(indent: string): string {
  return indent + (indent.includes('\t') ? '\t' : '  ')
}

/** Where the line on which `at` stands begins; lines end at either of CR and LF. */
export function startOfLine(text: string, at: number): number {
  let start = at
  while (start > 0 && !isLineEnd(text[start - 1])) start--
  return start
}

/** The offset of the line end after `at`, or of the end of the text. */
export function endOfLine(text: string, at: number): number {
  let end = at
  while (end < text.length && !isLineEnd(text[end])) end++
  return end
}

/** Past the line end that begins at `at`: CRLF, CR or LF; `at` itself at the end of the text. */
export function pastLineEnd(text: string, at: number): number {
  if (text.startsWith('\r\n', at)) return at + 2
  return at < text.length ? at + 1 : at
}

/** The line end that a text uses, by its first one. */
export function lineEndOf(text: string): string {
  return /\r\n|\r|\n/.exec(text)?.[0] ?? '\n'
}

function isLineEnd(character: string | undefined): boolean {
  return character === '\n' || character === '\r'
}
