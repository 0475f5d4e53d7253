import { createHash, createHmac, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { GwctlError } from '../errors.ts'
import { systemCode, systemReason } from '../targets/system-error.ts'
import { gwctlDirectory } from './gwctl-directory.ts'

/**
 * Digests of what a saved plan must not show: HMAC-SHA256 with a key that stays in the
 * configuration directory, so that not even a short password can be guessed from its digest.
 */
export interface Keyed {
  /** Tells keys apart, and nothing of the key. */
  readonly keyId: string
  /** Hex. `what` keeps digests of different things apart, also where their texts are equal. */
  readonly digest: (what: string, text: string | Uint8Array) => string
}

/**
 * The key `<conf>/.gwctl/key` (0600); undefined when there is none.
 * Throws GW106 when it cannot be read or is damaged.
 */
export function readKey(root: string): Keyed | undefined {
  const file = path.join(root, '.gwctl', 'key')
  let text: string
  try {
    text = fs.readFileSync(file, 'latin1')
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return undefined
    throw new GwctlError('GW106', `The key ${file} cannot be read: ${systemReason(error)}.`, {
      hint: 'Run gwctl as the user who may read it.',
      cause: error,
    })
  }
  if (!/^[0-9a-f]{64}\n$/.test(text)) {
    throw new GwctlError('GW106', `The key ${file} is damaged.`, {
      hint: 'Remove it, and save plans anew: those that were saved with it cannot be applied any more.',
    })
  }
  return keyed(Buffer.from(text.trim(), 'hex'))
}

/** The key, made when there is none: once, also when several runs need it at the same time. Throws GW106 and GW501. */
export function ensureKey(root: string): Keyed {
  const standing = readKey(root)
  if (standing !== undefined) return standing
  makeKey(path.join(gwctlDirectory(root), 'key'))
  const made = readKey(root)
  if (made !== undefined) return made
  throw new Error('the key is gone as soon as it was made')
}

/** Whole from the first moment: it gets its name only when it is written, and only if nobody else was first. */
function makeKey(file: string): void {
  const temporary = `${file}.${randomBytes(6).toString('hex')}`
  try {
    fs.writeFileSync(temporary, `${randomBytes(32).toString('hex')}\n`, {
      mode: 0o600,
      flag: 'wx',
      flush: true,
    })
    fs.linkSync(temporary, file)
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return
    throw new GwctlError('GW501', `The key ${file} cannot be written: ${systemReason(error)}.`, {
      hint: 'Check free space and permissions there; nothing was changed.',
      cause: error,
    })
  } finally {
    fs.rmSync(temporary, { force: true })
  }
}

function keyed(key: Buffer): Keyed {
  return {
    keyId: createHash('sha256').update('gwctl key\0').update(key).digest('hex').slice(0, 16),
    digest: (what, text) => createHmac('sha256', key).update(`${what}\0`).update(text).digest('hex'),
  }
}
