import type { FileChange } from '../model/plan.ts'
import { unifiedDiff } from './unified-diff.ts'
import { visible } from './visible.ts'

/** The unified diff of one file as people read it: no sensitive value, control characters written out. */
export function shownDiff(change: FileChange): string {
  return visible(withoutCarriageReturns(unifiedDiff(change)))
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
