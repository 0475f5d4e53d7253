import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { GwctlError } from '../errors.ts'
import { systemReason } from '../targets/system-error.ts'
import { gwctlDirectory } from './gwctl-directory.ts'

/** One line of `<conf>/.gwctl/audit.jsonl`: who wanted what, and what became of it. No value of any parameter is in it. */
export interface AuditEntry {
  readonly formatVersion: '1.0'
  /** ISO 8601, UTC: when it ended. */
  readonly at: string
  readonly who: Person
  /** `apply`, `rollback`, `restore`, `recover`. */
  readonly purpose: string
  /** Id of the backup; null when nothing was begun. */
  readonly id: string | null
  /** For a rollback and a restore, the backup that was laid back. */
  readonly of?: string
  /** SHA-256 of the plan as `plan --format json` shows it, secrets left out; null where there was no plan. */
  readonly plan: string | null
  /** Absent when the input stands in no git work tree. */
  readonly git?: { readonly commit: string; readonly dirty: boolean }
  readonly outcome: AuditOutcome
  readonly exit: number
  /** Of the failure or the reason for putting back. */
  readonly code?: string
  /** How many gateways, files and commands the plan was about. */
  readonly numbers: Readonly<Record<string, number>>
}

export type AuditOutcome =
  | 'unchanged'
  | 'applied'
  | 'kept'
  | 'put-back'
  | 'stuck'
  /** Nothing was changed: a limit or a check was against it, nobody said yes, it was interrupted, or something broke. */
  | 'refused'
  | 'declined'
  | 'interrupted'
  | 'failed'

/** Who runs gwctl. */
export interface Person {
  readonly user: string
  readonly host: string
  /** Who called sudo. */
  readonly sudoUser?: string
  /** What the pipeline says of itself, by the names of its variables. */
  readonly ci?: Readonly<Record<string, string>>
}

/** Variables in which pipelines say who started what; none of them is a secret. */
export const CI_VARIABLES = [
  'GITHUB_ACTOR',
  'GITHUB_RUN_ID',
  'GITLAB_USER_LOGIN',
  'CI_JOB_ID',
  'BUILD_USER_ID',
  'BUILD_NUMBER',
] as const

export function whoRuns(env: Readonly<Record<string, string | undefined>>): Person {
  const ci = CI_VARIABLES.flatMap((name) => {
    const value = env[name]
    return value === undefined || value === '' ? [] : [[name, value] as const]
  })
  const { SUDO_USER: sudoUser } = env
  return {
    user: userName(),
    host: os.hostname(),
    ...(sudoUser !== undefined && { sudoUser }),
    ...(ci.length > 0 && { ci: Object.fromEntries(ci) }),
  }
}

/** Name of the user of this process; its number where it has no name, as in many containers. */
export function userName(): string {
  try {
    return os.userInfo().username
  } catch {
    return `uid ${String(process.getuid?.())}`
  }
}

/** Adds one line to the audit log, on disk for good when it returns. Throws GW501. */
export function appendAudit(root: string, entry: AuditEntry): void {
  const file = path.join(gwctlDirectory(root), 'audit.jsonl')
  try {
    const fd = fs.openSync(file, 'a+', 0o600)
    try {
      // A line that a crash cut must not be joined with this one.
      fs.writeSync(fd, `${endsWithLine(fd) ? '' : '\n'}${JSON.stringify(entry)}\n`)
      fs.fsyncSync(fd)
    } finally {
      fs.closeSync(fd)
    }
  } catch (error) {
    throw new GwctlError('GW501', `The audit log ${file} cannot be written: ${systemReason(error)}.`, {
      hint: 'Check free space and permissions there.',
      cause: error,
    })
  }
}

function endsWithLine(fd: number): boolean {
  const { size } = fs.fstatSync(fd)
  if (size === 0) return true
  const last = Buffer.alloc(1)
  fs.readSync(fd, last, 0, 1, size - 1)
  return last.toString('latin1') === '\n'
}
