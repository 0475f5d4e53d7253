import type { Diagnostic } from '../errors.ts'
import type { DiskFile } from '../model/disk.ts'
import { decodeBytes } from './bytes.ts'

/**
 * Diagnostics of files that were read byte by byte, with places that count the characters of
 * their text (`decodeBytes`), which is what people are shown. Places in other files stay.
 */
export function placesInText(
  diagnostics: readonly Diagnostic[],
  files: ReadonlyMap<string, DiskFile>,
): Diagnostic[] {
  return diagnostics.map((diagnostic) => {
    const { at } = diagnostic
    const bytes = at && files.get(at.file)?.text
    if (at === undefined || bytes === undefined) return diagnostic
    const offset = decodeBytes(bytes.slice(0, at.offset)).length
    const length = decodeBytes(bytes.slice(at.offset, at.offset + at.length)).length
    return { ...diagnostic, at: { file: at.file, offset, length } }
  })
}
