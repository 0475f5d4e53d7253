import type { FileChange } from '../model/plan.ts'
import type { Style } from './style.ts'
import { unifiedDiff } from './unified-diff.ts'
import { visible } from './visible.ts'

/** The diff of one file as the terminal shows it, every line indented. */
export function diffText(change: FileChange, style: Style): string {
  const lines = visible(withoutCarriageReturns(unifiedDiff(change))).split('\n')
  return lines.map((line) => (line === '' ? '' : `  ${colourLine(line, style)}`)).join('\n')
}

/**
 * Where every line ends with CR LF, the CRs say nothing and are left out. Where only some do,
 * they stay and are written out: such a difference matters.
 */
function withoutCarriageReturns(patch: string): string {
  const lines = patch.split('\n').slice(HEADER_LINES)
  const ended = lines.filter((line, at) => /^[-+ ]/.test(line) && lines[at + 1]?.startsWith('\\') !== true)
  return ended.every((line) => line.endsWith('\r')) ? patch.replace(/\r(?=\n)/g, '') : patch
}

const HEADER_LINES = 2

function colourLine(line: string, style: Style): string {
  if (/^(---|\+\+\+) /.test(line)) return style.bold(line)
  if (line.startsWith('+')) return style.green(line)
  if (line.startsWith('-')) return style.red(line)
  return line.startsWith('@@') ? style.cyan(line) : line
}
