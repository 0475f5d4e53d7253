import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { GwctlError } from '../errors.ts'
import { systemCode, systemReason } from '../targets/system-error.ts'
import { looksSaved } from './saved-plan.ts'

/** No plan is that large; what is may have no end. */
const MAX_BYTES = 256 * 1024 * 1024

/**
 * The text of a plan file. Throws GW109 for what cannot be one and GW106 for what cannot be read.
 *
 * @param name  how the user called it
 */
export function readPlanFile(file: string, name: string): string {
  try {
    // Not to wait for the other end of a pipe.
    const fd = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK)
    try {
      const stat = fs.fstatSync(fd)
      if (!stat.isFile() || stat.size > MAX_BYTES) throw noPlan(name)
      return fs.readFileSync(fd, 'utf8')
    } finally {
      fs.closeSync(fd)
    }
  } catch (error) {
    if (error instanceof GwctlError) throw error
    throw new GwctlError('GW106', `${name} cannot be read: ${systemReason(error)}.`, {
      hint: 'Name the file that `gwctl plan --out FILE` wrote.',
      cause: error,
    })
  }
}

/**
 * Whether a plan may be saved there: nothing is there yet, or an older plan. Never through a
 * symbolic link, to a device, or over a file that is something else. Throws GW100 and GW106.
 */
export function requireFree(file: string, name: string): void {
  const entry = lookAt(file, name)
  if (entry === undefined) return
  const what = entry.isSymbolicLink()
    ? 'is a symbolic link'
    : entry.isDirectory()
      ? 'is a directory'
      : entry.isFile()
        ? undefined
        : 'is no plain file'
  if (what === undefined && (entry.size === 0 || looksSaved(readPlanFile(file, name)))) return
  throw new GwctlError(
    'GW100',
    `--out ${name}: ${name} ${what ?? 'is there already, and is no saved plan'}.`,
    { hint: 'Name a file that does not exist yet, or a plan that was saved before.' },
  )
}

/** Writes the file in one step, for its owner only (0600). Throws GW100, GW106 and GW501. */
export function writePlanFile(file: string, name: string, text: string): void {
  requireFree(file, name)
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${randomBytes(6).toString('hex')}`)
  try {
    fs.writeFileSync(temporary, text, { mode: 0o600, flag: 'wx', flush: true })
    // Takes the place of whatever stands there by then, and follows no link.
    fs.renameSync(temporary, file)
  } catch (error) {
    fs.rmSync(temporary, { force: true })
    throw new GwctlError('GW501', `${name} cannot be written: ${systemReason(error)}.`, {
      hint: 'Check that its directory is there, its permissions, and free space; nothing was changed.',
      cause: error,
    })
  }
}

function lookAt(file: string, name: string): fs.Stats | undefined {
  try {
    return fs.lstatSync(file)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw new GwctlError('GW106', `--out ${name}: ${systemReason(error)}.`, {
      hint: 'Name a file in a directory that you may write to.',
      cause: error,
    })
  }
}

function noPlan(name: string): GwctlError {
  return new GwctlError('GW109', `${name} is no saved plan.`, {
    hint: 'Name the file that `gwctl plan --out FILE` wrote.',
  })
}
