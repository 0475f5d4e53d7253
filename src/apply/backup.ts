import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { GwctlError } from '../errors.ts'
import type { FileChange } from '../model/plan.ts'
import { systemReason } from '../targets/system-error.ts'

/** What a backup's manifest.json says of each file, so that it can be put back by hand, too. */
export interface BackupManifest {
  readonly formatVersion: '1.0'
  readonly id: string
  /** ISO 8601, UTC. */
  readonly createdAt: string
  readonly files: readonly BackupFile[]
}

export interface BackupFile {
  /** Relative to the configuration directory. */
  readonly path: string
  /** Name of the copy in the backup's directory; null: the file did not exist before. */
  readonly copy: string | null
  /** Of the previous bytes; null: it did not exist. */
  readonly sha256: string | null
}

const GWCTL_DIRECTORY = '.gwctl'

/**
 * Keeps the previous bytes of every file that a plan changes under
 * `<conf>/.gwctl/backups/<id>/` (0700, files 0600: they hold passwords), on disk for good
 * before anything else is written. Returns the id. Throws GW501.
 */
export function writeBackup(root: string, files: readonly FileChange[], now: Date): string {
  const id = backupId(now)
  const directory = path.join(root, GWCTL_DIRECTORY, 'backups', id)
  try {
    prepareDirectory(root)
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 })
    const entries = files.map((file, index) => keepCopy(directory, file, index))
    const manifest: BackupManifest = {
      formatVersion: '1.0',
      id,
      createdAt: now.toISOString(),
      files: entries,
    }
    writeSynced(path.join(directory, 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`, 'utf8')
    syncPath(directory)
    syncPath(path.dirname(directory))
    return id
  } catch (error) {
    if (error instanceof GwctlError) throw error
    throw new GwctlError('GW501', `The backup ${directory} cannot be written: ${systemReason(error)}.`, {
      hint: 'Check free space and permissions there; nothing was changed.',
      cause: error,
    })
  }
}

/** Drops the oldest backups beyond `keep`; one that cannot be dropped is left. */
export function dropOldBackups(root: string, keep: number): void {
  const directory = path.join(root, GWCTL_DIRECTORY, 'backups')
  const ids = fs.readdirSync(directory).sort()
  for (const id of ids.slice(0, Math.max(0, ids.length - keep))) {
    fs.rmSync(path.join(directory, id), { recursive: true, force: true })
  }
}

/** gwctl's own directory, which holds secrets: for nobody else, and not for git. */
function prepareDirectory(root: string): void {
  const directory = path.join(root, GWCTL_DIRECTORY)
  fs.mkdirSync(path.join(directory, 'backups'), { recursive: true, mode: 0o700 })
  fs.chmodSync(directory, 0o700)
  const ignore = path.join(directory, '.gitignore')
  if (!fs.existsSync(ignore)) writeSynced(ignore, '*\n', 'utf8')
}

function keepCopy(directory: string, file: FileChange, index: number): BackupFile {
  if (file.before === null) return { path: file.path, copy: null, sha256: null }
  const copy = `${String(index + 1).padStart(4, '0')}-${path.basename(file.path)}`
  writeSynced(path.join(directory, copy), file.before, 'latin1')
  return { path: file.path, copy, sha256: createHash('sha256').update(file.before, 'latin1').digest('hex') }
}

function writeSynced(file: string, text: string, encoding: 'latin1' | 'utf8'): void {
  const fd = fs.openSync(file, 'wx', 0o600)
  try {
    fs.writeFileSync(fd, text, encoding)
    fs.fsyncSync(fd)
  } finally {
    fs.closeSync(fd)
  }
}

function syncPath(directory: string): void {
  const fd = fs.openSync(directory, 'r')
  fs.fsyncSync(fd)
  fs.closeSync(fd)
}

/** Sorts by time: `20261123T101500.123Z`. */
function backupId(now: Date): string {
  return now.toISOString().replace(/[-:]/g, '')
}
