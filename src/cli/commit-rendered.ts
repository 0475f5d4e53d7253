import { GwctlError } from '../errors.ts'
import type { ApplyResult } from '../apply/apply.ts'
import type { Plan } from '../model/plan.ts'
import { commitMessage } from '../render/commit-message.ts'
import { renderFailure } from '../render/failure.ts'
import { wantsColor, type Io } from './io.ts'

/** What was carried out, and whether it is to be committed. */
export interface Rendered {
  /** The configuration directory. */
  readonly root: string
  readonly plan: Plan
  readonly purpose: string
  /** `git: { commit: true }` of the YAML. */
  readonly wanted: boolean
  /** A directory in which the YAML stands, for its revision. */
  readonly input?: string
}

/**
 * Commits the XML that an apply has changed, where the YAML wants it. The apply stands whatever git
 * says to that: a commit that fails is told on stderr.
 */
export async function commitRendered(
  { root, plan, purpose, wanted, input }: Rendered,
  { outcome, backup }: ApplyResult,
  io: Io,
): Promise<void> {
  const stays = outcome === 'applied' || outcome === 'kept'
  if (!wanted || !stays || backup === undefined || plan.files.length === 0) return
  const [{ commitFiles }, { readRevision }] = await Promise.all([
    import('../git/commit.ts'),
    import('../git/revision.ts'),
  ])
  const yaml = input === undefined ? undefined : await readRevision(input)
  const message = commitMessage(plan, { purpose, id: backup, ...(yaml && { revision: yaml.commit }) })
  try {
    const commit = await commitFiles(
      root,
      plan.files.map((each) => each.path),
      message,
    )
    if (commit !== undefined) io.stderr(`Committed as ${commit.slice(0, 12)}.\n`)
  } catch (error) {
    if (!(error instanceof GwctlError)) throw error
    io.stderr(renderFailure(error, { color: wantsColor(io, io.stderrIsTty) }))
  }
}
