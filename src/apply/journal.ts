import fs from 'node:fs'
import path from 'node:path'
import { GwctlError } from '../errors.ts'
import { syncDirectory } from '../targets/sync-directory.ts'
import { remedyFor } from '../targets/remedy.ts'
import { systemCode, systemReason } from '../targets/system-error.ts'
import { gwctlDirectory } from './gwctl-directory.ts'
import { readJournal, type JournalHeader, type JournalRecord, type LeftJournal } from './journal-records.ts'

/** The journal of one apply. Every method returns when the record is on disk for good; throws GW501. */
export interface Journal {
  readonly header: JournalHeader
  append(...records: readonly JournalRecord[]): void
  /** Ends the apply: the journal goes to its backup, and the next run finds none. */
  close(): void
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
  const { journal, lines } = readJournal(text)
  if (journal !== undefined) return journal
  if (lines > 1) throw damaged(file)
  // Not even its first line is whole: nothing was begun, or another run is just writing it.
  return undefined
}

/** The journal of an apply that came to its end, from its backup; undefined when there is none that can be read. */
export function readClosedJournal(root: string, id: string): LeftJournal | undefined {
  const text = readIfThere(path.join(root, '.gwctl', 'backups', id, 'journal.jsonl'))
  return readJournal(text ?? '').journal
}

function journalFile(root: string): string {
  return path.join(root, '.gwctl', 'journal.jsonl')
}

function openNew(file: string, root: string): number {
  gwctlDirectory(root)
  if (readLeftJournal(root) !== undefined) throw leftBehind()
  try {
    // What is left of one that never began.
    fs.rmSync(file, { force: true })
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
