import type { Diagnostic } from '../errors.ts'
import { clip } from './clip.ts'
import { diagnosticsJson, type DiagnosticJson } from './diagnostics.ts'
import { codeSpan, prose } from './markdown-text.ts'

/** Diagnostics as items of a Markdown list, in the order given: where, what is so, and what to do. */
export function diagnosticItems(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
): string[] {
  return diagnosticsJson(diagnostics, sources).map(
    (each) => `- ${placeOf(each)}${prose(clip(messageOf(each), 600))} ${prose(clip(each.hint, 300))}\n`,
  )
}

/** As a sentence, and without the file that stands before it. */
function messageOf({ message, file = '' }: DiagnosticJson): string {
  const bare = message.startsWith(`${file}: `) ? message.slice(file.length + 2) : message
  return /[.!?]$/.test(bare) ? bare : `${bare}.`
}

function placeOf({ file, line, column }: DiagnosticJson): string {
  if (file === undefined) return ''
  const position = line === undefined || column === undefined ? '' : `:${line}:${column}`
  return `${codeSpan(`${clip(file, 200)}${position}`)}: `
}
