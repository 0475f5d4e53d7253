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
  try {
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 })
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
