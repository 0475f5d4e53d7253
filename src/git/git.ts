/** The revision that a directory stands at. */
export interface Revision {
  /** The commit, in hex. */
  readonly commit: string
  /** Something in the work tree is not as committed, or not committed at all. */
  readonly dirty: boolean
}

/** git is asked for a note in a log: what takes longer than this is not worth waiting for, in ms. */
const PATIENCE_MS = 5000

/**
 * The revision of the git work tree in which a directory stands; undefined where there is no work
 * tree, no commit or no git, or git does not answer. Never throws, and writes nothing to the repository.
 */
export async function readRevision(directory: string): Promise<Revision | undefined> {
  try {
    const { simpleGit } = await import('simple-git')
    const git = simpleGit({ baseDir: directory, timeout: { block: PATIENCE_MS } })
    const commit = (await git.raw(['rev-parse', '--verify', '--end-of-options', 'HEAD^{commit}'])).trim()
    // A command that fails without a word counts as a success with an empty answer.
    if (!/^[0-9a-f]{40,64}$/.test(commit)) return undefined
    const changed = await git.raw(['--no-optional-locks', 'status', '--porcelain'])
    return { commit, dirty: changed.trim() !== '' }
  } catch {
    return undefined
  }
}
