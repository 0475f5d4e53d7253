import { GwctlError } from '../errors.ts'
import { gatewayPath } from '../model/gateway.ts'
import type { FileChange, Plan } from '../model/plan.ts'
import type { FileStep, RuntimeStep, Step, VerifyStep } from '../model/step.ts'
import { touchedChanges } from '../plan/carried.ts'
import { deadlineOf } from './deadline.ts'
import { failureOf } from './failure-of.ts'
import type { RunPorts } from './run-ports.ts'
import { freshMemory, runSteps } from './run-steps.ts'
import type { Sent } from './sent.ts'
import { verify } from './verify.ts'

export interface PlanPorts extends RunPorts {
  /** How long gateways have to become healthy, from the beginning of each stretch of commands. */
  readonly timeoutMs: number
  /** Writes or removes a file; what it does is in the journal before it happens. */
  readonly changeFile: (file: FileChange) => void
  /** A gateway that is not healthy stays as it is, so that it comes into its lists as well. */
  readonly keep: boolean
}

/**
 * Carries out all steps of a plan: what concerns the switch as it stands, files in between, and
 * the proof of a batch before the next is touched. Throws GW408 for a batch that is not as
 * planned and healthy: nothing after it is touched then.
 *
 * @returns until when the gateways of the last stretch have time to become healthy, in ms of the clock
 */
export async function runPlanSteps(plan: Plan, sent: Sent, ports: PlanPorts): Promise<number> {
  let until = ports.clock.now() + ports.timeoutMs
  let memory = freshMemory(ports)
  for (const { from, steps, end } of stretchesOf(plan.steps)) {
    if (steps.length > 0) {
      const deadline = deadlineOf(steps, ports.clock, ports.timeoutMs)
      await runSteps(steps, sent, numbered(ports, from, plan.steps.length), deadline, memory)
      until = deadline()
    }
    ports.checkInterrupt()
    if (end?.kind === 'file') changeFile(end, plan, ports)
    if (end?.kind === 'verify') await prove(end, plan, sent, ports, until)
    // What is registered again after a list was loaded was registered before.
    if (end?.kind === 'verify' && end.now !== true) memory = freshMemory(ports)
  }
  return until
}

/** Steps for the switch, as far as the first one that is for something else. */
interface Stretch {
  /** How many steps of the plan come before. */
  readonly from: number
  readonly steps: readonly RuntimeStep[]
  readonly end?: FileStep | VerifyStep
}

function stretchesOf(steps: readonly Step[]): Stretch[] {
  const stretches: Stretch[] = []
  let runtime: RuntimeStep[] = []
  for (const [index, step] of steps.entries()) {
    if (step.kind !== 'file' && step.kind !== 'verify') {
      runtime.push(step)
      continue
    }
    stretches.push({ from: index - runtime.length, steps: runtime, end: step })
    runtime = []
  }
  return [...stretches, { from: steps.length - runtime.length, steps: runtime }]
}

/** Steps are counted over the whole plan. */
function numbered(ports: PlanPorts, from: number, of: number): RunPorts {
  return {
    ...ports,
    progress: (told) =>
      ports.progress(told.kind === 'step' ? { ...told, index: told.index + from, of } : told),
  }
}

function changeFile(step: FileStep, plan: Plan, ports: PlanPorts): void {
  const file = fileOf(step, plan)
  if (file === undefined)
    throw new GwctlError('GW900', `The plan has no text for ${step.path}.`, {
      hint: 'This is a bug in gwctl: please report it.',
    })
  ports.changeFile(step.action === 'write' ? file : { ...file, action: 'delete', after: null })
}

function fileOf({ path, stage }: FileStep, { temporary, staged }: Plan): FileChange | undefined {
  if (stage === undefined) return temporary?.find((each) => each.path === path)
  const file = staged?.find((each) => each.path === path)
  const text = file?.texts[stage]
  return file && text !== undefined ? { ...file, after: text } : undefined
}

async function prove(
  { batch, of, gateways, now }: VerifyStep,
  plan: Plan,
  sent: Sent,
  ports: PlanPorts,
  untilMs: number,
): Promise<void> {
  const paths = new Set(gateways.map((each) => gatewayPath(each.profile, each.gateway)))
  const mine = touchedChanges(plan).filter((each) => paths.has(gatewayPath(each.profile, each.gateway)))
  const verdict = now
    ? await verify(mine, sent, ports, ports.clock.now(), 'as they are')
    : await verify(mine, sent, ports, untilMs)
  const failure = failureOf(verdict)
  if (now && (failure === undefined || (ports.keep && verdict.mismatches.length === 0))) return
  if (now && failure !== undefined) throw failure
  if (failure === undefined) return ports.progress({ kind: 'batch', batch, of, gateways: gateways.length })
  throw new GwctlError(failure.code, `Batch ${batch} of ${of}: ${failure.message}`, { hint: failure.hint })
}
