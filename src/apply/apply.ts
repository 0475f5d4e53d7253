import { GwctlError } from '../errors.ts'
import type { Change, FileChange, Plan } from '../model/plan.ts'
import type { ApplyReport } from '../model/report.ts'
import { isEmpty } from '../plan/is-empty.ts'
import { touchedChanges } from '../plan/carried.ts'
import type { ConfTarget } from '../targets/local.ts'
import { digestOf, dropOldBackups, nextBackupId, writeBackup } from './backup.ts'
import {
  beginJournal,
  leftBehind,
  readLeftJournal,
  type Journal,
  type JournalGateway,
  type JournalHeader,
  type JournalRecord,
} from './journal.ts'
import { failureOf } from './failure-of.ts'
import { bindSecondsIn, journalProfiles } from './journal-profiles.ts'
import { forgetGateways, noteGateways } from './gateway-notes.ts'
import { noteStarted } from './note-started.ts'
import type { Progress } from './progress.ts'
import { runPlanSteps } from './run-plan-steps.ts'
import { proveLists } from './prove-lists.ts'
import { noteWritten, nothingSent, type RunPorts, type Sent } from './run-steps.ts'
import type { Clock, Reconnect, SwitchPort } from './switch-port.ts'
import type { SwitchSockets } from './switch-sockets.ts'
import { undo } from './undo.ts'
import type { Verdict } from './verify.ts'
import { verifyPlan } from './verify-plan.ts'

export interface ApplyPorts {
  readonly target: ConfTarget
  readonly link: SwitchPort
  /** For a put-back after the connection was lost; absent: it is left to people then. */
  readonly reconnect?: Reconnect
  readonly clock: Clock
  /** The ports of the machine on which the switch runs; absent where that is not this one. */
  readonly sockets?: SwitchSockets
  readonly progress: (progress: Progress) => void
  /** Aborts the run at the next safe place; what was done is put back. */
  readonly signal?: AbortSignal
  /** Begins the journal; the one in the configuration directory when absent. */
  readonly journal?: (root: string, header: JournalHeader) => Journal
}

