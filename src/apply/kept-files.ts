import type { Range } from '../model/plan.ts'
import type { KeptFile } from '../plan/restore-plan.ts'
import type { ConfTarget } from '../targets/local.ts'
import { digestOf, readCopy, type BackupFile, type BackupManifest } from './backup.ts'
import { summarizeBackups } from './backup-summary.ts'

/**
 * The files of a backup beside what stands in their place now. Whatever bytes any backup knows,
 * as kept or as written, their secrets are known by place. Throws GW106 when a copy is not
 * what was kept.
 */
export function readKeptFiles(target: ConfTarget, backup: BackupManifest): KeptFile[] {
  const known = knownTexts(target.root)
  // What ended as it began was only written for a time: nothing of it is to be undone.
  const changed = backup.files.filter((file) => file.sha256 !== file.sha256After)
  return changed.map((file) => readKeptFile(target, backup.id, file, known))
}

function readKeptFile(
  target: ConfTarget,
  id: string,
  file: BackupFile,
  known: ReadonlyMap<string, KnownText>,
): KeptFile {
  const kept = readCopy(target.root, id, file)
  const now = target.current(file.path)
  const digest = digestOf(now)
  const sensitiveNow = now === null ? [] : known.get(keyOf(file.path, digest))?.sensitive
  const sensitiveKept = known.get(keyOf(file.path, file.sha256))?.sensitive ?? file.sensitiveBefore
  const asLeft = digest === file.sha256After || now === kept
  const author = known.get(keyOf(file.path, digest))?.by ?? 'another hand'
  return {
    path: file.path,
    now,
    kept,
    ...(file.attributes && { attributes: file.attributes }),
    ...(sensitiveNow && { sensitiveNow }),
    sensitiveKept,
    ...(!asLeft && { changedBy: author }),
  }
}

/** Bytes that gwctl found or wrote once. */
interface KnownText {
  readonly sensitive: readonly Range[]
  /** What wrote them, where it was an apply that stayed. */
  readonly by?: string
}

function keyOf(path: string, digest: string | null): string {
  return `${digest ?? 'none'} ${path}`
}

/** From every backup that can be read. The same bytes may hide more in one than in another: all of it counts. */
function knownTexts(root: string): ReadonlyMap<string, KnownText> {
  const known = new Map<string, KnownText>()
  const add = (key: string, sensitive: readonly Range[], by?: string): void => {
    const before = known.get(key)
    const author = by ?? before?.by
    known.set(key, {
      sensitive: [...(before?.sensitive ?? []), ...sensitive],
      ...(author !== undefined && { by: author }),
    })
  }
  for (const backup of summarizeBackups(root).reverse()) {
    if (!('manifest' in backup)) continue
    const { manifest, outcome } = backup
    for (const file of manifest.files) {
      add(keyOf(file.path, file.sha256), file.sensitiveBefore)
      const by = outcome === 'applied' ? `${manifest.purpose} ${manifest.id}` : undefined
      add(keyOf(file.path, file.sha256After), file.sensitiveAfter, by)
    }
  }
  return known
}
