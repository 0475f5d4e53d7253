import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'
import type { FileChange } from '../model/plan.ts'
import { maskFileChange } from './mask.ts'

/** Beyond so many changed lines the exact diff grows quadratic; the gateways' parameters tell the rest. */
const MOST_EDITS = 4000

/** The unified diff of one file change, without sensitive values; `` when the bytes that may be shown are equal. */
export function unifiedDiff(change: FileChange): string {
  const { before, after } = maskFileChange(change)
  const patch = createTwoFilesPatch(
    change.before === null ? '/dev/null' : change.path,
    change.after === null ? '/dev/null' : change.path,
    fromBytes(before),
    fromBytes(after),
    undefined,
    undefined,
    { context: 3, headerOptions: FILE_HEADERS_ONLY, maxEditLength: MOST_EDITS },
  )
  return patch ?? `--- ${change.path}\n+++ ${change.path}\n(more than ${MOST_EDITS} changed lines: not shown)\n`
}

/** File texts keep one character a byte; people read UTF-8. */
function fromBytes(latin1: string): string {
  return new TextDecoder().decode(Uint8Array.from(latin1, (char) => char.charCodeAt(0)))
}
