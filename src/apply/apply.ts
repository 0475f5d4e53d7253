import { GwctlError } from '../errors.ts'
import type { FileChange, Plan } from '../model/plan.ts'
import { gatewayPath } from '../model/gateway.ts'
import type { ApplyReport } from '../model/report.ts'
import type { ConfTarget } from '../targets/local.ts'
import { dropOldBackups, writeBackup } from './backup.ts'
import type { Progress } from './progress.ts'
import { putBack } from './put-back.ts'
import { nothingSent, runSteps, type RunPorts, type Sent } from './run-steps.ts'
import type { Clock, Reconnect, SwitchPort } from './switch-port.ts'
import { verify, type Verdict } from './verify.ts'

export interface ApplyPorts {
  readonly target: ConfTarget
  readonly link: SwitchPort
  /** For a put-back after the connection was lost; absent: it is left to people then. */
  readonly reconnect?: Reconnect
  readonly clock: Clock
  readonly progress: (progress: Progress) => void
  /** Aborts the run at the next safe place; what was done is put back. */
  readonly signal?: AbortSignal
}

export interface ApplyOptions {
  /** How long gateways have to become healthy, in seconds; default 30. */
  readonly timeoutSeconds?: number
  /** Leave the change in place when a gateway does not become healthy. */
  readonly keep?: boolean
  /** How many backups to keep. */
  readonly backups?: number
}

/** How an apply ended; `cause` is why it was put back. */
export interface ApplyResult extends ApplyReport {
  readonly cause?: GwctlError
}

/**
 * Carries out a plan: keeps the previous bytes, writes the files, runs the planned steps and
 * nothing else, and proves the result. When any of it fails, everything is put back.
 *
 * Throws GwctlError when it fails before anything was changed (exit 1, 3 or 4).
 */
export async function applyPlan(
  plan: Plan,
  ports: ApplyPorts,
  options: ApplyOptions = {},
): Promise<ApplyResult> {
  refuse(plan)
  checkStillAsRead(plan.files, ports.target)
  if (plan.changes.length === 0) return { outcome: 'unchanged', gateways: [], left: [] }
  const backup = keepPreviousBytes(plan.files, ports, options)
  const done: Done = { written: [], sent: nothingSent() }
  try {
    const verdict = await carryOut(plan, done, ports, options)
    const failure = failureOf(verdict)
    const report = { ...backup, gateways: verdict.outcomes, left: [] }
    if (failure === undefined) return { outcome: 'applied', ...report }
    if (options.keep === true && verdict.mismatches.length === 0) return { outcome: 'kept', ...report }
    return { ...(await undo(plan, done, failure, ports, options)), ...backup }
  } catch (error) {
    const cause = error instanceof GwctlError ? error : unexpected(error)
    return { ...(await undo(plan, done, cause, ports, options)), ...backup }
  }
}

interface Done {
  readonly written: FileChange[]
  readonly sent: Sent
}

function refuse(plan: Plan): void {
  const [refusal] = plan.refusals
  if (refusal === undefined) return
  throw new GwctlError('GW301', `${refusal.message} Nothing was changed.`, {
    hint: `To allow it: ${refusal.lift}`,
  })
}

/** The plan was made from these very bytes; it is not for any others. */
function checkStillAsRead(files: readonly FileChange[], target: ConfTarget): void {
  for (const file of files) {
    if (target.current(file.path) !== file.before) {
      throw new GwctlError(
        'GW310',
        `${file.path} has changed since the plan was made. Nothing was changed.`,
        {
          hint: 'Run `gwctl plan` again and look at the new plan.',
        },
      )
    }
  }
}

function keepPreviousBytes(
  files: readonly FileChange[],
  ports: ApplyPorts,
  options: ApplyOptions,
): { backup?: string } {
  if (files.length === 0) return {}
  const id = writeBackup(ports.target.root, files, ports.clock.date())
  dropOldBackups(ports.target.root, options.backups ?? 20)
  ports.progress({ kind: 'backup', id, files: files.length })
  return { backup: id }
}

async function carryOut(plan: Plan, done: Done, ports: ApplyPorts, options: ApplyOptions): Promise<Verdict> {
  for (const file of plan.files) writeFile(file, done, ports)
  ports.progress({ kind: 'files', count: plan.files.length })
  const started = ports.clock.now()
  const until = (): number => started + timeoutMs(options)
  await runSteps(plan.steps, done.sent, runPorts(ports, interruptCheck(ports)), until)
  return verify(plan.changes, done.sent, runPorts(ports, interruptCheck(ports)), until())
}

function writeFile(file: FileChange, done: Done, ports: ApplyPorts): void {
  // Noted first: a write that fails may still have reached the disk.
  done.written.push(file)
  if (file.after === null) ports.target.remove(file.path)
  else ports.target.write(file.path, file.after, file.owner)
}

function timeoutMs(options: ApplyOptions): number {
  return (options.timeoutSeconds ?? 30) * 1000
}

function runPorts(ports: ApplyPorts, checkInterrupt: () => void): RunPorts {
  return { link: ports.link, clock: ports.clock, progress: ports.progress, checkInterrupt }
}

function interruptCheck(ports: ApplyPorts): () => void {
  return () => {
    if (ports.signal?.aborted === true) {
      throw new GwctlError('GW505', 'The apply was interrupted.', {
        hint: 'Run `gwctl plan` to see where it stands.',
      })
    }
  }
}

/** What makes the apply fail: the switch is not as planned, or a gateway that has to be healthy is not. */
function failureOf({ outcomes, mismatches }: Verdict): GwctlError | undefined {
  const sick = outcomes.filter((each) => each.owed && each.health === 'unhealthy')
  const complaints = [...mismatches, ...sick].map(
    (each) => `${gatewayPath(each.profile, each.gateway)}: ${each.detail}`,
  )
  if (complaints.length === 0) return undefined
  const shown = complaints.slice(0, 5).join('; ')
  const more = complaints.length > 5 ? ` and ${complaints.length - 5} more` : ''
  return new GwctlError('GW408', `${shown}${more}.`, {
    hint: 'Check the account and the address with the carrier, or pass --keep to leave an unhealthy gateway in place.',
  })
}

/** An interrupt does not stop a put-back: half of one would be worse. */
async function undo(
  plan: Plan,
  done: Done,
  cause: GwctlError,
  ports: ApplyPorts,
  options: ApplyOptions,
): Promise<ApplyResult> {
  ports.progress({ kind: 'put-back', reason: cause.message })
  const { target, reconnect } = ports
  const left = await putBack(plan, done.written, done.sent, {
    ...runPorts(ports, () => undefined),
    target,
    ...(reconnect && { reconnect }),
    timeoutMs: timeoutMs(options),
  })
  return { outcome: left.length === 0 ? 'put-back' : 'stuck', cause, gateways: [], left }
}

function unexpected(error: unknown): GwctlError {
  return new GwctlError('GW900', error instanceof Error ? error.message : String(error), {
    hint: 'This is a bug in gwctl: please report it with the output of `gwctl plan --format json`.',
    cause: error,
  })
}
