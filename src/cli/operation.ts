import type { AuditOutcome } from '../apply/audit.ts'
import { CODES, GwctlError, type Code } from '../errors.ts'
import type { SwitchLink } from '../freeswitch/link.ts'
import type { ProfileState } from '../freeswitch/status-commands.ts'
import type { Live } from '../model/live.ts'
import type { OperationOutline, OperationReport } from '../model/operation.ts'
import type { Refusal } from '../model/plan.ts'
import { printJson } from '../render/json.ts'
import { renderFailure } from '../render/failure.ts'
import { renderOperation, renderOutline } from '../render/operation-text.ts'
import { PLAN_FORMAT_VERSION } from '../render/plan-json.ts'
import { localTarget } from '../targets/local.ts'
import { numberOption } from './arguments.ts'
import { writeAudit } from './audited.ts'
import type { Arguments, OptionSpec } from './command.ts'
import { confirm, requireConsent } from './confirm.ts'
import { exclusively, LOCK_OPTION, readLockTimeout } from './exclusive.ts'
import { readConfiguration, type Configuration } from './inputs.ts'
import { wantsColor, type Io } from './io.ts'
import { CLEAR_LINE, liveLineText } from './live-line.ts'
import { findPlace, PLACE_OPTIONS, type Place } from './place.ts'

/** The options of every operation. */
export const OPERATION_OPTIONS: readonly OptionSpec[] = [
  ...PLACE_OPTIONS,
  { name: 'yes', short: 'y', help: 'do not ask' },
  { name: 'timeout', value: 'S', help: 'seconds that gateways have to become UP (default 30)' },
  LOCK_OPTION,
  { name: 'json', help: 'print the outcome as one JSON document' },
]

/** What each `--help` says of the exit codes. */
export const OPERATION_EXITS =
  'Exit codes: 0 done, or nothing to do; 1 failed, nothing changed; 3 bad input; 4 refused or declined; 5 another run\n' +
  'holds the lock; 7 begun and not brought to its end (what is left to do is printed); 8 done, but a gateway is not UP;\n' +
  '130 interrupted before anything was changed.'

/** An operation that people do by hand: what for, to what, and how it is prepared. */
export interface Operation {
  /** `gateway restart`: for the audit log, the lock and the reader. */
  readonly purpose: string
  /** `external/acme-1`, `external`. */
  readonly target: string
  /** Looks at the world and decides; changes nothing. Throws GwctlError for what cannot be meant. */
  prepare(world: World): Promise<PreparedOperation> | PreparedOperation
}

/** Everything that an operation is decided from. */
export interface World {
  readonly place: Place
  readonly configuration: Configuration
  readonly link: SwitchLink
  readonly live: Live
  readonly profiles: readonly ProfileState[]
}

export interface PreparedOperation extends OperationOutline {
  /** Each of them is against it. */
  readonly refusals: readonly Refusal[]
  /** Why there is nothing to do; absent: there is. */
  readonly nothing?: string
  run(ports: OperationPorts): Promise<OperationReport & { readonly cause?: GwctlError }>
  /** What is left to do by hand after it had begun and then failed of this, one sentence each; looks at the switch where it needs to. */
  left(cause: GwctlError): Promise<readonly string[]>
}

export interface OperationPorts {
  /** From here on things are not as before: what fails is no longer "nothing changed". */
  readonly begun: () => void
  /** Throws GW505 when the run has been interrupted. */
  readonly checkInterrupt: () => void
  /** Tells what goes on, on stderr. */
  readonly tell: (line: string) => void
  readonly timeoutMs: number
}

/** Shows, asks, locks, runs, reports and notes in the audit log. Resolves to the exit code. */
export async function operate(operation: Operation, args: Arguments, io: Io): Promise<number> {
  const timeoutMs = (numberOption(args, 'timeout', 1) ?? 30) * 1000
  readLockTimeout(args)
  requireConsent(operation.purpose, args, io)
  const place = await findPlace(args, io)
  requireConfiguration(place.root)
  return exclusively(place.root, operation.purpose, args, io, async (announce) => {
    const configuration = readConfiguration(place.root)
    const link = await place.connect(configuration)
    try {
      const [live, profiles] = [await link.observe(), await link.profileStates()]
      const prepared = await operation.prepare({ place, configuration, link, live, profiles })
      const about = { operation, prepared, root: place.root, timeoutMs }
      return await carryOut({ ...about, announce }, args, io)
    } finally {
      await link.close()
    }
  })
}

/** Nothing, not even a lock, is made in a directory that is something else. */
function requireConfiguration(root: string): void {
  const read = localTarget(root).read('freeswitch.xml')
  if (!('error' in read)) return
  throw new GwctlError('GW204', `${root}/freeswitch.xml cannot be read: ${read.error}.`, {
    hint: 'Give the FreeSWITCH configuration directory with --conf, or as freeswitch.conf in the YAML.',
  })
}

interface Doing {
  readonly operation: Operation
  readonly prepared: PreparedOperation
  readonly root: string
  readonly timeoutMs: number
  readonly announce: () => void
}

type Result = OperationReport & { readonly cause?: GwctlError }

