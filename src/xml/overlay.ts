import type { ConfReader, Disk } from '../model/disk.ts'
import { readFromMemory } from './memory-reader.ts'

/**
 * A configuration directory that was read, with some files in other words (latin1) or gone (null).
 * Patterns match what they matched, and new files by their names.
 */
export function readWith(
  disk: Disk,
  changes: readonly { readonly path: string; readonly after: string | null }[],
): ConfReader {
  const files = new Map([...disk.files].map(([path, { text }]) => [path, text]))
  for (const { path, after } of changes) {
    if (after === null) files.delete(path)
    else files.set(path, after)
  }
  const reader = readFromMemory(files, [...disk.files.keys()])
  return {
    read: (path) => reader.read(path),
    glob: (pattern) => {
      const known = (disk.includes?.get(pattern) ?? []).filter((path) => files.has(path))
      return { paths: [...new Set([...known, ...reader.glob(pattern).paths])] }
    },
  }
}
