import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Reads what the load needs from where the YAML is: a disk, or a revision in git. Paths are absolute. */
export interface ConfigFiles {
  /** The bytes of a file, `limit + 1` of them at most; `error` completes "NAME ... ". */
  readonly read: (path: string, limit: number) => { readonly bytes: Uint8Array } | { readonly error: string }
  readonly isDirectory: (path: string) => boolean
  /** Every `*.yaml` and `*.yml` below a directory, sorted; hidden names are left out. */
  readonly listYaml: (path: string) => { readonly paths: readonly string[] } | { readonly error: string }
}

/** The files of this machine. */
export const localFiles: ConfigFiles = { read: readBounded, isDirectory, listYaml }

function readBounded(path: string, limit: number): { bytes: Uint8Array } | { error: string } {
  try {
    const file = openSync(path, 'r')
    try {
      if (fstatSync(file).isDirectory()) return { error: 'is a directory' }
      return { bytes: readUpTo(file, limit + 1) }
    } finally {
      closeSync(file)
    }
  } catch (error) {
    return { error: describeError(error) }
  }
}

/** In pieces: the size of a pipe or device is not known, and may have no end. */
function readUpTo(file: number, limit: number): Uint8Array {
  const pieces: Uint8Array[] = []
  let size = 0
  while (size < limit) {
    const piece = Buffer.allocUnsafe(Math.min(limit - size, 1024 * 1024))
    const length = readSync(file, piece)
    if (length === 0) break
    pieces.push(piece.subarray(0, length))
    size += length
  }
  return Buffer.concat(pieces)
}

/** False also for what cannot be looked at: reading it tells why. */
function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

function listYaml(path: string): { paths: string[] } | { error: string } {
  try {
    return { paths: yamlBelow(path, 0).sort() }
  } catch (error) {
    return { error: describeError(error) }
  }
}

/** Symbolic links are followed (a mounted ConfigMap consists of them); the depth bounds a link to above. */
function yamlBelow(directory: string, depth: number): string[] {
  if (depth > 16) throw new Error(TOO_DEEP)
  return readdirSync(directory).flatMap((name) => {
    if (name.startsWith('.')) return []
    const path = join(directory, name)
    const stat = statSync(path, { throwIfNoEntry: false })
    if (stat?.isDirectory()) return yamlBelow(path, depth + 1)
    return /\.ya?ml$/i.test(name) ? [path] : []
  })
}

/** `Error: ENOENT: no such file or directory, open ...` and `TypeError [ERR_INVALID_ARG_VALUE]: ...` */
function describeError(error: unknown): string {
  const text = String(error)
  const known = REASONS.find(
    ([code]) => text.startsWith(`Error: ${code}`) || text.startsWith(`TypeError [${code}]`),
  )
  return known?.[1] ?? `cannot be read: ${text.replace(/^Error: \w+: ([^,]*),.*$/s, '$1')}`
}

const TOO_DEEP = 'too deep'

const REASONS: readonly (readonly [code: string, words: string])[] = [
  [TOO_DEEP, 'holds directories more than 16 levels deep'],
  ['ENOENT', 'does not exist'],
  ['ENOTDIR', 'does not exist'],
  ['EACCES', 'cannot be read: permission denied'],
  ['EPERM', 'cannot be read: permission denied'],
  ['ELOOP', 'cannot be read: its symbolic links lead back to themselves'],
  ['ENAMETOOLONG', 'cannot be read: the name is too long'],
  ['ERR_INVALID_ARG_VALUE', 'cannot be read: the name holds a NUL character'],
]
