import type { FileChange } from '../model/plan.ts'
import { shownDiff } from './shown-diff.ts'
import type { Style } from './style.ts'

/** The diff of one file as the terminal shows it, every line indented. */
export function diffText(change: FileChange, style: Style): string {
  const lines = shownDiff(change).split('\n')
  return lines.map((line) => (line === '' ? '' : `  ${colourLine(line, style)}`)).join('\n')
}

function colourLine(line: string, style: Style): string {
  if (/^(---|\+\+\+) /.test(line)) return style.bold(line)
  if (line.startsWith('+')) return style.green(line)
  if (line.startsWith('-')) return style.red(line)
  return line.startsWith('@@') ? style.cyan(line) : line
}
