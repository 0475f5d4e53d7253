import { existsSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { GwctlError } from '../errors.ts'
import { openGit, type Git } from './run-git.ts'

/** The revision that a directory stands at. */
export interface Revision {
  /** The commit, in hex. */
  readonly commit: string
  /** Something in the work tree is not as committed, or not committed at all. */
  readonly dirty: boolean
}

/**
 * The revision of the git work tree in which a directory stands; undefined where there is no work
 * tree, no commit or no git, or git does not answer. Never throws, and writes nothing to the repository.
 */
export async function readRevision(directory: string): Promise<Revision | undefined> {
  try {
    if (!isBelowGit(realpathSync(directory))) return undefined
    const git = await openGit(directory)
    const commit = await commitOf(git, 'HEAD')
    const changed = await git.text(['--no-optional-locks', 'status', '--porcelain'])
    return { commit, dirty: changed.trim() !== '' }
  } catch {
    return undefined
  }
}

/** Whether git would find anything: to start it only to hear that it does not takes a tenth of a second. */
function isBelowGit(directory: string): boolean {
  if (existsSync(join(directory, '.git'))) return true
  const above = dirname(directory)
  return above !== directory && isBelowGit(above)
}

/**
 * The commit that a revision names, in hex. What comes from outside is never taken for an option.
 *
 * @throws GwctlError GW130 when it names none
 */
async function commitOf(git: Git, revision: string): Promise<string> {
  if (revision.startsWith('-') || /[\0\n]/.test(revision)) throw noRevision(revision)
  const answer = await git
    .text(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`])
    .catch((error: unknown) => {
      throw noRevision(revision, error)
    })
  const commit = answer.trim()
  // A command that fails without a word counts as a success with an empty answer.
  if (!/^[0-9a-f]{40,64}$/.test(commit)) throw noRevision(revision)
  return commit
}

function noRevision(revision: string, cause?: unknown): GwctlError {
  return new GwctlError('GW130', `There is no revision ${JSON.stringify(revision)} in this git repository.`, {
    hint: 'Check its name with `git log`; in a shallow clone fetch more of the history first.',
    cause,
  })
}

/** The two sides of a comparison; without `after` the second side is the work tree. */
export interface Range {
  readonly before: string
  readonly after?: string
}

/**
 * `A..B` compares two revisions, `A...B` what B has changed since it left A (as a pull request does), and
 * `A` alone that revision with the work tree. A side that is empty is HEAD.
 *
 * @throws GwctlError GW130 when a revision is unknown, or the two have nothing in common
 */
export async function resolveRange(git: Git, text: string): Promise<Range> {
  const [, from = text, dots, to = ''] = /^(.*?)(\.{2,3})(.*)$/s.exec(text) ?? []
  const before = await commitOf(git, from || 'HEAD')
  if (dots === undefined) return { before }
  const after = await commitOf(git, to || 'HEAD')
  return { before: dots === '...' ? await mergeBase(git, before, after, text) : before, after }
}

async function mergeBase(git: Git, before: string, after: string, range: string): Promise<string> {
  const answer = await git.text(['merge-base', before, after]).catch(() => '')
  if (/^[0-9a-f]{40,64}$/.test(answer.trim())) return answer.trim()
  throw new GwctlError(
    'GW130',
    `The two revisions of ${JSON.stringify(range)} have no common history here.`,
    {
      hint: 'Compare them with two dots, or fetch more of the history in a shallow clone.',
    },
  )
}
