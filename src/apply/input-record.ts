import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

/**
 * What protects against input that was cut off: a YAML file that lost its end can still be
 * well-formed, and then seems to say that the gateways at its end shall go.
 *
 * After every apply the digests of each input file's beginnings are kept, one for each line end.
 * A file that equals such a beginning of what was applied last is not taken as complete, unless
 * it ends with YAML's own end mark, a line `...`. Without any record (a first apply) nothing
 * shows that a file is complete but that mark.
 */
const RECORD = path.join('.gwctl', 'input.json')

interface InputRecord {
  readonly formatVersion: '1.0'
  /** By file name: digests of the text up to each line end, the whole file last. */
  readonly files: Readonly<Record<string, readonly string[]>>
}

/** Why the input may not be whole. `cut`: it equals a beginning of what was applied last. */
export interface Doubt {
  readonly reason: string
  readonly cut: boolean
}

/** Why what these files no longer name must not be deleted; undefined when it may be. */
export function doubtCompleteness(root: string, sources: ReadonlyMap<string, string>): Doubt | undefined {
  const open = [...sources].filter(([, text]) => !endsWithMark(text))
  if (open.length === 0) return undefined
  const record = readRecord(root)
  if (record === undefined) {
    return { reason: 'Nothing was applied here before that shows the input to be complete.', cut: false }
  }
  // By content, not by name: the same files may be applied from another directory.
  const known = Object.values(record.files)
  const short = open.find(([, text]) => known.some((each) => isBeginning(each, text)))
  return (
    short && { reason: `${short[0]} is what was applied last without its end: it may be cut off.`, cut: true }
  )
}

/** Keeps the record after an apply. `root` is the configuration directory. */
export function recordInput(root: string, sources: ReadonlyMap<string, string>): void {
  const files = Object.fromEntries([...sources].map(([file, text]) => [file, beginnings(text)]))
  const record: InputRecord = { formatVersion: '1.0', files }
  const file = path.join(root, RECORD)
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  fs.writeFileSync(`${file}.new`, JSON.stringify(record), { mode: 0o600 })
  fs.renameSync(`${file}.new`, file)
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
  if (typeof read !== 'object' || read === null || !('files' in read)) return false
  const { files } = read
  return typeof files === 'object' && files !== null && Object.values(files).every(isListOfTexts)
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}
