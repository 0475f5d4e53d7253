import { GwctlError, reasonOf } from '../errors.ts'
import type { ConfTarget } from '../targets/local.ts'
import { remedyFor } from '../targets/remedy.ts'
import { digestOf, readBackup, readCopy, type BackupFile } from './backup.ts'
import type { JournalFile, JournalHeader } from './journal-records.ts'
import type { Sent } from './sent.ts'

/** Every file as it was before; one that somebody else has changed since is left, and said. */
export function undoFiles(
  header: JournalHeader,
  sent: Sent,
  { target, acceptChanges }: { readonly target: ConfTarget; readonly acceptChanges?: boolean },
): string[] {
  const { files } = header
  if (files.length === 0) return []
  const kept = keptBy(target.root, header.id)
  const left = files.map((file) => undoFile(header.id, file, kept, sent, target))
  return left.flatMap(({ changed, message }) =>
    message === undefined || (changed && acceptChanges === true) ? [] : [message],
  )
}

/** The files of a backup by path; throws when one is asked for and the backup cannot be read: what stands as before needs none. */
function keptBy(root: string, id: string): (path: string) => BackupFile | undefined {
  let files: ReadonlyMap<string, BackupFile> | undefined
  return (path) => {
    files ??= new Map(readBackup(root, id).files.map((each) => [each.path, each]))
    return files.get(path)
  }
}

function undoFile(
  id: string,
  { path, sha256Before, sha256After }: JournalFile,
  keptOf: (path: string) => BackupFile | undefined,
  { written }: Sent,
  target: ConfTarget,
): { readonly changed: boolean; readonly message?: string } {
  try {
    target.sweep(path)
    const now = digestOf(target.current(path))
    if (now === sha256Before) return { changed: false }
    const own = now === sha256After || (now !== null && written.get(path)?.has(now) === true)
    if (!own) return { changed: true, message: changedSince(path) }
    if (sha256Before === null) target.remove(path)
    else restoreFile(path, sha256Before, keptOf(path), id, target)
    return { changed: false }
  } catch (error) {
    return { changed: false, message: `${path} could not be put back: ${stepsAfter(error)}` }
  }
}

/** Never anything else than what the journal says stood there; throws when the backup does not have that. */
function restoreFile(
  path: string,
  sha256: string,
  kept: BackupFile | undefined,
  id: string,
  target: ConfTarget,
): void {
  const before = kept === undefined ? null : readCopy(target.root, id, kept)
  if (before === null || digestOf(before) !== sha256)
    throw new GwctlError('GW106', `The backup ${id} does not have what stood there before.`, { hint: '' })
  target.write(path, before, kept?.attributes ?? path)
}

/** What happened, and what to do: the journal is still there, so that `recover` goes on where this ended. */
function stepsAfter(error: unknown): string {
  return `${reasonOf(error)} ${remedyFor(error)}, then run: gwctl recover`
}

function changedSince(path: string): string {
  return `${path} was changed by somebody else since; it was left as it is. Put it right, or keep it with: gwctl recover --accept-changes`
}
