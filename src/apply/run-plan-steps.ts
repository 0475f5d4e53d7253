import { GwctlError } from '../errors.ts'
import { gatewayPath } from '../model/gateway.ts'
import type { FileChange, FileStep, Plan, RuntimeStep, Step, VerifyStep } from '../model/plan.ts'
import { touchedChanges } from '../plan/carried.ts'
import { deadlineOf } from './deadline.ts'
import { failureOf } from './failure-of.ts'
import { runSteps, type RunPorts, type Sent } from './run-steps.ts'
import { verify } from './verify.ts'

export interface PlanPorts extends RunPorts {
  /** How long gateways have to become healthy, from the beginning of each stretch of commands. */
  readonly timeoutMs: number
  /** Writes or removes a file; what it does is in the journal before it happens. */
  readonly changeFile: (file: FileChange) => void
}

/**
 * Carries out all steps of a plan: what concerns the switch as it stands, files in between, and
 * the proof of a batch before the next is touched. Throws GW408 for a batch that is not as
 * planned and healthy: nothing after it is touched then.
 *
 * @returns until when the gateways of the last stretch have time to become healthy, in ms of the clock
 */
export async function runPlanSteps(plan: Plan, sent: Sent, ports: PlanPorts): Promise<number> {
  const temporary = new Map((plan.temporary ?? []).map((each) => [each.path, each]))
  let until = ports.clock.now() + ports.timeoutMs
  for (const { from, steps, end } of stretchesOf(plan.steps)) {
    if (steps.length > 0) {
      const deadline = deadlineOf(steps, ports.clock, ports.timeoutMs)
      await runSteps(steps, sent, numbered(ports, from, plan.steps.length), deadline)
      until = deadline()
    }
    ports.checkInterrupt()
    if (end?.kind === 'file') changeFile(end, temporary, ports)
    if (end?.kind === 'verify') await prove(end, plan, sent, ports, until)
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

function changeFile(step: FileStep, temporary: ReadonlyMap<string, FileChange>, ports: PlanPorts): void {
  const file = temporary.get(step.path)
  if (file === undefined)
    throw new GwctlError('GW900', `The plan has no text for ${step.path}.`, {
      hint: 'This is a bug in gwctl: please report it.',
    })
  ports.changeFile(step.action === 'write' ? file : { ...file, action: 'delete', after: null })
}

async function prove(
  { batch, of, gateways }: VerifyStep,
  plan: Plan,
  sent: Sent,
  ports: PlanPorts,
  untilMs: number,
): Promise<void> {
  const paths = new Set(gateways.map((each) => gatewayPath(each.profile, each.gateway)))
  const mine = touchedChanges(plan).filter((each) => paths.has(gatewayPath(each.profile, each.gateway)))
  const failure = failureOf(await verify(mine, sent, ports, untilMs))
  if (failure === undefined) return ports.progress({ kind: 'batch', batch, of, gateways: gateways.length })
  throw new GwctlError(failure.code, `Batch ${batch} of ${of}: ${failure.message}`, { hint: failure.hint })
}
