import fs from 'node:fs'
import path from 'node:path'
import { GwctlError } from '../errors.ts'
import type { ProfileChange } from '../model/plan.ts'
import { syncDirectory } from '../targets/sync-directory.ts'
import { remedyFor } from '../targets/remedy.ts'
import { systemCode, systemReason } from '../targets/system-error.ts'
import { gwctlDirectory, isConfinedPath } from './gwctl-directory.ts'

/** What is needed to undo an apply without its plan. No value of any parameter is in it. */
export interface JournalHeader {
  readonly formatVersion: '1.0'
  /** Id of the apply, and of its backup. */
  readonly id: string
  /** ISO 8601, UTC. */
  readonly startedAt: string
  /** `apply`, `rollback`, `restore`. */
  readonly purpose: string
  /** Of the FreeSWITCH process that was commanded. */
  readonly coreUuid: string
  readonly files: readonly JournalFile[]
  readonly gateways: readonly JournalGateway[]
  /** Profiles that are started, stopped, restarted, or rescanned for a setting; absent: none. */
  readonly profiles?: readonly JournalProfile[]
  /** Profiles that must not be rescanned: a setting there waits for a restart. Absent: none. */
  readonly noRescan?: readonly string[]
  /** Lists of mod_distributor that are changed, or that gateways leave for a time; absent: none. */
  readonly distributors?: readonly string[]
}

/** A profile that is changed as a whole. */
export interface JournalProfile {
  readonly profile: string
  readonly action: ProfileChange['action'] | 'rescan'
  readonly ranBefore: boolean
  /** A rescan adds settings that were not set before: they stay in force until a restart. */
  readonly sticks?: true
  /** How long FreeSWITCH tries to bind before it gives up. */
  readonly bindSeconds?: number
}

/** A file that is changed; a digest is null where the file does not exist. */
export interface JournalFile {
  readonly path: string
  readonly sha256Before: string | null
  readonly sha256After: string | null
}

/** A gateway that is killed or started. */
export interface JournalGateway {
  readonly profile: string
  readonly gateway: string
  /** Whether it ran before, and was UP. */
  readonly ranBefore: boolean
  readonly upBefore: boolean
  readonly kill: boolean
  readonly start: boolean
  /** It is a canary: the name of the gateway for which it is tried. */
  readonly canaryOf?: string
}

/** What is about to be done: written, and on disk for good, before it is done. */
export type JournalRecord =
  /** With the digest of what is written; null where it is removed, absent in journals of older versions. */
  | { readonly kind: 'file'; readonly path: string; readonly sha256?: string | null }
  /** Commands of one kind that follow each other: any of them may have been sent. */
  | { readonly kind: 'commands'; readonly commands: readonly string[] }
  | { readonly kind: 'putting-back'; readonly code: string }
  /** Everything was done and proven; what is left is to close the journal. */
  | { readonly kind: 'verified' }

/** The journal of one apply. Every method returns when the record is on disk for good; throws GW501. */
export interface Journal {
  readonly header: JournalHeader
  append(...records: readonly JournalRecord[]): void
  /** Ends the apply: the journal goes to its backup, and the next run finds none. */
  close(): void
}

/** A journal that was left behind: what it says was being done. */
export interface LeftJournal {
  readonly header: JournalHeader
  readonly records: readonly JournalRecord[]
}

/** Begins the journal of an apply. Only the holder of the lock may; throws GW311 when one was left behind. */
export function beginJournal(root: string, header: JournalHeader): Journal {
  const file = journalFile(root)
  const fd = openNew(file, root)
  try {
    appendLines(fd, file, [header])
    syncDirectory(path.dirname(file))
  } catch (error) {
    dropUnbegun(fd, file)
    throw error instanceof GwctlError ? error : cannotWrite(file, error)
  }
  return openedJournal(root, file, fd, header)
}

/** Goes on with a journal that was left behind. */
export function continueJournal(root: string, header: JournalHeader): Journal {
  const file = journalFile(root)
  try {
    const fd = fs.openSync(file, 'a', 0o600)
    // A line that was cut by a crash must not be joined with the next one.
    fs.writeFileSync(fd, '\n')
    return openedJournal(root, file, fd, header)
  } catch (error) {
    throw cannotWrite(file, error)
  }
}

/**
 * The journal of an apply that did not come to its end; undefined when there is none. A last line
 * that was cut by the crash is left out: what it was to announce was never begun.
 */
export function readLeftJournal(root: string): LeftJournal | undefined {
  const file = journalFile(root)
  const text = readIfThere(file)
  if (text === undefined) return undefined
  const [header, ...records] = text.split('\n').flatMap(parseLine)
  if (isHeader(header)) return { header, records: records.filter(isRecord) }
  if (records.length > 0) throw damaged(file)
  // Not even its first line is whole: nothing was begun.
  fs.rmSync(file, { force: true })
  return undefined
}

