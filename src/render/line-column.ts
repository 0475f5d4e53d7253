/** Line and column, both from 1, of an offset; nothing when the text is not known. */
export function lineColumn(text: string | undefined, offset: number): { line?: number; column?: number } {
  if (text === undefined) return {}
  const before = text.slice(0, offset)
  const lineStart = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1
  const line = (before.match(/\r\n|\n|\r/g)?.length ?? 0) + 1
  return { line, column: offset - lineStart + 1 }
}
