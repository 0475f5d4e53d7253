import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { GwctlError } from '../errors.ts'
import type { ConfReader } from '../model/disk.ts'
import type { FileAttributes } from '../model/plan.ts'
import { globPaths } from './glob.ts'
import { syncDirectory } from './sync-directory.ts'
import { syncFiles } from './sync-files.ts'
import { systemCode, systemReason } from './system-error.ts'

/** A FreeSWITCH configuration directory that can be read and written; paths relative to it, or absolute. */
export interface ConfTarget extends ConfReader {
  /** Absolute path of the directory. */
  readonly root: string
  /** The file's bytes as latin1; null when there is none. Throws GW106 when it cannot be read. */
  current(file: string): string | null
  /** Mode and owner of the file; undefined when there is none. */
  attributes(file: string): FileAttributes | undefined
  /**
   * Replaces the file in one step: at no time is it missing or half written, not even after a
   * power cut. Mode, owner and symbolic links stay. A new file takes the given attributes, or
   * the owner and group of the file `like` and 0640 at most. Throws GW501.
   */
  write(file: string, latin1: string, like: string | FileAttributes): void
  /**
   * Writes what `write` will be given next beside the files, on disk for good: many at once take a fraction of
   * the time. What stands is as it was. After those writes `settle` has to be called. Throws GW501.
   */
  prepare(files: readonly Prepared[]): Promise<void>
  /** Puts on disk for good which files were replaced since `prepare`. Throws GW501. */
  settle(): void
  /** Removes the file, and its directory entry for good. Throws GW501. A missing file is fine. */
  remove(file: string): void
  /** Removes what a crash in the middle of a `write` of this file may have left beside it. */
  sweep(file: string): void
}

/** What `write` will be given. */
export interface Prepared {
  readonly file: string
  readonly latin1: string
  readonly like: string | FileAttributes
}

export function localTarget(root: string): ConfTarget {
  const absolute = (file: string): string => path.resolve(root, file)
  const requireSame = sameDirectory(root)
  const likeOf = (like: string | FileAttributes): string | FileAttributes =>
    typeof like === 'string' ? absolute(like) : like
  const prepared = new Map<string, Temporary>()
  const unsettled = new Set<string>()
  return {
    root,
    read: (file) => readText(absolute(file)),
    glob: (pattern) => globPaths(root, pattern),
    current: (file) => currentText(absolute(file)),
    attributes: (file) => attributesOf(absolute(file)),
    write: (file, latin1, like) => {
      requireSame()
      const ready = prepared.get(file)
      prepared.delete(file)
      if (ready?.latin1 !== latin1) {
        if (ready !== undefined) fs.rmSync(ready.temporary, { force: true })
        return writeAtomic(absolute(file), latin1, likeOf(like))
      }
      orCannotWrite(absolute(file), () => moveInPlace(ready))
      unsettled.add(path.dirname(ready.target))
    },
    prepare: async (files) => {
      requireSame()
      const made = files.map(({ file, latin1, like }) => {
        const ready = orCannotWrite(absolute(file), () =>
          makeTemporary(absolute(file), latin1, likeOf(like), false),
        )
        prepared.set(file, ready)
        return ready.temporary
      })
      await syncFiles(made).catch((error: unknown) => {
        throw cannotWrite(root, error)
      })
    },
    settle: () => {
      for (const directory of unsettled) orCannotWrite(directory, () => syncDirectory(directory))
      unsettled.clear()
    },
    remove: (file) => {
      requireSame()
      removeFile(absolute(file))
    },
    sweep: (file) => sweepTemporaries(absolute(file)),
  }
}

/**
 * What was read of one directory is not for another one: a deploy may move it away, or another in
 * its place, while a change is under way. Its lock and its journal have gone with it then.
 */
function sameDirectory(root: string): () => void {
  const identity = (): string | undefined => {
    const stat = fs.statSync(root, { throwIfNoEntry: false })
    return stat && `${stat.dev} ${stat.ino}`
  }
  const before = identity()
  return () => {
    if (before === undefined || identity() === before) return
    throw new GwctlError(
      'GW501',
      `${root} is not the directory any more that was read: it was moved or replaced.`,
      {
        hint: 'Put it back in its place, then run `gwctl recover`.',
      },
    )
  }
}

/** Far beyond any configuration file; an include of a device or of /proc would never end. */
const MOST_BYTES = 64 * 1024 * 1024

function readText(file: string): { text: string } | { error: string } {
  try {
    const stat = fs.statSync(file)
    if (stat.isDirectory()) return { error: 'it is a directory' }
    if (!stat.isFile()) return { error: 'it is no regular file' }
    if (stat.size > MOST_BYTES) return { error: `it is larger than ${MOST_BYTES / 1024 / 1024} MiB` }
    return { text: fs.readFileSync(file, 'latin1') }
  } catch (error) {
    return { error: systemReason(error) }
  }
}

function currentText(file: string): string | null {
  try {
    return fs.readFileSync(file, 'latin1')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null
    throw new GwctlError('GW106', `${file} cannot be read: ${systemReason(error)}.`, {
      hint: 'Check the permissions of the file and run gwctl as a user who may read it.',
      cause: error,
    })
  }
}