export interface ApplyOptions {
  /** How long gateways have to become healthy, in seconds; default 30. */
  readonly timeoutSeconds?: number
  /** Leave the change in place when a gateway does not become healthy. */
  readonly keep?: boolean
  /** How many backups to keep. */
  readonly backups?: number
  /** What the journal and the backup say it was for; default `apply`. */
  readonly purpose?: string
  /** An operation that changes no file keeps none: no backup is made of it, and none is pushed out by it. */
  readonly withoutBackup?: true
}

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
  checkStillAsRead(touchedFiles(plan), ports.target)
  if (isEmpty(plan)) return { outcome: 'unchanged', gateways: [], left: [] }
  const journal = await begin(plan, ports, options)
  const run: Run = { journal, sent: nothingSent(), ports, options }
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
    return {
      outcome: left.length === 0 ? done : 'stuck',
      backup: journal.header.id,
      gateways: verdict.outcomes,
      left,
    }
  } catch (error) {
    return putBack(run, error instanceof GwctlError ? error : unexpected(error))
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

/** Every file that is written or removed, also the ones that end as they began. */
function touchedFiles({ files, temporary = [], staged = [] }: Plan): FileChange[] {
  return [...keptFiles(files, staged), ...temporary]
}

/** The ones whose previous bytes are kept. */
function keptFiles(files: readonly FileChange[], staged: readonly FileChange[] = []): FileChange[] {
  const written = new Set(files.map((each) => each.path))
  return [...files, ...staged.filter((each) => !written.has(each.path))]
}

/** The plan was made from these very bytes; it is not for any others. */
function checkStillAsRead(files: readonly FileChange[], target: ConfTarget): void {
  for (const file of files) {
    if (target.current(file.path) === file.before) continue
    throw new GwctlError('GW310', `${file.path} has changed since the plan was made. Nothing was changed.`, {
      hint: 'Run `gwctl plan` again and look at the new plan.',
    })
  }
}

/** Backup and journal: from here on nothing can get lost. */
async function begin(plan: Plan, ports: ApplyPorts, options: ApplyOptions): Promise<Journal> {
  const { target, clock } = ports
  const date = clock.date()
  const purpose = options.purpose ?? 'apply'
  const header = headerOf(plan, { id: nextBackupId(target.root, date), date, purpose })
  if (options.withoutBackup === true) return (ports.journal ?? beginJournal)(target.root, header)
  const kept = keptFiles(plan.files, plan.staged)
  await writeBackup(target, kept, { id: header.id, purpose, date })
  ports.progress({ kind: 'backup', id: header.id, files: kept.length })
  const journal = (ports.journal ?? beginJournal)(target.root, header)
  try {
    dropOldBackups(target.root, options.backups ?? 20)
  } catch {
    // One too many is no reason to fail: the next apply drops it.
  }
  return journal
}

function headerOf(
  plan: Plan,
  about: { readonly id: string; readonly date: Date; readonly purpose: string },
): JournalHeader {
  const touched = touchedChanges(plan).filter(({ runtime }) => runtime.kill || runtime.start)
  const profiles = journalProfiles(plan)
  return {
    formatVersion: '1.0',
    id: about.id,
    startedAt: about.date.toISOString(),
    purpose: about.purpose,
    coreUuid: plan.coreUuid ?? '',
    files: touchedFiles(plan).map((file) => ({
      path: file.path,
      sha256Before: digestOf(file.before),
      sha256After: digestOf(file.after),
    })),
    gateways: [...touched.map(gatewayRecord), ...plan.changes.flatMap(canaryRecord)],
    ...(profiles.length > 0 && { profiles }),
    ...(plan.noRescan && { noRescan: plan.noRescan }),
    ...(plan.distributors && { distributors: plan.distributors.map((each) => each.distributor) }),
  }
}

function gatewayRecord({ profile, gateway, runtime }: Change): JournalGateway {
  return {
    profile,
    gateway,
    ranBefore: runtime.before !== undefined,
    upBefore: runtime.before?.status === 'UP',
    kill: runtime.kill,
    start: runtime.start,
  }
}

/** A canary has to go, whatever else happens. */
function canaryRecord({ profile, gateway, canary }: Change): JournalGateway[] {
  if (canary === undefined) return []
  const record = { profile, gateway: canary, canaryOf: gateway }
  return [{ ...record, ranBefore: false, upBefore: false, kill: true, start: true }]
}

async function carryOut(plan: Plan, run: Run): Promise<Verdict> {
  const { ports, options } = run
  const running = runPorts(run, interruptCheck(ports))
  for (let from = 0; from < plan.files.length; from += FILES_AT_ONCE) {
    running.checkInterrupt()
    await writeFiles(plan.files.slice(from, from + FILES_AT_ONCE), run, running.checkInterrupt)
  }
  ports.target.settle()
  ports.progress({ kind: 'files', count: plan.files.length })
  const until = await runPlanSteps(plan, run.sent, {
    ...running,
    timeoutMs: timeoutMs(options),
    changeFile: (file) => writeFile(file, run),
    keep: options.keep ?? false,
  })
  const verdict = await verifyPlan(plan, run.sent, running, until)
  await proveLists(plan.distributors ?? [], ports.link)
  return verdict
}

/** What has to be on disk for good is put there for so many files together; an interrupt is noticed between. */
const FILES_AT_ONCE = 64

async function writeFiles(files: readonly FileChange[], run: Run, checkInterrupt: () => void): Promise<void> {
  const { journal, ports } = run
  journal.append(...files.map(recordOf))
  await ports.target.prepare(
    files.flatMap(({ path, after, attributes, owner }) =>
      after === null ? [] : [{ file: path, latin1: after, like: attributes ?? owner }],
    ),
  )
  for (const file of files) {
    checkInterrupt()
    replaceFile(file, run)
  }
}

function recordOf({ path, after }: FileChange): JournalRecord {
  return { kind: 'file', path, sha256: digestOf(after) }
}

function writeFile(file: FileChange, run: Run): void {
  run.journal.append(recordOf(file))
  replaceFile(file, run)
}

function replaceFile({ path, after, attributes, owner }: FileChange, { ports, sent }: Run): void {
  if (after !== null) noteWritten(sent, path, digestOf(after))
  if (after === null) ports.target.remove(path)
  else ports.target.write(path, after, attributes ?? owner)
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
  const left = await undo(journal.header, sent, {
    ...runPorts(run, () => undefined),
    target: ports.target,
    ...(ports.reconnect && { reconnect: ports.reconnect }),
    announceFile: (path, sha256) => journal.append({ kind: 'file', path, sha256 }),
    timeoutMs: timeoutMs(options),
    // What the apply itself has restarted goes back at once.
    mayHangUp: true,
  })
  if (left.length === 0) left.push(...putAway(journal, 'Everything is as it was before'))
  return {
    outcome: left.length === 0 ? 'put-back' : 'stuck',
    cause,
    backup: journal.header.id,
    gateways: [],
    left,
  }
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
    const reason = error instanceof Error ? error.message : String(error)
    return [`${state}, but run \`gwctl recover\` before the next apply: ${reason}`]
  }
}

function unexpected(error: unknown): GwctlError {
  return new GwctlError('GW900', error instanceof Error ? error.message : String(error), {
    hint: 'This is a bug in gwctl: please report it with the output of `gwctl plan --format json`.',
    cause: error,
  })
}
