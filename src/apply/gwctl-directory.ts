import fs from 'node:fs'
import path from 'node:path'
import { GwctlError } from '../errors.ts'
import { systemReason } from '../targets/system-error.ts'

/**
 * `<conf>/.gwctl`, made when it is missing: backups, journal, lock, audit. It holds secrets, so
 * that it is for nobody else (0700), and not for git. Throws GW501.
 */
export function gwctlDirectory(root: string): string {
  const directory = path.join(root, '.gwctl')
  requireOwn(directory)
  try {
    // Never the directory above: one that was moved away must not come up again, empty.
    if (!fs.existsSync(directory)) fs.mkdirSync(directory, { mode: 0o700 })
    fs.chmodSync(directory, 0o700)
    const ignore = path.join(directory, '.gitignore')
    if (!fs.existsSync(ignore)) fs.writeFileSync(ignore, '*\n', { mode: 0o600 })
    return directory
  } catch (error) {
    throw new GwctlError('GW501', `${directory} cannot be made: ${systemReason(error)}.`, {
      hint: 'Run gwctl as a user who may write to the configuration directory; nothing was changed.',
      cause: error,
    })
  }
}

/**
 * What stands in it is believed, and may be acted on by root: so it must be a directory of this
 * user's or of root's, and no link that somebody laid. Throws GW501.
 */
function requireOwn(directory: string): void {
  const there = fs.lstatSync(directory, { throwIfNoEntry: false })
  if (there === undefined) return
  const own = there.uid === 0 || there.uid === process.getuid?.()
  if (there.isDirectory() && own) return
  const what = there.isDirectory() ? 'belongs to another user' : 'is no directory'
  throw new GwctlError('GW501', `${directory} ${what}. Nothing was changed.`, {
    hint: 'Look at what it is; gwctl makes that directory itself, for the user who runs it.',
  })
}

/** Whether a path of a journal or a manifest stays where gwctl writes: below the configuration directory, or absolute as an include named it. */
export function isConfinedPath(read: unknown): read is string {
  return typeof read === 'string' && read !== '' && !read.split('/').includes('..')
}
