import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type { FileAttributes } from '../model/plan.ts'
import { attributesFor } from './attributes.ts'
import { syncDirectory } from './sync-directory.ts'

/** A file that was written beside the one it will replace. */
export interface Temporary {
  readonly temporary: string
  /** What it will replace: the file itself, or what it points to. */
  readonly target: string
  readonly latin1: string
}

/**
 * Writes beside the file what it will hold, with the mode and owner it will have; missing directories are made.
 *
 * @param forGood  whether to wait until the bytes are on disk; otherwise that is left to the caller
 */
export function makeTemporary(
  file: string,
  latin1: string,
  like: string | FileAttributes,
  forGood: boolean,
): Temporary {
  if (typeof like !== 'string') restoreLink(file, like)
  const target = linkTarget(file)
  const directory = path.dirname(target)
  const temporary = path.join(directory, `${prefixOf(target)}${randomBytes(6).toString('hex')}`)
  try {
    makeDirectory(directory, like)
    writeTemporary(temporary, latin1, attributesFor(target, like), forGood)
  } catch (error) {
    fs.rmSync(temporary, { force: true })
    throw error
  }
  return { temporary, target, latin1 }
}

/** Replaces the file in one step; on failure what was written beside it goes. */
export function moveInPlace({ temporary, target }: Temporary): void {
  const letGo = hold(target)
  try {
    fs.renameSync(temporary, target)
  } catch (error) {
    fs.rmSync(temporary, { force: true })
    throw error
  } finally {
    letGo()
  }
}

let held = 0
/** Far below what a process may have open. */
const MOST_HELD = 64

/**
 * Keeps the bytes of a file on disk until it is let go, whatever becomes of its name. To give its blocks back
 * takes up to a millisecond: so a thread does it while the next file is replaced.
 */
function hold(file: string): () => void {
  if (held >= MOST_HELD) return () => undefined
  try {
    const fd = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK)
    held += 1
    return () => fs.close(fd, () => (held -= 1))
  } catch {
    // It is new, or may not be read.
    return () => undefined
  }
}

/** Removes every temporary file that was ever made for this file. */
export function sweepTemporaries(file: string): void {
  const target = linkTarget(file)
  const directory = path.dirname(target)
  const prefix = prefixOf(target)
  if (!fs.existsSync(directory)) return
  for (const name of fs.readdirSync(directory)) {
    if (name.startsWith(prefix) && /^[0-9a-f]{12}$/.test(name.slice(prefix.length))) {
      fs.rmSync(path.join(directory, name), { force: true })
    }
  }
}

/** A leading dot and another suffix: no include glob of FreeSWITCH matches it. */
function prefixOf(target: string): string {
  return `.${path.basename(target)}.gwctl-`
}

/** A file that was a symbolic link, and is gone, becomes one again. */
function restoreLink(file: string, { link }: FileAttributes): void {
  if (link === undefined || fs.lstatSync(file, { throwIfNoEntry: false }) !== undefined) return
  fs.symlinkSync(link, file)
}

/** Writing through a symbolic link changes the file it points to, not the link. */
function linkTarget(file: string): string {
  const entry = fs.lstatSync(file, { throwIfNoEntry: false })
  return entry?.isSymbolicLink() === true ? fs.realpathSync(file) : file
}

/** Creates a missing directory of a profile with the owner of the profile's file. */
function makeDirectory(directory: string, like: string | FileAttributes): void {
  const first = fs.mkdirSync(directory, { recursive: true, mode: 0o750 })
  const model = typeof like === 'string' ? fs.statSync(like, { throwIfNoEntry: false }) : like
  if (first === undefined || model === undefined) return
  fs.chownSync(directory, model.uid, model.gid)
  syncDirectory(path.dirname(directory))
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
