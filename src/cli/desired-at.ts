import path from 'node:path'
import { InputError, type Diagnostic } from '../errors.ts'
import { localFiles, type ConfigFiles } from '../config/files.ts'
import { loadDesired } from '../config/load.ts'
import type { Desired } from '../model/desired.ts'
import type { Range } from '../git/revision.ts'
import type { Repository } from '../git/repository.ts'

/** What was desired at a revision, or is in the work tree. */
export interface DesiredAt {
  /** Absent when none of the input existed there. */
  readonly desired?: Desired
  readonly warnings: readonly Diagnostic[]
  readonly sources: ReadonlyMap<string, string>
}

/** Where the input is: what `-f` names, and what that is relative to. */
export interface InputPlace {
  readonly paths: readonly string[]
  readonly cwd: string
}

/** Opens the repository in which the input stands, and resolves what is to be compared. Throws GW130. */
export async function openRange(
  range: string,
  { paths, cwd }: InputPlace,
): Promise<{ readonly repository: Repository; readonly range: Range }> {
  const [{ findRepository }, { resolveRange }] = await Promise.all([
    import('../git/repository.ts'),
    import('../git/revision.ts'),
  ])
  const repository = await findRepository(
    paths.map((each) => path.resolve(cwd, each)),
    cwd,
  )
  return { repository, range: await resolveRange(repository.git, range) }
}

/**
 * Loads the input as it was at a commit, straight from the object store; without a commit, as it is in
 * the work tree. References to secrets are not resolved.
 *
 * @param label  how the revision is called in diagnostics
 * @throws InputError with every problem of every file, GwctlError GW130
 */
export async function readDesiredAt(
  { git, top }: Repository,
  commit: string | undefined,
  label: string,
  { paths, cwd }: InputPlace,
): Promise<DesiredAt> {
  const absolute = paths.map((each) => path.resolve(cwd, each))
  const files = commit === undefined ? localFiles : await treeFiles(git, commit, top, absolute)
  const there = absolute.filter((each) => exists(files, each))
  if (there.length === 0) return { warnings: [], sources: new Map() }
  const loaded = loadDesired({ paths: there, cwd, env: {}, resolveSecrets: false, files })
  const named = (file: string): string => (commit === undefined ? file : `${label}:${file}`)
  const diagnostics = loaded.diagnostics.map((each) =>
    each.at === undefined ? each : { ...each, at: { ...each.at, file: named(each.at.file) } },
  )
  const sources = new Map([...loaded.sources].map(([file, text]) => [named(file), text]))
  if (loaded.desired === undefined) throw new InputError(diagnostics, sources)
  return { desired: loaded.desired, warnings: diagnostics, sources }
}

async function treeFiles(
  git: Repository['git'],
  commit: string,
  top: string,
  paths: readonly string[],
): Promise<ConfigFiles> {
  const { readTreeFiles } = await import('../git/tree-files.ts')
  return readTreeFiles(git, commit, top, paths)
}

/** Whatever else is wrong with it is for the load to say. */
function exists(files: ConfigFiles, file: string): boolean {
  if (files.isDirectory(file)) return true
  const read = files.read(file, 0)
  return !('error' in read) || read.error !== 'does not exist'
}
