import { existsSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { openGit, type Git } from './run-git.ts'

/** A git repository, and where the tree of a commit stands in it. */
export interface Repository {
  readonly git: Git
  /** Absolute path of the work tree's top; in a bare repository the directory in which it was asked. */
  readonly top: string
  readonly bare: boolean
}

/**
 * The repository in which the input stands.
 *
 * @param paths  files and directories of the input, absolute; they need not exist on disk
 * @param cwd    where to look when one of them is below, or none exists
 * @throws GwctlError GW130 outside of any repository
 */
export async function findRepository(paths: readonly string[], cwd: string): Promise<Repository> {
  const below = paths.some((each) => !relative(cwd, each).startsWith('..'))
  const elsewhere = paths.map((each) => dirname(each)).find((each) => existsSync(each))
  const directory = below ? cwd : (elsewhere ?? cwd)
  const git = await openGit(directory)
  const inWorkTree = (await git.text(['rev-parse', '--is-inside-work-tree'])).trim() === 'true'
  if (!inWorkTree) return { git, top: directory, bare: true }
  // Relative, so that links on the way to the directory stay as the user named them.
  const up = (await git.text(['rev-parse', '--show-cdup'])).replace(/\n$/, '')
  return { git, top: resolve(directory, up), bare: false }
}
