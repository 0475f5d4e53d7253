import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { GwctlError } from '../errors.ts'
import type { FileAttributes, FileChange, Range } from '../model/plan.ts'
import type { ConfTarget } from '../targets/local.ts'
import { syncDirectory } from '../targets/sync-directory.ts'
import { syncFiles } from '../targets/sync-files.ts'
import { systemReason } from '../targets/system-error.ts'
import { gwctlDirectory, isConfinedPath } from './gwctl-directory.ts'

/** What a backup's manifest.json says of each file, so that it can be put back by hand, too. */
export interface BackupManifest {
  readonly formatVersion: '1.0'
  readonly id: string
  /** ISO 8601, UTC. */
  readonly createdAt: string
  /** What it was made for: `apply` ... */
  readonly purpose: string
  readonly files: readonly BackupFile[]
}

/** One file as it was before; `copy`, `sha256` and `attributes` are null where it did not exist. */
export interface BackupFile {
  /** Relative to the configuration directory. */
  readonly path: string
  /** Name of the copy in the backup's directory. */
  readonly copy: string | null
  readonly sha256: string | null
  readonly attributes: FileAttributes | null
  /** Of what was written in its place; null where it was removed. */
  readonly sha256After: string | null
  /** Byte ranges that must never be shown, of the copy and of what was written. */
  readonly sensitiveBefore: readonly Range[]
  readonly sensitiveAfter: readonly Range[]
}

/** Sorts by time: `20261123T101500.123Z`. */
export function backupId(now: Date): string {
  return now.toISOString().replace(/[-:]/g, '')
}

/**
 * The id of the next backup: by the clock, but later than any that is there. A clock that jumps
 * back must not make the newest backup the oldest: retention would drop it while it is needed.
 */
export function nextBackupId(root: string, now: Date): string {
  const newest = listBackups(root).at(-1) ?? ''
  const id = backupId(now)
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)([\d.]{6}Z)$/.exec(newest)
  if (id > newest || parts === null) return id
  const [, year, month, day, hour, minute, seconds] = parts
  const after = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${seconds}`) + 1
  return Number.isNaN(after) ? id : backupId(new Date(after))
}

/** SHA-256 of a file's bytes, in hex; null for a file that does not exist. */
export function digestOf(latin1: string): string
export function digestOf(latin1: string | null): string | null
export function digestOf(latin1: string | null): string | null {
  return latin1 === null ? null : createHash('sha256').update(latin1, 'latin1').digest('hex')
}

/**
 * Keeps the previous bytes of every file that a plan changes under
 * `<conf>/.gwctl/backups/<id>/` (0700, files 0600: they hold passwords), on disk for good
 * before anything else is written. Rejects with GW501.
 */
export async function writeBackup(
  target: ConfTarget,
  files: readonly FileChange[],
  about: { readonly id: string; readonly purpose: string; readonly date: Date },
): Promise<BackupManifest> {
  const directory = backupDirectory(target.root, about.id)
  try {
    gwctlDirectory(target.root)
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 })
    const manifest: BackupManifest = {
      formatVersion: '1.0',
      id: about.id,
      createdAt: about.date.toISOString(),
      purpose: about.purpose,
      files: files.map((file, index) => keepCopy(target, directory, file, index)),
    }
    writeNew(path.join(directory, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`, 'utf8')
    const copies = manifest.files.flatMap(({ copy }) => copy ?? [])
    await syncFiles([...copies, MANIFEST].map((name) => path.join(directory, name)))
    syncDirectory(directory)
    syncDirectory(path.dirname(directory))
    return manifest
  } catch (error) {
    if (error instanceof GwctlError) throw error
    throw new GwctlError('GW501', `The backup ${directory} cannot be written: ${systemReason(error)}.`, {
      hint: 'Check free space and permissions there; nothing was changed.',
      cause: error,
    })
  }
}

