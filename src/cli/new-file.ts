import fs from 'node:fs'
import { GwctlError } from '../errors.ts'
import { syncDirectory } from '../targets/sync-directory.ts'
import { systemCode, systemReason } from '../targets/system-error.ts'
import path from 'node:path'

/** A file that a command makes. */
export interface NewFile {
  /** Absolute. */
  readonly path: string
  /** How the user calls it. */
  readonly name: string
  readonly text: string
  readonly mode: number
  /** The option that names another one, for hints. */
  readonly option: string
  /** Whether what stands there is replaced. */
  readonly replace?: boolean
}

/**
 * Makes all of the files or none: one that is there already is refused before any is made, unless
 * it may be replaced or holds just that. Throws GW100 and GW501.
 */
export function makeFiles(files: readonly NewFile[]): void {
  const wanted = files.filter((each) => !stands(each))
  const made: NewFile[] = []
  try {
    for (const file of wanted) {
      makeFile(file)
      made.push(file)
    }
  } catch (error) {
    for (const file of made) if (file.replace !== true) fs.rmSync(file.path, { force: true })
    throw new GwctlError(
      'GW501',
      `A file cannot be written: ${systemReason(error)}. Nothing is left of it.`,
      {
        hint: 'Check that its directory is there, its permissions, and free space.',
        cause: error,
      },
    )
  }
}

/** True when it holds the very text already. Throws GW100 when it holds another one. */
function stands(made: NewFile): boolean {
  const entry = fs.lstatSync(made.path, { throwIfNoEntry: false })
  if (made.replace === true && entry?.isFile() === true) return false
  if (entry?.isFile() === true && readIfPossible(made.path) === made.text) return true
  requireFree(made)
  return false
}

/** Throws GW100 where something stands already: a broken symbolic link, too. */
export function requireFree({ path: file, name, option }: Pick<NewFile, 'path' | 'name' | 'option'>): void {
  if (fs.lstatSync(file, { throwIfNoEntry: false }) === undefined) return
  throw new GwctlError('GW100', `${name} is there already; it is not overwritten.`, {
    hint: `Move it away, or name another file with ${option}.`,
  })
}

function readIfPossible(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch (error) {
    if (systemCode(error) === undefined) throw error
    return undefined
  }
}

/** Complete under another name first: at no time is the file half written. */
function makeFile({ path: file, text, mode, replace }: NewFile): void {
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.gwctl-${process.pid}`)
  try {
    fs.writeFileSync(temporary, text, { mode, flag: 'wx', flush: true })
    // A link fails where something has come to stand meanwhile; a rename takes its place.
    if (replace === true) fs.renameSync(temporary, file)
    else fs.linkSync(temporary, file)
    syncDirectory(path.dirname(file))
  } finally {
    fs.rmSync(temporary, { force: true })
  }
}
