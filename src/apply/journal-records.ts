import type { ProfileChange } from '../model/plan.ts'
import { isConfinedPath } from './gwctl-directory.ts'

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
  /** Gateways that ran in it, and that no file would bring back; absent: none. */
  readonly loses?: readonly string[]
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
  /** Whether it ran before, and was UP; one that pings and does not register counts as UP from its first answered ping on. */
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

/** A journal that was left behind: what it says was being done. */
export interface LeftJournal {
  readonly header: JournalHeader
  readonly records: readonly JournalRecord[]
}

/**
 * Reads the lines of a journal: a header, and the records after it. `journal` is absent where the first
 * whole line is no header; what is no record of gwctl is left out.
 */
export function readJournal(text: string): { readonly journal?: LeftJournal; readonly lines: number } {
  const read = text.split('\n').flatMap(parseLine)
  const [header, ...records] = read
  return {
    lines: read.length,
    ...(isHeader(header) && { journal: { header, records: records.filter(isRecord) } }),
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
  const { profile, action, loses } = { profile: undefined, action: undefined, loses: [], ...read }
  return typeof profile === 'string' && typeof action === 'string' && isTexts(loses)
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
