import fs from 'node:fs'
import path from 'node:path'
import { GwctlError } from '../errors.ts'
import type { ConfReader } from '../model/disk.ts'
import type { FileAttributes } from '../model/plan.ts'
import { attributesOf } from './attributes.ts'
import { globPaths } from './glob.ts'
import { syncDirectory } from './sync-directory.ts'
import { syncFiles } from './sync-files.ts'
import { isUnknown, systemCode, systemReason } from './system-error.ts'
import { makeTemporary, moveInPlace, sweepTemporaries, type Temporary } from './temporary.ts'

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

function readText(file: string): ReturnType<ConfReader['read']> {
  try {
    const stat = fs.statSync(file)
    if (stat.isDirectory()) return { error: 'it is a directory' }
    if (!stat.isFile()) return { error: 'it is no regular file' }
    if (stat.size > MOST_BYTES)
      return { error: `it is larger than ${MOST_BYTES / 1024 / 1024} MiB`, unknown: true }
    return { text: readSmall(file, stat.size) ?? fs.readFileSync(file, 'latin1') }
  } catch (error) {
    return { error: systemReason(error), ...(isUnknown(error) && { unknown: true }) }
  }
}

/** For small files, one after the other: ten thousand buffers cost as much as to read into them. */
const SHARED = Buffer.alloc(16 * 1024)

/** A file of `size` bytes, `undefined` when it does not fit or has changed since it was looked at. */
function readSmall(file: string, size: number): string | undefined {
  if (size >= SHARED.length) return undefined
  const fd = fs.openSync(file, 'r')
  try {
    const length = fs.readSync(fd, SHARED, 0, SHARED.length, null)
    return length === size ? SHARED.toString('latin1', 0, length) : undefined
  } finally {
    fs.closeSync(fd)
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
