import path from 'node:path'
import { GwctlError } from '../../errors.ts'
import { applyPlan } from '../../apply/apply.ts'
import type { ApplyOptions, ApplyPorts } from '../../apply/apply-ports.ts'
import type { Progress } from '../../apply/progress.ts'
import { recordInput, rememberSecrets } from '../../apply/input-record.ts'
import { isEmpty } from '../../plan/build.ts'
import { renderPlanText } from '../../render/plan-text.ts'
import { numberOption } from '../arguments.ts'
import { audited } from '../audited.ts'
import { INPUT_OPTIONS, type Arguments, type Command } from '../command.ts'
import { commitRendered } from '../commit-rendered.ts'
import { confirm, requireConsent } from '../confirm.ts'
import { EVENTS_OPTION, withEvents, type EventLog } from '../events.ts'
import { exclusively, LOCK_OPTION, readLockTimeout } from '../exclusive.ts'
import { readDesired } from '../inputs.ts'
import { systemReason } from '../../targets/system-error.ts'
import { wantsColor, type Io } from '../io.ts'
import { LIMIT_OPTIONS, PLAN_OPTIONS, readWishes } from '../plan-options.ts'
import { checkDirectory, preparePlan, type Online, type Prepared } from '../prepare-plan.ts'
import { showProgress } from '../progress.ts'
import { exitOf, reportApply } from '../report-apply.ts'
import { approve, type Approval } from '../saved-plan.ts'

export const apply: Command = {
  name: 'apply',
  summary: 'plan, ask, back up, write, command, verify; put back when it fails',
  usage:
    'apply [PLANFILE] [-f PATH]... [--yes] [--target PROFILE/GATEWAY]... [--canary] [--batch N] [--no-restart] [--timeout S] [--keep] [--events FILE] [--json]',
  description:
    'Shows the plan, asks, keeps the previous bytes of every file it changes, writes, sends the commands of the\n' +
    'plan and nothing else, and proves the result in the running switch. When anything fails, files and gateways\n' +
    'are put back as they were (exit 6). Without a terminal it needs --yes, which lifts no limit.\n' +
    'With PLANFILE, which `gwctl plan --out PLANFILE` saved, it applies that plan and no other: where the YAML, a secret,\n' +
    'a file of the configuration directory or the switch has moved since, it says what and refuses (exit 4).' +
    '\n' +
    'A canary (--canary, or `canary: true` of a gateway) registers the new definition as gwctl-canary-NAME before the\n' +
    'running gateway is touched: a second Contact of the same account, for a moment. A carrier that keeps one Contact\n' +
    'an account drops that of the gateway meanwhile, so the gateway registers again in any case. What does not run\n' +
    'yet, or does not register, is not tried.\n' +
    'A setting that only a restart of its profile brings into force restarts it, once: that hangs up its calls, so with calls\n' +
    'in progress it is refused unless --allow-calls says otherwise; --no-restart leaves such settings as they stand.' +
    '\n' +
    'When it fails after it has begun, this is what you see (exit 6):\n' +
    '\n' +
    '  Putting back: external/acme-1: the carrier refused the registration: 403 Forbidden.\n' +
    '  error GW408: external/acme-1: the carrier refused the registration: 403 Forbidden.\n' +
    '    Check the account and the address with the carrier, or pass --keep to leave an unhealthy gateway in place.\n' +
    '  Put back: files and gateways are as they were before.\n' +
    '  The previous files are kept in .gwctl/backups/20261123T101500.123Z/ of the configuration directory.\n' +
    '\n' +
    'Where not everything could be put back (exit 7) it lists what is left to do, one line each; `gwctl recover` goes on\n' +
    'from there, as it does after a crash. Where all is put back and only a carrier does not answer any more, it says that\n' +
    'there is nothing to recover.',
  options: [
    ...INPUT_OPTIONS,
    { name: 'yes', short: 'y', help: 'do not ask' },
    ...PLAN_OPTIONS,
    {
      name: 'timeout',
      value: 'S',
      help: 'seconds that gateways (of each batch) have to become healthy (default 30)',
    },
    { name: 'keep', help: 'leave the change in place when a gateway does not become healthy (exit 8)' },
    ...LIMIT_OPTIONS,
    LOCK_OPTION,
    EVENTS_OPTION,
    { name: 'json', help: 'print the outcome as one JSON document' },
  ],
  examples: [
    { line: 'gwctl apply', does: 'show the plan, ask, apply' },
    { line: 'gwctl apply --yes', does: 'in a pipeline' },
    { line: 'gwctl apply change.plan', does: 'the plan that was saved and reviewed, once' },
    {
      line: 'gwctl apply --target external/acme-1 --timeout 60',
      does: 'one gateway, with a minute to become healthy',
    },
    { line: 'gwctl apply --no-restart', does: 'everything that needs no restart of a profile' },
    {
      line: 'gwctl apply --yes --events apply.jsonl',
      does: 'in a pipeline that shows each step; the last line is the outcome',
    },
    {
      line: 'gwctl apply --canary --batch 10',
      does: 'ten gateways at a time, each tried first; stop and put all back at the first that fails',
    },
  ],
  positionals: 1,
  takes: ['file'],
  async run(args, given) {
    const read = readOptions(args)
    return withEvents(args, given, (io, events) => run(args, io, { ...read, events }))
  },
}

