import fs from 'node:fs'
import path from 'node:path'
import { GwctlError } from '../errors.ts'
import { listBackups, readBackup, type BackupManifest } from './backup.ts'
import { readClosedJournal, readLeftJournal } from './journal.ts'

/**
 * How the apply ended that a backup was made for. `interrupted`: it was killed and is not cleared
 * up. `not-begun`: nothing was written after the backup.
 */
export type BackupOutcome = 'applied' | 'put-back' | 'interrupted' | 'not-begun'

/** What a list of backups tells. */
export type BackupSummary =
  | {
      readonly id: string
      readonly manifest: BackupManifest
      readonly outcome: BackupOutcome
      /** Of its directory, in bytes. */
      readonly size: number
    }
  | {
      readonly id: string
      /** Why it cannot be used. */
      readonly damage: string
    }

/** All backups, newest first. */
export function summarizeBackups(root: string): BackupSummary[] {
  const left = readLeftJournal(root)?.header.id
  return listBackups(root)
    .reverse()
    .map((id) => summarize(root, id, left))
}

/** One backup. Throws GW106 when there is none, or it cannot be read. */
export function readSummary(root: string, id: string): Extract<BackupSummary, { manifest: unknown }> {
  const manifest = readBackup(root, id)
  const left = readLeftJournal(root)?.header.id
  return describe(root, manifest, left)
}

function describe(
  root: string,
  manifest: BackupManifest,
  left: string | undefined,
): Extract<BackupSummary, { manifest: unknown }> {
  const { id } = manifest
  return { id, manifest, outcome: outcomeOf(root, id, left), size: sizeOf(root, id) }
}

function summarize(root: string, id: string, left: string | undefined): BackupSummary {
  try {
    return describe(root, readBackup(root, id), left)
  } catch (error) {
    if (error instanceof GwctlError) return { id, damage: error.message }
    throw error
  }
}

/** A journal is moved to its backup when everything was proven, or when everything was put back. */
function outcomeOf(root: string, id: string, left: string | undefined): BackupOutcome {
  if (left === id) return 'interrupted'
  const closed = readClosedJournal(root, id)
  if (closed === undefined) return 'not-begun'
  const last = closed.records.findLast(({ kind }) => kind === 'verified' || kind === 'putting-back')
  return last?.kind === 'verified' ? 'applied' : 'put-back'
}

function sizeOf(root: string, id: string): number {
  const directory = path.join(root, '.gwctl', 'backups', id)
  return fs
    .readdirSync(directory)
    .reduce((sum, name) => sum + fs.statSync(path.join(directory, name)).size, 0)
}
