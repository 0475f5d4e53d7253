/** Whether what a page shows is what was printed: a line `...` stands for any lines, and what differs from run to run does not count. */
export function isShown(shown: string, printed: string): boolean {
  return matches(linesOf(shown), linesOf(printed))
}

function matches(shown: readonly string[], printed: readonly string[]): boolean {
  const [first, ...rest] = shown
  if (first === undefined) return printed.length === 0
  if (first.trim() !== '...')
    return printed.length > 0 && first === printed[0] && matches(rest, printed.slice(1))
  return printed.some((_, index) => matches(rest, printed.slice(index))) || matches(rest, [])
}

function linesOf(text: string): string[] {
  return steady(text)
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
}

/** Without ids, times, durations, sizes, revisions and the widths of columns. */
function steady(text: string): string {
  return text
    .replace(/\b\d{8}T\d{6}\.\d{3}Z\b/g, '<id>')
    .replace(/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( UTC|Z)/g, '<time>')
    .replace(/\b\d{4}-\d\d-\d\d\b/g, '<day>')
    .replace(/\b\d+(\.\d+)? (ms|s|min)\b/g, '<duration>')
    .replace(/\b\d+(\.\d+)? k?B\b/g, '<size>')
    .replace(/\b(?=[0-9a-f]*\d)[0-9a-f]{7,64}\b/g, '<digest>')
    .replace(/(\S) {2,}/g, '$1  ')
}
