import { realpathSync } from 'node:fs'
import path from 'node:path'
import { GwctlError, reasonOf } from '../errors.ts'
import { openGit } from './run-git.ts'

/**
 * Commits these files and no others; what else is staged or changed stays as it is. The repository's own
 * hooks run, as for any commit.
 *
 * @param directory  in the work tree
 * @param files      relative to the directory; written, or removed
 * @returns          the commit, in hex; undefined when git sees no change in them
 * @throws GwctlError GW131 with git's own reason
 */
export async function commitFiles(
  directory: string,
  files: readonly string[],
  message: string,
): Promise<string | undefined> {
  const git = await openGit(directory, { mayCommit: true })
  // An absolute path outside of the work tree is refused by git itself; a file may stand behind a link.
  const root = realpathSync(directory)
  const paths = files.map((each) => path.resolve(root, each))
  try {
    const changed = await git.text(['status', '--porcelain', '--untracked-files=all', '--', ...paths])
    if (changed.trim() === '') return undefined
    await git.text(['add', '--all', '--', ...paths])
    await git.text(['commit', '--quiet', '--only', '--message', message, '--', ...paths])
    return (await git.text(['rev-parse', '--verify', 'HEAD'])).trim()
  } catch (error) {
    throw new GwctlError('GW131', `The changed XML could not be committed: ${reasonOf(error)}`, {
      hint: 'The change itself stands; commit the files by hand, or set `git: { commit: false }`.',
      cause: error,
    })
  }
}
