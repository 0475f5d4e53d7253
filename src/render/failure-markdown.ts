import type { GwctlError, InputError } from '../errors.ts'
import { clip } from './clip.ts'
import { diagnosticItems } from './diagnostics-markdown.ts'
import { fit } from './fit.ts'
import { count } from './markdown-block.ts'
import { codeSpan, prose } from './markdown-text.ts'
import { MOST_CHARACTERS } from './plan-markdown.ts'

/** For the title, and for the line that counts. */
const AROUND = 200

/**
 * A failure as the comment on a pull request that the plan would have been: what is wrong, where, and
 * what to do; errors first. Never longer than `MOST_CHARACTERS`; what is left out is counted. Ends with a line end.
 */
export function failureMarkdown(failure: GwctlError | InputError): string {
  if (failure.name === 'GwctlError') {
    const { code, message, hint } = failure
    return `### gwctl failed: ${codeSpan(code)}\n\n${prose(clip(message, 4_000))} ${prose(clip(hint, 1_000))}\n`
  }
  const bySeverity = (['error', 'warning'] as const)
    .map((severity) => ({
      severity,
      found: failure.diagnostics.filter((each) => each.severity === severity),
    }))
    .filter(({ found }) => found.length > 0)
  const counts = bySeverity.map(({ severity, found }) => count(found.length, severity))
  const items = diagnosticItems(
    bySeverity.flatMap(({ found }) => found),
    failure.sources,
  )
  const { shown, left } = fit(items, MOST_CHARACTERS - AROUND)
  const more = left > 0 ? `\nNot listed: ${left} more.\n` : ''
  return `### gwctl: ${counts.join(', ')}\n\n${shown.join('')}${more}`
}
