import type { ConfTarget } from '../targets/local.ts'
import { digestOf, readBackup, readCopy, type BackupFile } from './backup.ts'
import type { JournalFile, JournalHeader } from './journal.ts'
import type { Sent } from './run-steps.ts'

/** Every file as it was before; one that somebody else has changed since is left, and said. */
export function undoFiles(
  header: JournalHeader,
  sent: Sent,
  { target, acceptChanges }: { readonly target: ConfTarget; readonly acceptChanges?: boolean },
): string[] {
  const { files } = header
  if (files.length === 0) return []
  try {
    const kept = new Map(readBackup(target.root, header.id).files.map((each) => [each.path, each]))
    const left = files.map((file) => undoFile(header.id, file, kept.get(file.path), sent, target))
    return left.flatMap(({ changed, message }) =>
      message === undefined || (changed && acceptChanges === true) ? [] : [message],
    )
  } catch (error) {
    return [`The files could not be put back: ${messageOf(error)}`]
  }
}

function undoFile(
  id: string,
  { path, sha256Before, sha256After }: JournalFile,
  kept: BackupFile | undefined,
  { written }: Sent,
  target: ConfTarget,
): { readonly changed: boolean; readonly message?: string } {
  try {
    target.sweep(path)
    const now = digestOf(target.current(path))
    if (now === sha256Before) return { changed: false }
    const own = now === sha256After || (now !== null && written.get(path)?.has(now) === true)
    if (!own) return { changed: true, message: changedSince(path) }
    const before = kept === undefined ? null : readCopy(target.root, id, kept)
    if (before === null) target.remove(path)
    else target.write(path, before, kept?.attributes ?? path)
    return { changed: false }
  } catch (error) {
    return { changed: false, message: `${path} could not be put back: ${messageOf(error)}` }
  }
}

function changedSince(path: string): string {
  return `${path} was changed by somebody else since; it was left as it is. Put it right, or keep it with: gwctl recover --accept-changes`
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
