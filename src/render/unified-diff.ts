import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'
import type { FileChange } from '../model/plan.ts'
import { hideValues, maskTokens } from './mask.ts'

/** Beyond so many changed lines the exact diff grows quadratic; the gateways' parameters tell the rest. */
const MOST_EDITS = 4000

/** The unified diff of one file change, without sensitive values. */
export function unifiedDiff(change: FileChange): string {
  const { before, after } = hideValues(change)
  const from = change.before === null ? '/dev/null' : change.path
  const to = change.after === null ? '/dev/null' : change.path
  const patch = createTwoFilesPatch(from, to, before, after, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
    maxEditLength: MOST_EDITS,
  })
  if (patch === undefined)
    return `--- ${from}\n+++ ${to}\n(more than ${MOST_EDITS} changed lines: not shown)\n`
  return maskTokens(patch)
}
