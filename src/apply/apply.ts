import { GwctlError, reasonOf } from '../errors.ts'
import type { Plan } from '../model/plan.ts'
import type { ApplyReport } from '../model/report.ts'
import { isEmpty } from '../plan/is-empty.ts'
import type { ApplyOptions, ApplyPorts } from './apply-ports.ts'
import { dropOldBackups } from './backup.ts'
import { beginApply, checkStillAsRead } from './begin-apply.ts'
import { leftBehind, readLeftJournal, type Journal } from './journal.ts'
import { failureOf } from './failure-of.ts'
import { bindSecondsIn } from './journal-profiles.ts'
import { forgetGateways, noteGateways } from './gateway-notes.ts'
import { noteStarted } from './note-started.ts'
import { reportProfiles } from './report-profiles.ts'
import { runPlanSteps } from './run-plan-steps.ts'
import { proveLists } from './prove-lists.ts'
import type { RunPorts } from './run-ports.ts'
import { nothingSent, type Sent } from './sent.ts'
import { undo } from './undo.ts'
import { endOf } from './undone.ts'
import type { Verdict } from './verify.ts'
import { verifyPlan } from './verify-plan.ts'
import { writeFile, writeFiles } from './write-files.ts'

/** How an apply ended; `cause` is why it was put back. */
export interface ApplyResult extends ApplyReport {
  readonly cause?: GwctlError
}

/**
 * Carries out a plan: keeps the previous bytes, writes the files, runs the planned steps and
 * nothing else, and proves the result. When any of it fails, everything is put back. Every effect
 * is in the journal before it happens, so that `recover` can do the same after a crash.
 *
 * One process at a time may apply to a directory: take its lock first (apply/lock.ts).
 * Throws GwctlError when it fails before anything was changed (exit 1, 3 or 4).
 */
export async function applyPlan(
  plan: Plan,
  ports: ApplyPorts,
  options: ApplyOptions = {},
): Promise<ApplyResult> {
  refuse(plan)
  if (readLeftJournal(ports.target.root) !== undefined) throw leftBehind()
  checkStillAsRead(plan, ports.target)
  if (isEmpty(plan)) return { outcome: 'unchanged', gateways: [], left: [] }
  const journal = await beginApply(plan, ports, options)
  const since = { at: ports.clock.now(), mark: ports.link.mark() }
  const run: Run = { journal, sent: { ...nothingSent(), since }, ports, options }
  const result = await carryThrough(plan, run)
  dropOldOnes(run)
  return result
}

async function carryThrough(plan: Plan, run: Run): Promise<ApplyResult> {
  const { journal, ports, options } = run
  try {
    const verdict = await carryOut(plan, run)
    const failure = failureOf(verdict)
    const kept = failure !== undefined && options.keep === true && verdict.mismatches.length === 0
    if (failure !== undefined && !kept) return await putBack(run, failure)
    await noteStarted(plan.profiles ?? [], secretIn(plan), {
      ...runPorts(run, () => undefined),
      target: ports.target,
    })
    noteGateways(ports.target.root, plan)
    const left = conclude(journal)
    const done = kept ? 'kept' : 'applied'
    const profiles = reportProfiles(plan)
    return {
      outcome: left.length === 0 ? done : 'stuck',
      backup: journal.header.id,
      ...(profiles.length > 0 && { profiles }),
      gateways: verdict.outcomes,
      left,
      ...(left.length > 0 && { recoverable: true }),
    }
  } catch (error) {
    return putBack(run, error instanceof GwctlError ? error : unexpected(error))
  }
}

/** At last: a thousand files take their time to go. */
function dropOldOnes({ ports, options }: Run): void {
  if (options.withoutBackup === true) return
  try {
    dropOldBackups(ports.target.root, options.backups ?? 20)
  } catch {
    // One too many is no reason to fail: the next apply drops it.
  }
}

/**
 * Everything is done and proven: from here on nothing is put back, whatever the disk does. A
 * journal that says so, or that is put away, means the same.
 */
