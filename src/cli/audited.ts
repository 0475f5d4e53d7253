import { createHash } from 'node:crypto'
import { appendAudit, whoRuns, type AuditEntry, type AuditOutcome } from '../apply/audit.ts'
import type { ApplyResult } from '../apply/apply.ts'
import { CODES, GwctlError } from '../errors.ts'
import type { Plan } from '../model/plan.ts'
import { planDocument } from '../render/plan-json.ts'
import { renderFailure } from '../render/failure.ts'
import { summaryOf } from '../render/summary.ts'
import { exitOf } from './report-apply.ts'
import { wantsColor, type Io } from './io.ts'

/** What is to be done, for the audit log. */
export interface Deed {
  /** The configuration directory. */
  readonly root: string
  readonly purpose: string
  readonly plan: Plan
  readonly sources: ReadonlyMap<string, string>
  /** A directory in which the input stands; its git revision is noted. */
  readonly input?: string
  /** The backup that is laid back. */
  readonly of?: string
}

/**
 * Runs what carries out a plan, from the question on, and writes one line of it to the audit log,
 * however it ends. What `run` throws is thrown on; a log that cannot be written is only said,
 * since what was done is done.
 */
export async function audited(deed: Deed, io: Io, run: () => Promise<ApplyResult>): Promise<ApplyResult> {
  const git = deed.input === undefined ? undefined : await revisionOf(deed.input)
  const about = { ...describe(deed), ...(git && { git }) }
  try {
    const result = await run()
    const { outcome, cause, backup = null } = result
    const exit = exitOf(result)
    writeAudit(deed.root, { ...about, id: backup, outcome, exit, ...(cause && { code: cause.code }) }, io)
    return result
  } catch (error) {
    const code = error instanceof GwctlError ? error.code : 'GW900'
    const exit = CODES[code].exit
    writeAudit(deed.root, { ...about, id: null, outcome: outcomeOf(code, exit), exit, code }, io)
    throw error
  }
}

/** One line of the audit log, with who and when; where it cannot be written, that is said on stderr. */
export function writeAudit(
  root: string,
  entry: Omit<AuditEntry, 'formatVersion' | 'at' | 'who'>,
  io: Io,
): void {
  try {
    const at = io.clock.date().toISOString()
    appendAudit(root, { formatVersion: '1.0', at, who: whoRuns(io.env), ...entry })
  } catch (error) {
    if (!(error instanceof GwctlError)) throw error
    io.stderr(renderFailure(error, { color: wantsColor(io, io.stderrIsTty) }))
  }
}

async function revisionOf(directory: string): Promise<AuditEntry['git']> {
  const { readRevision } = await import('../git/git.ts')
  return readRevision(directory)
}

function describe({
  plan,
  sources,
  purpose,
  of,
}: Deed): Pick<AuditEntry, 'purpose' | 'of' | 'plan' | 'numbers'> {
  const document = JSON.stringify(planDocument(plan, sources))
  const { create, update, delete: deletes, adopt, recreate, settings, profiles } = summaryOf(plan)
  const commands = plan.steps.filter((each) => each.kind === 'command').length
  return {
    purpose,
    ...(of !== undefined && { of }),
    plan: createHash('sha256').update(document).digest('hex'),
    numbers: {
      create,
      update,
      delete: deletes,
      adopt,
      recreate,
      ...(settings > 0 && { settings }),
      ...(profiles > 0 && { profiles }),
      files: plan.files.length,
      commands,
    },
  }
}

function outcomeOf(code: keyof typeof CODES, exit: number): AuditOutcome {
  if (code === 'GW302') return 'declined'
  if (code === 'GW505') return 'interrupted'
  return exit === CODES.GW301.exit ? 'refused' : 'failed'
}
