import { GwctlError, reasonOf } from '../errors.ts'

/** git, asked in one directory. It changes nothing but by the commands that are said to. */
export interface Git {
  /**
   * What a command prints, as text.
   *
   * @throws GwctlError GW130 with git's own reason when it fails or does not answer in time
   */
  text(args: readonly string[]): Promise<string>
  /** The contents of objects, by their ids, in one process. Ids that are not here are left out. */
  blobs(ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>
}

/** What takes longer than this without a word has hung, in ms. */
const PATIENCE_MS = 10_000

/** Who commits, as a pipeline says it; no other variable of git's reaches it. */
const IDENTITY = ['GIT_AUTHOR_NAME', 'GIT_AUTHOR_EMAIL', 'GIT_COMMITTER_NAME', 'GIT_COMMITTER_EMAIL']

/** The only importer of simple-git, which is loaded here and not before. */
export async function openGit(
  directory: string,
  { mayCommit = false }: { readonly mayCommit?: boolean } = {},
): Promise<Git> {
  const { simpleGit } = await import('simple-git')
  const options = {
    baseDir: directory,
    // Hooks of a commit take their time.
    timeout: { block: mayCommit ? 12 * PATIENCE_MS : PATIENCE_MS },
    allowEnvironment: mayCommit ? IDENTITY : [],
  }
  return {
    async text(args) {
      try {
        return await simpleGit(options).raw([...args])
      } catch (error) {
        throw refused(error)
      }
    },
    async blobs(ids) {
      if (ids.length === 0) return new Map()
      const input = (): string => ids.map((id) => `${id}\n`).join('')
      try {
        const answer: unknown = await simpleGit({ ...options, input }).binaryCatFile(['--batch', '--buffer'])
        return readBatch(Buffer.isBuffer(answer) ? answer : Buffer.alloc(0))
      } catch (error) {
        throw refused(error)
      }
    },
  }
}

/** Records of `ID TYPE SIZE`, a line end, so many bytes, and a line end (git-cat-file(1), "BATCH OUTPUT"). */
function readBatch(answer: Buffer): Map<string, Uint8Array> {
  const blobs = new Map<string, Uint8Array>()
  for (let at = 0; at < answer.length;) {
    const end = answer.indexOf('\n', at)
    const [id = '', , size] = answer.toString('latin1', at, end).split(' ')
    at = end + 1
    // `ID missing` has no size, and no content follows.
    if (size === undefined) continue
    blobs.set(id, answer.subarray(at, at + Number(size)))
    at += Number(size) + 1
  }
  return blobs
}

/** The first line of what git said, which is the reason; the rest is advice for people at a git prompt. */
function refused(error: unknown): GwctlError {
  const said = reasonOf(error)
  const reason = (/^(?:fatal|error): (.*)$/m.exec(said)?.[1] ?? said.trim().split('\n', 1)[0] ?? '').trim()
  return new GwctlError('GW130', `git could not answer: ${reason.replace(/\.$/, '')}.`, {
    hint: 'Run gwctl inside the git repository in which the YAML stands, and check that git works there.',
    cause: error,
  })
}