/** What the options say, and who is told of it. */
type Options = ApplyOptions & { readonly events: EventLog }

async function run(args: Arguments, io: Io, options: Options): Promise<number> {
  requireConsent('apply', args, io)
  const [file] = args.positionals
  if (file !== undefined) return applySaved(approve(file, args, io), io, options)
  const input = await readDesired(args, io, { resolveSecrets: true })
  checkDirectory(input)
  // From the reading of the directory on: a plan made beside another apply would be stale at once.
  return exclusively(input.desired.conf, 'apply', args, io, async (announce) => {
    const prepared = await preparePlan(args, io, { offline: false, input })
    try {
      return await carryOut(prepared, requireOnline(prepared), args, io, { ...options, announce })
    } finally {
      await prepared.disconnect()
    }
  })
}

async function applySaved(approval: Approval, io: Io, options: Options): Promise<number> {
  const { args, input, witness, begin } = approval
  refuseKeptBatches(args)
  return exclusively(input.desired.conf, 'apply', args, io, async (announce) => {
    approval.requireUnused()
    const prepared = await preparePlan(args, io, { offline: false, input, witness })
    try {
      approval.requireSame(prepared.plan)
      const online = { ...requireOnline(prepared), journal: begin }
      return await carryOut(prepared, online, args, io, { ...options, announce })
    } finally {
      await prepared.disconnect()
    }
  })
}

/** All of them, the ones that are used later too: a wrong one is refused before anything is read. */
function readOptions(args: Arguments): ApplyOptions {
  readWishes(args)
  readLockTimeout(args)
  const timeoutSeconds = numberOption(args, 'timeout', 1)
  refuseKeptBatches(args)
  return { keep: args.flag('keep'), ...(timeoutSeconds !== undefined && { timeoutSeconds }) }
}

/** Also of a saved plan: the option may come from there. */
function refuseKeptBatches(args: Arguments): void {
  if (!args.flag('keep') || args.value('batch') === undefined) return
  throw new GwctlError('GW100', '--keep and --batch exclude each other.', {
    hint: 'A batch that is not healthy stops the apply: what comes after it is not in the switch, so it is put back.',
  })
}

function requireOnline({ online }: Prepared): Online {
  if (online !== undefined) return online
  throw new Error('apply plans against the switch')
}

async function carryOut(
  prepared: Prepared,
  online: Online & Pick<ApplyPorts, 'journal'>,
  args: Arguments,
  io: Io,
  { announce, events, ...options }: Options & { readonly announce: () => void },
): Promise<number> {
  const { plan, input, configuration, sources } = prepared
  io.stderr(renderPlanText(plan, { color: wantsColor(io, io.stderrIsTty), sources }))
  events.plan(plan)
  const { target } = configuration
  if (isEmpty(plan)) {
    // Nothing is written but that the input is complete, where it reads otherwise than before.
    rememberInput(prepared, io)
    reportApply({ outcome: 'unchanged', gateways: [], left: [] }, prepared, args, io)
    return 0
  }
  announce()
  const progress = showProgress(io)
  const tell = (told: Progress): void => {
    progress.show(told)
    events.progress(told)
  }
  const ports = { target, ...online, clock: io.clock, progress: tell, signal: io.signal }
  const deed = { root: target.root, purpose: 'apply', plan, sources, ...inputDirectory(args, io) }
  const result = await audited(deed, io, async () => {
    if (plan.refusals.length === 0) await confirm('Apply this plan?', args, io)
    if (plan.refusals.length === 0) rememberSecrets(target.root, input.desired)
    return io.guard(() => applyPlan(plan, ports, { ...options, backups: input.desired.backups.keep }))
  })
  progress.end()
  events.ended(result)
  if (result.outcome === 'applied' || result.outcome === 'kept') rememberInput(prepared, io)
  const wanted = input.desired.commit === true
  const rendered = { root: target.root, plan, purpose: 'apply', wanted, ...inputDirectory(args, io) }
  await commitRendered(rendered, result, io)
  reportApply(result, prepared, args, io)
  return exitOf(result)
}

/** What was applied is applied: a record that cannot be written is only said. */
function rememberInput({ input, configuration }: Prepared, io: Io): void {
  try {
    recordInput(configuration.target.root, input)
  } catch (error) {
    io.stderr(`The record of what was applied could not be written: ${systemReason(error)}.\n`)
  }
}

/** A directory in which the YAML stands, for its git revision; none where it comes from standard input. */
function inputDirectory(args: Arguments, io: Io): { readonly input?: string } {
  const [file = 'gwctl.yaml'] = args.values('file')
  return file === '-' ? {} : { input: path.dirname(path.resolve(io.cwd, file)) }
}
