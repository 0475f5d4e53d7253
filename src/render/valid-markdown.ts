import type { Diagnostic } from '../errors.ts'
import { clip } from './clip.ts'
import { diagnosticsDocument } from './diagnostics-document.ts'
import { prose } from './markdown-text.ts'

/**
 * Input that is valid, as a comment on a pull request: how much there is, and what only warns. Ends with a line end.
 *
 * @param gateways  how many there are, as a sentence
 */
export function validMarkdown(
  gateways: string,
  warnings: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
): string {
  const { counts, list } = diagnosticsDocument(warnings, sources)
  const told = counts === '' ? '' : `, ${counts}`
  return `### gwctl: valid${told}\n\n${prose(clip(gateways, 3_000))}\n${list === '' ? '' : `\n${list}`}`
}
