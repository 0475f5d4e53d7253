import type { GwctlError, InputError } from '../errors.ts'
import { clip } from './clip.ts'
import { diagnosticsDocument } from './diagnostics-document.ts'
import { codeSpan, prose } from './markdown-text.ts'

/**
 * A failure as the comment on a pull request that the plan would have been: what is wrong, where, and
 * what to do; errors first. Fits as a plan does. Ends with a line end.
 */
export function failureMarkdown(failure: GwctlError | InputError): string {
  if (failure.name === 'GwctlError') {
    const { code, message, hint } = failure
    return `### gwctl failed: ${codeSpan(code)}\n\n${prose(clip(message, 4_000))} ${prose(clip(hint, 1_000))}\n`
  }
  const { counts, list } = diagnosticsDocument(failure.diagnostics, failure.sources)
  return `### gwctl: ${counts}\n\n${list}`
}