function writeAtomic(file: string, latin1: string, like: string | FileAttributes): void {
  orCannotWrite(file, () => {
    const made = makeTemporary(file, latin1, like, true)
    moveInPlace(made)
    syncDirectory(path.dirname(made.target))
  })
}

function moveInPlace({ temporary, target }: Temporary): void {
  try {
    fs.renameSync(temporary, target)
  } catch (error) {
    fs.rmSync(temporary, { force: true })
    throw error
  }
}

function orCannotWrite<Value>(file: string, act: () => Value): Value {
  try {
    return act()
  } catch (error) {
    throw cannotWrite(file, error)
  }
}

function cannotWrite(file: string, error: unknown): GwctlError {
  return new GwctlError('GW501', `${file} cannot be written: ${systemReason(error)}.`, {
    hint: 'Check free space and the permissions of the file and its directory, then apply again.',
    cause: error,
  })
}

/** A file that is written beside its target. */
interface Temporary {
  readonly temporary: string
  readonly target: string
  readonly latin1: string
}

function makeTemporary(
  file: string,
  latin1: string,
  like: string | FileAttributes,
  forGood: boolean,
): Temporary {
  if (typeof like !== 'string') restoreLink(file, like)
  const target = linkTarget(file)
  const directory = path.dirname(target)
  // A leading dot and another suffix: no include glob of FreeSWITCH matches it.
  const temporary = path.join(directory, `.${path.basename(target)}.gwctl-${randomBytes(6).toString('hex')}`)
  try {
    makeDirectory(directory, like)
    writeTemporary(temporary, latin1, attributesFor(target, like), forGood)
  } catch (error) {
    fs.rmSync(temporary, { force: true })
    throw error
  }
  return { temporary, target, latin1 }
}

/** A file that was a symbolic link, and is gone, becomes one again. */
function restoreLink(file: string, { link }: FileAttributes): void {
  if (link === undefined || fs.lstatSync(file, { throwIfNoEntry: false }) !== undefined) return
  fs.symlinkSync(link, file)
}

function attributesOf(file: string): FileAttributes | undefined {
  const stat = fs.statSync(file, { throwIfNoEntry: false })
  if (stat === undefined) return undefined
  const link = fs.lstatSync(file).isSymbolicLink() ? fs.readlinkSync(file) : undefined
  return { mode: stat.mode & 0o7777, uid: stat.uid, gid: stat.gid, ...(link !== undefined && { link }) }
}

/** A file keeps its own; a new one belongs to whom the profile's file belongs, so that FreeSWITCH can read it. */
function attributesFor(target: string, like: string | FileAttributes): FileAttributes {
  const own = attributesOf(target)
  if (own !== undefined) return own
  if (typeof like !== 'string') return like
  const model = fs.statSync(like, { throwIfNoEntry: false }) ?? fs.statSync(path.dirname(target))
  return { mode: model.mode & 0o640, uid: model.uid, gid: model.gid }
}

/** The names that `writeAtomic` gives its temporary files. */
function sweepTemporaries(file: string): void {
  const target = linkTarget(file)
  const directory = path.dirname(target)
  const prefix = `.${path.basename(target)}.gwctl-`
  if (!fs.existsSync(directory)) return
  for (const name of fs.readdirSync(directory)) {
    if (name.startsWith(prefix) && /^[0-9a-f]{12}$/.test(name.slice(prefix.length))) {
      fs.rmSync(path.join(directory, name), { force: true })
    }
  }
}

function writeTemporary(
  temporary: string,
  latin1: string,
  attributes: FileAttributes,
  forGood: boolean,
): void {
  const fd = fs.openSync(temporary, 'wx', 0o600)
  try {
    fs.writeFileSync(fd, latin1, 'latin1')
    const now = fs.fstatSync(fd)
    if (now.uid !== attributes.uid || now.gid !== attributes.gid) {
      fs.fchownSync(fd, attributes.uid, attributes.gid)
    }
    fs.fchmodSync(fd, attributes.mode)
    if (forGood) fs.fsyncSync(fd)
  } finally {
    fs.closeSync(fd)
  }
}

/** Creates a missing directory of a profile with the owner of the profile's file. */
function makeDirectory(directory: string, like: string | FileAttributes): void {
  const first = fs.mkdirSync(directory, { recursive: true, mode: 0o750 })
  const model = typeof like === 'string' ? fs.statSync(like, { throwIfNoEntry: false }) : like
  if (first === undefined || model === undefined) return
  fs.chownSync(directory, model.uid, model.gid)
  syncDirectory(path.dirname(directory))
}

function removeFile(file: string): void {
  try {
    fs.rmSync(file, { force: true })
    syncDirectory(path.dirname(file))
  } catch (error) {
    throw new GwctlError('GW501', `${file} cannot be removed: ${systemReason(error)}.`, {
      hint: 'Check the permissions of its directory, then apply again.',
      cause: error,
    })
  }
}

/** Writing through a symbolic link changes the file it points to, not the link. */
function linkTarget(file: string): string {
  const entry = fs.lstatSync(file, { throwIfNoEntry: false })
  return entry?.isSymbolicLink() === true ? fs.realpathSync(file) : file
}
