import type { ApplyResult } from '../apply/apply.ts'
import type { Progress } from '../apply/progress.ts'
import { CODES, type GwctlError, type InputError } from '../errors.ts'
import type { Plan } from '../model/plan.ts'
import { failureFields } from '../render/failure.ts'
import { PLAN_FORMAT_VERSION, stepDocument } from '../render/plan-json.ts'
import { summaryOf } from '../render/summary.ts'
import { outcomeOf } from './audited.ts'
import { VERSION } from './version.ts'

/** One line of `apply --events`, without its time. No value of a gateway is in any of them. */
export interface ApplyEvent {
  readonly kind: 'start' | 'plan' | 'result' | Progress['kind']
  readonly [name: string]: unknown
}

export function startEvent(): ApplyEvent {
  return { kind: 'start', formatVersion: PLAN_FORMAT_VERSION, gwctl: VERSION }
}

export function planEvent(plan: Plan): ApplyEvent {
  const { changes, files, steps, refusals, warnings } = plan
  return {
    kind: 'plan',
    summary: summaryOf(plan),
    changes: changes.map(({ action, profile, gateway }) => ({ action, profile, gateway })),
    files: files.map(({ action, path }) => ({ action, path })),
    steps: steps.length,
    refusals,
    warnings: warnings.length,
  }
}

/** Steps count from 1. */
export function progressEvent(progress: Progress): ApplyEvent {
  if (progress.kind !== 'step') return progress
  const { kind, index, of, step } = progress
  return { kind, number: index + 1, of, step: stepDocument(step) }
}

/** The last line: how it ended, with the exit code of the run. */
export function resultEvent({ cause, ...report }: ApplyResult, exit: number): ApplyEvent {
  const error = cause && { code: cause.code, message: cause.message, hint: cause.hint }
  return { kind: 'result', exit, ...report, ...(error && { error }) }
}

/** The last line of a run that has not begun to change anything. */
export function failureEvent(failure: GwctlError | InputError): ApplyEvent {
  const exit = failure.name === 'GwctlError' ? failure.exit : CODES.GW101.exit
  const outcome = failure.name === 'GwctlError' ? outcomeOf(failure.code, exit) : 'failed'
  return { kind: 'result', exit, outcome, gateways: [], left: [], ...failureFields(failure) }
}
