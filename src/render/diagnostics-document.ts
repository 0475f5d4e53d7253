import type { Diagnostic } from '../errors.ts'
import { diagnosticItems } from './diagnostics-markdown.ts'
import { fit } from './fit.ts'
import { count } from './markdown-block.ts'
import { MOST_CHARACTERS } from './plan-markdown.ts'

/** For the title, what stands under it, and the line that counts. */
const AROUND = 5_000

/** The parts of a document that is about diagnostics and nothing else. */
export interface DiagnosticsDocument {
  /** `2 errors, 1 warning`; '' for none. */
  readonly counts: string
  /** A Markdown list, errors first; what it has no room for is counted. */
  readonly list: string
}

export function diagnosticsDocument(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
): DiagnosticsDocument {
  const bySeverity = (['error', 'warning'] as const)
    .map((severity) => ({ severity, found: diagnostics.filter((each) => each.severity === severity) }))
    .filter(({ found }) => found.length > 0)
  const ordered = bySeverity.flatMap(({ found }) => found)
  const { shown, left } = fit(diagnosticItems(ordered, sources), MOST_CHARACTERS - AROUND)
  const more = left > 0 ? `\nNot listed: ${left} more.\n` : ''
  return {
    counts: bySeverity.map(({ severity, found }) => count(found.length, severity)).join(', '),
    list: shown.join('') + more,
  }
}