async function carryOut(doing: Doing, args: Arguments, io: Io): Promise<number> {
  const { prepared, announce } = doing
  if (prepared.nothing !== undefined) {
    const report = { outcome: 'unchanged', happened: [prepared.nothing], gateways: [], left: [] } as const
    return conclude(doing, report, args, io)
  }
  // What nothing allows is not described as if it were about to happen.
  if (!prepared.refusals.some(isFirm))
    io.stderr(renderOutline(prepared, { color: wantsColor(io, io.stderrIsTty) }))
  try {
    refuse(prepared.refusals)
    await confirm('Do this?', args, io)
    announce()
    return conclude(doing, await run(doing, io), args, io)
  } catch (error) {
    const code = error instanceof GwctlError ? error.code : 'GW900'
    note(doing, outcomeOf(code), CODES[code].exit, code, io)
    throw error
  }
}

function refuse(refusals: readonly Refusal[]): void {
  const [first] = refusals
  if (first === undefined) return
  const messages = refusals.map((each) => each.message).join(' ')
  const flags = refusals.map((each) => each.lift).filter((each) => each.startsWith('--'))
  const firm = refusals.find(isFirm)
  throw new GwctlError('GW301', `${messages} Nothing was changed.`, {
    hint: firm?.lift ?? `To allow it: ${flags.join(' ')}`,
  })
}

/** No option lifts it. */
function isFirm({ lift }: Refusal): boolean {
  return !lift.startsWith('--')
}

/** What fails after something was begun is told with what is left to do; before, it is thrown. */
async function run({ prepared, timeoutMs }: Doing, io: Io): Promise<Result> {
  const stage = { begun: false }
  const ports: OperationPorts = {
    begun: () => void (stage.begun = true),
    checkInterrupt: () => checkInterrupt(io),
    tell: tellOnce(io),
    timeoutMs,
  }
  try {
    return await io.guard(() => prepared.run(ports))
  } catch (error) {
    if (!stage.begun || !(error instanceof GwctlError)) throw error
    return { outcome: 'stuck', happened: [], gateways: [], left: await leftOf(prepared, error), cause: error }
  }
}

async function leftOf(prepared: PreparedOperation, cause: GwctlError): Promise<readonly string[]> {
  try {
    return await prepared.left(cause)
  } catch (error) {
    if (!(error instanceof GwctlError)) throw error
    return [`What stands now could not be asked: ${error.message} Look at \`sofia status\` in fs_cli.`]
  }
}

function checkInterrupt(io: Io): void {
  if (!io.signal.aborted) return
  throw new GwctlError('GW505', 'Interrupted.', { hint: 'What was sent goes on in FreeSWITCH.' })
}

/** A line that is rewritten on a terminal; elsewhere each once, its numbers aside. */
function tellOnce(io: Io): (line: string) => void {
  let last = ''
  return (line) => {
    const phase = line.replaceAll(/\d+ s/g, '')
    if (io.stderrIsTty) io.stderr(`${CLEAR_LINE}${liveLineText(line, io)}`)
    else if (phase !== last) io.stderr(`${line}\n`)
    if (phase === last) return
    last = phase
  }
}

function conclude(doing: Doing, report: Result, args: Arguments, io: Io): number {
  const { cause, ...rest } = report
  const exit = exitOf(report)
  note(doing, AUDITED[report.outcome], exit, cause?.code, io)
  if (io.stderrIsTty) io.stderr(CLEAR_LINE)
  if (cause !== undefined) io.stderr(renderFailure(cause, { color: wantsColor(io, io.stderrIsTty) }))
  if (!args.flag('json')) {
    io.stdout(renderOperation(rest, { color: wantsColor(io, io.stdoutIsTty) }))
    return exit
  }
  const { purpose, target } = doing.operation
  const error = cause && { code: cause.code, message: cause.message, hint: cause.hint }
  const about = { formatVersion: PLAN_FORMAT_VERSION, operation: purpose, target }
  io.stdout(printJson({ ...about, ...rest, ...(error && { error }) }))
  return exit
}

const AUDITED: Readonly<Record<OperationReport['outcome'], AuditOutcome>> = {
  unchanged: 'unchanged',
  done: 'applied',
  unhealthy: 'kept',
  'put-back': 'put-back',
  stuck: 'stuck',
}

function exitOf({ outcome, cause }: Result): number {
  switch (outcome) {
    case 'unchanged':
    case 'done':
      return 0
    case 'unhealthy':
      return CODES.GW504.exit
    case 'put-back':
      return cause?.code === 'GW505' ? CODES.GW505.exit : CODES.GW502.exit
    case 'stuck':
      return CODES.GW503.exit
  }
}

function note(doing: Doing, outcome: AuditOutcome, exit: number, code: Code | undefined, io: Io): void {
  const { operation, prepared, root } = doing
  const numbers = { commands: prepared.commands.length }
  const purpose = `${operation.purpose} ${operation.target}`
  writeAudit(root, { purpose, id: null, plan: null, outcome, exit, ...(code && { code }), numbers }, io)
}

function outcomeOf(code: Code): AuditOutcome {
  if (code === 'GW302') return 'declined'
  if (code === 'GW505') return 'interrupted'
  return CODES[code].exit === CODES.GW301.exit ? 'refused' : 'failed'
}
