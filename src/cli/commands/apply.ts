import { printJson } from '../../render/json.ts'
import { CODES } from '../../errors.ts'
import { applyPlan, type ApplyOptions, type ApplyResult } from '../../apply/apply.ts'
import { recordInput } from '../../apply/input-record.ts'
import { isEmpty } from '../../plan/build.ts'
import { renderApplyText } from '../../render/apply-report.ts'
import { renderFailure } from '../../render/failure.ts'
import { PLAN_FORMAT_VERSION, planDocument } from '../../render/plan-json.ts'
import { renderPlanText } from '../../render/plan-text.ts'
import { numberOption } from '../arguments.ts'
import { INPUT_OPTIONS, type Arguments, type Command } from '../command.ts'
import { confirm, requireConsent } from '../confirm.ts'
import { exclusively, LOCK_OPTION, readLockTimeout } from '../exclusive.ts'
import { readDesired } from '../inputs.ts'
import { wantsColor, type Io } from '../io.ts'
import {
  checkDirectory,
  LIMIT_OPTIONS,
  PLAN_OPTIONS,
  preparePlan,
  readWishes,
  type Online,
  type Prepared,
} from '../prepare-plan.ts'
import { showProgress } from '../progress.ts'

export const apply: Command = {
  name: 'apply',
  summary: 'plan, ask, back up, write, command, verify; put back when it fails',
  usage: 'apply [-f PATH]... [--yes] [--target PROFILE/GATEWAY]... [--timeout S] [--keep] [--json]',
  description:
    'Shows the plan, asks, keeps the previous bytes of every file it changes, writes, sends the commands of the\n' +
    'plan and nothing else, and proves the result in the running switch. When anything fails, files and gateways\n' +
    'are put back as they were (exit 6). Without a terminal it needs --yes, which lifts no limit.',
  options: [
    ...INPUT_OPTIONS,
    { name: 'yes', short: 'y', help: 'do not ask' },
    ...PLAN_OPTIONS,
    { name: 'timeout', value: 'S', help: 'seconds that gateways have to become healthy (default 30)' },
    { name: 'keep', help: 'leave the change in place when a gateway does not become healthy (exit 8)' },
    ...LIMIT_OPTIONS,
    LOCK_OPTION,
    { name: 'json', help: 'print the outcome as one JSON document' },
  ],
  examples: [
    { line: 'gwctl apply', does: 'show the plan, ask, apply' },
    { line: 'gwctl apply --yes', does: 'in a pipeline' },
    {
      line: 'gwctl apply --target external/acme-1 --timeout 60',
      does: 'one gateway, with a minute to become healthy',
    },
  ],
  positionals: 0,
  async run(args, io) {
    const options = readOptions(args)
    requireConsent('apply', args, io)
    const input = await readDesired(args, io, { resolveSecrets: true })
    checkDirectory(input)
    // From the reading of the directory on: a plan made beside another apply would be stale at once.
    return exclusively(input.desired.conf, 'apply', args, io, async () => {
      const prepared = await preparePlan(args, io, { offline: false, input })
      try {
        return await carryOut(prepared, requireOnline(prepared), args, io, options)
      } finally {
        await prepared.disconnect()
      }
    })
  },
}

/** All of them, the ones that are used later too: a wrong one is refused before anything is read. */
function readOptions(args: Arguments): ApplyOptions {
  readWishes(args)
  readLockTimeout(args)
  const timeoutSeconds = numberOption(args, 'timeout', 1)
  return { keep: args.flag('keep'), ...(timeoutSeconds !== undefined && { timeoutSeconds }) }
}

function requireOnline({ online }: Prepared): Online {
  if (online !== undefined) return online
  throw new Error('apply plans against the switch')
}

async function carryOut(
  prepared: Prepared,
  online: Online,
  args: Arguments,
  io: Io,
  options: ApplyOptions,
): Promise<number> {
  const { plan, input, configuration, sources } = prepared
  io.stderr(renderPlanText(plan, { color: wantsColor(io, io.stderrIsTty), sources }))
  if (!isEmpty(plan) && plan.refusals.length === 0) await confirm('Apply this plan?', args, io)
  const progress = showProgress(io)
  const { target } = configuration
  const ports = { target, ...online, clock: io.clock, progress: progress.show, signal: io.signal }
  const result = await applyPlan(plan, ports, { ...options, backups: input.desired.backups.keep })
  progress.end()
  if (result.outcome === 'applied' || result.outcome === 'kept') recordInput(target.root, input.sources)
  report(result, prepared, args, io)
  return exitOf(result)
}

function report(result: ApplyResult, { plan, sources }: Prepared, args: Arguments, io: Io): void {
  if (result.cause !== undefined)
    io.stderr(renderFailure(result.cause, { color: wantsColor(io, io.stderrIsTty) }))
  if (!args.flag('json')) {
    io.stdout(renderApplyText(result, { color: wantsColor(io, io.stdoutIsTty) }))
    return
  }
  const { cause, ...rest } = result
  const error = cause && { code: cause.code, message: cause.message, hint: cause.hint }
  const document = {
    formatVersion: PLAN_FORMAT_VERSION,
    ...rest,
    ...(error && { error }),
    plan: planDocument(plan, sources),
  }
  io.stdout(printJson(document))
}

function exitOf({ outcome, cause }: ApplyResult): number {
  switch (outcome) {
    case 'unchanged':
    case 'applied':
      return 0
    case 'kept':
      return CODES.GW504.exit
    case 'put-back':
      return cause?.code === 'GW505' ? CODES.GW505.exit : CODES.GW502.exit
    case 'stuck':
      return CODES.GW503.exit
  }
}