function conclude(journal: Journal): string[] {
  try {
    journal.append({ kind: 'verified' })
  } catch {
    return putAway(journal, 'All is applied and proven')
  }
  // When this fails the next run finds the proof in the journal, and `recover` only puts it away.
  putAway(journal, '')
  return []
}

function secretIn({ settings = [] }: Plan): (profile: string, setting: string) => boolean {
  const secret = new Set(
    settings.filter((each) => each.sensitive).map((each) => `${each.profile} ${each.name}`),
  )
  return (profile, setting) => secret.has(`${profile} ${setting}`)
}

interface Run {
  readonly journal: Journal
  readonly sent: Sent
  readonly ports: ApplyPorts
  readonly options: ApplyOptions
}

function refuse(plan: Plan): void {
  const [refusal] = plan.refusals
  if (refusal === undefined) return
  throw new GwctlError('GW301', `${refusal.message} Nothing was changed.`, {
    hint: `To allow it: ${refusal.lift}`,
  })
}

async function carryOut(plan: Plan, run: Run): Promise<Verdict> {
  const { ports, options } = run
  const running = runPorts(run, interruptCheck(ports))
  const writing = { target: ports.target, journal: run.journal, sent: run.sent }
  await writeFiles(plan.files, writing, running.checkInterrupt)
  ports.progress({ kind: 'files', count: plan.files.length })
  const until = await runPlanSteps(plan, run.sent, {
    ...running,
    timeoutMs: timeoutMs(options),
    changeFile: (file) => writeFile(file, writing),
    keep: options.keep ?? false,
  })
  const verdict = await verifyPlan(plan, run.sent, running, until)
  await proveLists(plan.distributors ?? [], ports.link)
  return verdict
}

function timeoutMs(options: ApplyOptions): number {
  return (options.timeoutSeconds ?? 30) * 1000
}

function runPorts({ ports, journal }: Run, checkInterrupt: () => void): RunPorts {
  const announce = (commands: readonly string[]): void => journal.append({ kind: 'commands', commands })
  const { link, clock, progress, sockets } = ports
  const bindSeconds = bindSecondsIn(journal.header)
  return { link, clock, progress, checkInterrupt, announce, bindSeconds, ...(sockets && { sockets }) }
}

function interruptCheck(ports: ApplyPorts): () => void {
  return () => {
    if (ports.signal?.aborted !== true) return
    throw new GwctlError('GW505', 'The apply was interrupted.', {
      hint: 'Run `gwctl plan` to see where it stands.',
    })
  }
}

/** An interrupt does not stop a put-back: half of one would be worse. What could not be put back stays in the journal, for `recover`. */
async function putBack(run: Run, cause: GwctlError): Promise<ApplyResult> {
  const { journal, sent, ports, options } = run
  ports.progress({ kind: 'put-back', reason: cause.message })
  // A journal that cannot be written any more (a full disk) must not keep anything from being put back.
  unlessItFails(() => journal.append({ kind: 'putting-back', code: cause.code }))
  unlessItFails(() => forgetGateways(ports.target.root))
  const { left, lost } = await undo(journal.header, sent, {
    ...runPorts(run, () => undefined),
    target: ports.target,
    ...(ports.reconnect && { reconnect: ports.reconnect }),
    announceFile: (path, sha256) => journal.append({ kind: 'file', path, sha256 }),
    timeoutMs: timeoutMs(options),
    // What the apply itself has restarted goes back at once.
    mayHangUp: true,
  })
  const stuck = left.length > 0 ? left : putAway(journal, 'Files and definitions are as they were before')
  return { ...endOf(stuck, lost), cause, backup: journal.header.id, gateways: [] }
}

function unlessItFails(act: () => void): void {
  try {
    act()
  } catch {
    // What it was for goes on without it.
  }
}

function putAway(journal: Journal, state: string): string[] {
  try {
    journal.close()
    return []
  } catch (error) {
    const reason = reasonOf(error)
    return [`${state}, but run \`gwctl recover\` before the next apply: ${reason}`]
  }
}

function unexpected(error: unknown): GwctlError {
  return new GwctlError('GW900', reasonOf(error), {
    hint: 'This is a bug in gwctl: please report it with the output of `gwctl plan --format json`.',
    cause: error,
  })
}