/** The manifest of one backup. Throws GW106 when there is no such backup or it cannot be read. */
export function readBackup(root: string, id: string): BackupManifest {
  const file = path.join(backupDirectory(root, id), MANIFEST)
  try {
    const read: unknown = JSON.parse(fs.readFileSync(file, 'utf8'))
    if (isManifest(read) && read.id === path.basename(id)) return read
  } catch (error) {
    throw unreadable(id, systemReason(error), error)
  }
  throw unreadable(id, 'its manifest.json is damaged')
}

/** The kept bytes of one file; null: it did not exist. Throws GW106 when they are not what was kept. */
export function readCopy(root: string, id: string, file: BackupFile): string | null {
  if (file.copy === null) return null
  const copy = path.join(backupDirectory(root, id), path.basename(file.copy))
  let text: string
  try {
    text = fs.readFileSync(copy, 'latin1')
  } catch (error) {
    throw unreadable(id, systemReason(error), error)
  }
  if (digestOf(text) === file.sha256) return text
  throw unreadable(id, `its copy of ${file.path} is not what was kept (another SHA-256)`)
}

/** Ids of the backups that are there, oldest first. */
export function listBackups(root: string): string[] {
  const directory = path.join(root, '.gwctl', 'backups')
  if (!fs.existsSync(directory)) return []
  return fs.readdirSync(directory).sort()
}

/** Drops the oldest backups beyond `keep`, but never the newest. */
export function dropOldBackups(root: string, keep: number): void {
  const ids = listBackups(root)
  for (const id of ids.slice(0, Math.max(0, ids.length - Math.max(1, keep)))) {
    fs.rmSync(backupDirectory(root, id), { recursive: true, force: true })
  }
}

const MANIFEST = 'manifest.json'

function backupDirectory(root: string, id: string): string {
  return path.join(root, '.gwctl', 'backups', path.basename(id))
}

function keepCopy(target: ConfTarget, directory: string, file: FileChange, index: number): BackupFile {
  const { sensitiveBefore, sensitiveAfter } = file
  const written = { sha256After: digestOf(file.after), sensitiveBefore, sensitiveAfter }
  if (file.before === null) return { path: file.path, copy: null, sha256: null, attributes: null, ...written }
  const copy = `${String(index + 1).padStart(4, '0')}-${path.basename(file.path)}`
  writeNew(path.join(directory, copy), file.before, 'latin1')
  return {
    path: file.path,
    copy,
    sha256: digestOf(file.before),
    attributes: target.attributes(file.path) ?? null,
    ...written,
  }
}

function writeNew(file: string, text: string, encoding: 'latin1' | 'utf8'): void {
  fs.writeFileSync(file, text, { encoding, flag: 'wx', mode: 0o600 })
}

function isManifest(read: unknown): read is BackupManifest {
  if (typeof read !== 'object' || read === null || !('files' in read)) return false
  const texts = ['id', 'createdAt', 'purpose'].every((name) => typeof Reflect.get(read, name) === 'string')
  return texts && Array.isArray(read.files) && read.files.every(isBackupFile)
}

function isBackupFile(read: unknown): boolean {
  if (typeof read !== 'object' || read === null || !isConfinedPath(Reflect.get(read, 'path'))) return false
  const digests: unknown[] = ['copy', 'sha256', 'sha256After'].map((name): unknown => Reflect.get(read, name))
  const ranges: unknown[] = ['sensitiveBefore', 'sensitiveAfter'].map((name): unknown =>
    Reflect.get(read, name),
  )
  return digests.every((each) => each === null || typeof each === 'string') && ranges.every(isRanges)
}

/** Ranges that are not whole numbers would hide nothing. */
function isRanges(read: unknown): boolean {
  return (
    Array.isArray(read) &&
    read.every(
      (each: unknown) =>
        typeof each === 'object' &&
        each !== null &&
        Number.isInteger(Reflect.get(each, 'start')) &&
        Number.isInteger(Reflect.get(each, 'end')),
    )
  )
}

function unreadable(id: string, why: string, cause?: unknown): GwctlError {
  return new GwctlError('GW106', `The backup ${id} cannot be read: ${why}.`, {
    hint: 'List the backups with `gwctl backup list`, and choose another one.',
    cause,
  })
}