/** The journal of an apply that came to its end, from its backup; undefined when there is none that can be read. */
export function readClosedJournal(root: string, id: string): LeftJournal | undefined {
  const text = readIfThere(path.join(root, '.gwctl', 'backups', id, 'journal.jsonl'))
  const [header, ...records] = (text ?? '').split('\n').flatMap(parseLine)
  return isHeader(header) ? { header, records: records.filter(isRecord) } : undefined
}

function journalFile(root: string): string {
  return path.join(root, '.gwctl', 'journal.jsonl')
}

function openNew(file: string, root: string): number {
  gwctlDirectory(root)
  try {
    return fs.openSync(file, 'ax', 0o600)
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw leftBehind()
    throw cannotWrite(file, error)
  }
}

/** The refusal to do anything before an interrupted apply is cleared up. */
export function leftBehind(): GwctlError {
  return new GwctlError(
    'GW311',
    'An earlier apply was interrupted and has not been cleared up. Nothing was changed.',
    {
      hint: 'Run `gwctl recover`: it finishes or undoes that apply.',
    },
  )
}

function openedJournal(root: string, file: string, fd: number, header: JournalHeader): Journal {
  return {
    header,
    append: (...records) => appendLines(fd, file, records),
    close: () => {
      try {
        putAway(file, path.join(root, '.gwctl', 'backups', header.id))
      } catch (error) {
        throw cannotWrite(file, error)
      }
      fs.closeSync(fd)
    },
  }
}

/** Journal and backup of an apply belong together from its end on. */
function putAway(file: string, backup: string): void {
  if (fs.existsSync(backup)) fs.renameSync(file, path.join(backup, 'journal.jsonl'))
  else fs.rmSync(file)
  syncDirectory(path.dirname(file))
}

/** Whole lines, on disk for good, or nothing of them: half a line would spoil the next one, too. */
function appendLines(fd: number, file: string, lines: readonly (JournalHeader | JournalRecord)[]): void {
  const size = fs.fstatSync(fd).size
  try {
    // Unlike writeSync this goes on after a short write, until the disk says that it is full.
    fs.writeFileSync(fd, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    fs.fsyncSync(fd)
  } catch (error) {
    truncateIfPossible(fd, size)
    throw cannotWrite(file, error)
  }
}

function truncateIfPossible(fd: number, size: number): void {
  try {
    fs.ftruncateSync(fd, size)
  } catch {
    // A record too many is taken for one whose effect was not begun, and undone all the same.
  }
}

/** Nothing was begun: no journal must say that something was. One that cannot be removed has nothing to undo. */
function dropUnbegun(fd: number, file: string): void {
  try {
    fs.closeSync(fd)
    fs.rmSync(file, { force: true })
  } catch {
    // The failure that is told is the first one.
  }
}

function damaged(file: string): GwctlError {
  return new GwctlError('GW106', `The journal ${file} is damaged: its first line cannot be read.`, {
    hint: 'Compare the files with the newest backup beside it, put them right by hand, then remove the journal.',
  })
}

function cannotWrite(file: string, error: unknown): GwctlError {
  return new GwctlError('GW501', `The journal ${file} cannot be written: ${systemReason(error)}.`, {
    hint: `${remedyFor(error)}, then run \`gwctl recover\` if an apply was under way.`,
    cause: error,
  })
}

function readIfThere(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw new GwctlError('GW106', `The journal ${file} cannot be read: ${systemReason(error)}.`, {
      hint: 'Run gwctl as the user who may read it.',
      cause: error,
    })
  }
}

function parseLine(line: string): unknown[] {
  try {
    return line === '' ? [] : [JSON.parse(line)]
  } catch {
    return []
  }
}

function isHeader(read: unknown): read is JournalHeader {
  return (
    isObject(read) &&
    ['id', 'startedAt', 'purpose', 'coreUuid'].every((name) => typeof read[name] === 'string') &&
    isListOf(read['files'], (each) => isConfinedPath(each['path'])) &&
    isListOf(
      read['gateways'],
      (each) => typeof each['gateway'] === 'string' && typeof each['profile'] === 'string',
    ) &&
    isListOf(read['profiles'] ?? [], isProfile) &&
    isTexts(read['noRescan'] ?? []) &&
    isTexts(read['distributors'] ?? [])
  )
}

function isProfile(read: Record<string, unknown>): boolean {
  const { profile, action } = { profile: undefined, action: undefined, ...read }
  return typeof profile === 'string' && typeof action === 'string'
}

function isTexts(read: unknown): boolean {
  return Array.isArray(read) && read.every((each) => typeof each === 'string')
}

/** A record of another form is no record of gwctl. */
function isRecord(read: unknown): read is JournalRecord {
  if (!isObject(read)) return false
  switch (read['kind']) {
    case 'file':
      return typeof read['path'] === 'string'
    case 'commands':
      return isTexts(read['commands'])
    case 'putting-back':
    case 'verified':
      return true
  }
  return false
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isListOf(value: unknown, holds: (each: Record<string, unknown>) => boolean): boolean {
  return Array.isArray(value) && value.every((each: unknown) => isObject(each) && holds(each))
}
