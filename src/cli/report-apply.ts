import type { ApplyResult } from '../apply/apply.ts'
import { CODES } from '../errors.ts'
import type { Plan } from '../model/plan.ts'
import { renderApplyText } from '../render/apply-report.ts'
import { renderFailure } from '../render/failure.ts'
import { printJson } from '../render/json.ts'
import { PLAN_FORMAT_VERSION, planDocument } from '../render/plan-json.ts'
import type { Arguments } from './command.ts'
import { wantsColor, type Io } from './io.ts'

/** Tells how a plan was carried out: why it was put back on stderr, the outcome on stdout, with --json as one document. */
export function reportApply(
  result: ApplyResult,
  { plan, sources }: { readonly plan: Plan; readonly sources: ReadonlyMap<string, string> },
  args: Arguments,
  io: Io,
): void {
  if (result.cause !== undefined)
    io.stderr(renderFailure(result.cause, { color: wantsColor(io, io.stderrIsTty) }))
  if (!args.flag('json')) {
    io.stdout(
      renderApplyText(result, {
        color: wantsColor(io, io.stdoutIsTty),
        ...(plan.distributors && { lists: plan.distributors }),
      }),
    )
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

/** The exit code of a run that carried out a plan. */
export function exitOf({ outcome, cause }: ApplyResult): number {
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
