import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { desiredGateways, type Desired, type DesiredGateway } from '../model/desired.ts'
import { gatewayPath } from '../model/gateway.ts'
import { systemReason } from '../targets/system-error.ts'
import { GwctlError } from '../errors.ts'
import { namesOfSecrets } from '../plan/hide-secrets.ts'
import { gwctlDirectory } from './gwctl-directory.ts'

/**
 * What protects against input that was cut off: a YAML file that lost its end can still be
 * well-formed, and then seems to say that the gateways at its end shall go.
 *
 * After an apply it is kept, of each input file, which gateway stood last in it and the digests of
 * its beginnings, one for each line end. Later input is doubted when such a last gateway is not in
 * it any more (whatever was cut off, that one was), and taken for cut off when it equals such a
 * beginning. YAML's own end mark, a line `...` at the end of every file, dispels the doubt.
 * Without any record (a first apply) nothing else shows that the input is complete.
 */
const RECORD = path.join('.gwctl', 'input.json')

interface InputRecord {
  readonly formatVersion: '1.0'
  /** By file name. */
  readonly files: Readonly<Record<string, FileRecord>>
  /** By gateway: the names of its params and variables whose values came from secrets; by `PROFILE/`: of its settings. */
  readonly secrets: Readonly<Record<string, readonly string[]>>
}

interface FileRecord {
  /** `PROFILE/NAME` of the gateway that stands last; absent when none stands there. */
  readonly last?: string
  /** Digests of the text up to each line end, the whole file last. */
  readonly beginnings: readonly string[]
}

/** Why the input may not be whole. `cut`: it equals a beginning of what was applied last. */
export interface Doubt {
  readonly reason: string
  readonly cut: boolean
}

/** The input, as it was read. */
export interface RecordedInput {
  readonly desired: Desired
  readonly sources: ReadonlyMap<string, string>
}

/** Why what the input no longer names must not be deleted; undefined when it may be. */
export function doubtCompleteness(root: string, { desired, sources }: RecordedInput): Doubt | undefined {
  const open = [...sources].filter(([, text]) => !endsWithMark(text))
  if (open.length === 0) return undefined
  const record = readRecord(root)
  if (record === undefined || Object.keys(record.files).length === 0) {
    return { reason: 'Nothing was applied here before that shows the input to be complete.', cut: false }
  }
  const known = Object.values(record.files)
  // By content, not by name: the same files may be applied from another directory.
  const short = open.find(([, text]) => known.some((each) => isBeginning(each.beginnings, text)))
  if (short !== undefined) {
    return { reason: `${short[0]} is what was applied last without its end: it may be cut off.`, cut: true }
  }
  const named = new Set(desiredGateways(desired).map((each) => gatewayPath(each.profile, each.name)))
  const lost = known.find((each) => each.last !== undefined && !named.has(each.last))?.last
  return lost === undefined
    ? undefined
    : {
        reason: `${lost}, which stood last in a file, is gone with it: the input may be cut off.`,
        cut: false,
      }
}

/** Keeps the record after an apply; writes nothing when it is the same. `root` is the configuration directory. */
export function recordInput(root: string, { desired, sources }: RecordedInput): void {
  const files = Object.fromEntries(
    [...sources].map(([file, text]) => [file, { ...lastIn(file, desired), beginnings: beginnings(text) }]),
  )
  writeRecord(root, { formatVersion: '1.0', files, secrets: allSecrets(root, desired) })
}

/**
 * Keeps which values come from secrets; before any of them is written, so that they are known as
 * secrets however the apply ends. What was one once stays one: a rollback may bring it back.
 */
export function rememberSecrets(root: string, desired: Desired): void {
  const files = readRecord(root)?.files ?? {}
  try {
    writeRecord(root, { formatVersion: '1.0', files, secrets: allSecrets(root, desired) })
  } catch (error) {
    if (error instanceof GwctlError) throw error
    throw new GwctlError('GW501', `${path.join(root, RECORD)} cannot be written: ${systemReason(error)}.`, {
      hint: 'Check free space and permissions there; nothing was changed.',
      cause: error,
    })
  }
}

function allSecrets(root: string, desired: Desired): InputRecord['secrets'] {
  const known = new Map(knownSecrets(root))
  for (const [gateway, names] of namesOfSecrets(desired))
    known.set(gateway, [...new Set([...(known.get(gateway) ?? []), ...names])])
  return Object.fromEntries(known)
}

function writeRecord(root: string, record: InputRecord): void {
  const text = JSON.stringify(record)
  const file = path.join(root, RECORD)
  if (fs.existsSync(file) && fs.readFileSync(file, 'utf8') === text) return
  gwctlDirectory(root)
  fs.writeFileSync(`${file}.new`, text, { mode: 0o600 })
  fs.renameSync(`${file}.new`, file)
}

/** By gateway, the names of params and variables, and by `PROFILE/` of settings, whose values came from secrets in what was applied before. */
export function knownSecrets(root: string): ReadonlyMap<string, readonly string[]> {
  return new Map(Object.entries(readRecord(root)?.secrets ?? {}))
}

function lastIn(file: string, desired: Desired): { last?: string } {
  const here = desiredGateways(desired).filter((each) => each.at.file === file)
  const last = here.reduce<DesiredGateway | undefined>(
    (latest, each) => (latest === undefined || each.at.offset > latest.at.offset ? each : latest),
    undefined,
  )
  return last === undefined ? {} : { last: gatewayPath(last.profile, last.name) }
}

function endsWithMark(text: string): boolean {
  return /(^|\n)\.\.\.[ \t]*(\r?\n)*$/.test(text)
}

function isBeginning(known: readonly string[], text: string): boolean {
  const whole = beginnings(text).at(-1)
  const at = whole === undefined ? -1 : known.indexOf(whole)
  return at >= 0 && at < known.length - 1
}

/** One short digest for each line end, of everything before it. */
function beginnings(text: string): string[] {
  const hash = createHash('sha256')
  return (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((line) => {
    hash.update(line)
    return hash.copy().digest('base64url').slice(0, 16)
  })
}

function readRecord(root: string): InputRecord | undefined {
  try {
    const read: unknown = JSON.parse(fs.readFileSync(path.join(root, RECORD), 'utf8'))
    return isRecord(read) ? read : undefined
  } catch {
    // A record that is missing or damaged protects nothing: the same as none.
    return undefined
  }
}

function isRecord(read: unknown): read is InputRecord {
  if (!isObject(read) || !isObject(read['files']) || !isObject(read['secrets'])) return false
  const files = Object.values(read['files'])
  return (
    files.every((each) => isObject(each) && isTexts(each['beginnings'])) &&
    Object.values(read['secrets']).every(isTexts)
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}
