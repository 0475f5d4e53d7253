import type { FileStep, Step, VerifyStep, WaitStep } from '../model/step.ts'
import { gatewayPath } from '../model/gateway.ts'
import { visibleLine } from './visible.ts'

/** More steps of one kind in a row than this are told in one line. */
const MOST_ALIKE = 6

/** The steps as numbered commands with what is waited for between them. */
export function stepLines(steps: readonly Step[]): string[] {
  const lines: string[] = []
  let number = 0
  for (const run of runsOf(steps)) {
    const first = run[0]
    const shown = run.length > MOST_ALIKE ? run.slice(0, 2) : run
    for (const step of shown) {
      if (step.kind === 'command') number += 1
      lines.push(`${step.kind === 'command' ? `${number}.`.padStart(3) : '   '} ${stepText(step)}`)
    }
    if (first !== undefined && shown.length < run.length) {
      if (first.kind === 'command') number += run.length - shown.length
      lines.push(`    ... and ${run.length - shown.length} more like it`)
    }
  }
  return lines
}

/** One step in words; commands stand as they are sent. */
export function stepText(step: Step): string {
  switch (step.kind) {
    case 'command':
      return visibleLine(step.command)
    case 'wait':
      return visibleLine(`wait until ${step.gateway} ${awaitedText(step)}`)
    case 'profile':
      return visibleLine(
        `wait until profile ${step.profile} ${step.until === 'up' ? 'takes calls' : 'is gone'}`,
      )
    case 'file':
      return visibleLine(`${step.action} ${step.path}${stageText(step)}`)
    case 'verify':
      return visibleLine(batchText(step))
    case 'settle':
      return `wait until ${step.seconds} s after the un-REGISTER, then refresh: a late copy of it may have removed the binding`
  }
}

function stageText({ without }: FileStep): string {
  if (without === undefined) return ''
  return without.length === 0 ? ', complete again' : ` without ${without.join(', ')}`
}

/** More gateways of a batch than this are counted, not named. */
const MOST_NAMED = 3

function batchText({ batch, of, gateways, now }: VerifyStep): string {
  const names = gateways.slice(0, MOST_NAMED).map((each) => gatewayPath(each.profile, each.gateway))
  const rest = gateways.length - names.length
  const all = rest > 0 ? `${names.join(', ')} and ${rest} more` : names.join(', ')
  if (now) return `verify ${all}; unless all are well, stop here: no list names them again`
  return `verify batch ${batch} of ${of}: ${all}; unless all are healthy, stop here`
}

function awaitedText({ event, state, canaryOf }: WaitStep): string {
  if (event === 'sofia::gateway_delete') return 'is gone'
  if (state === undefined) return 'changes its state'
  if (canaryOf !== undefined) return `is ${state}; unless it is, stop here: ${canaryOf} is not touched`
  return state === 'DOWN' ? 'is DOWN: its un-REGISTER has left' : `is ${state}`
}

/** Steps grouped into runs of the same verb. */
function runsOf(steps: readonly Step[]): Step[][] {
  const runs: Step[][] = []
  for (const step of steps) {
    const last = runs.at(-1)
    if (last?.[0] !== undefined && verbOf(last[0]) === verbOf(step)) last.push(step)
    else runs.push([step])
  }
  return runs
}

function verbOf(step: Step): string {
  switch (step.kind) {
    case 'command':
      return `command ${step.command.split(' ').at(3) ?? step.command}`
    case 'wait':
      return `wait ${step.event} ${step.state ?? ''}`
    case 'profile':
      return `profile ${step.until}`
    case 'file':
      return `file ${step.action}`
    case 'verify':
      return `verify ${step.batch}`
    case 'settle':
      return 'settle'
  }
}
