import type { Diagnostic } from '../errors.ts'
import { gatewayPath } from '../model/gateway.ts'
import type { Change, FileChange, ParamChange, Plan } from '../model/plan.ts'
import { consequenceOf } from './consequence.ts'
import { renderDiagnostics } from './diagnostics.ts'
import { MASK } from './mask.ts'
import { stepLines } from './step-text.ts'
import { styleFor, type Style } from './style.ts'
import { summaryLine } from './summary.ts'
import { unifiedDiff } from './unified-diff.ts'
import { visible } from './visible.ts'

export interface TextOptions {
  readonly color: boolean
  /** Texts of the files that warnings point into. */
  readonly sources?: ReadonlyMap<string, string>
}

/** The plan as a person reads it in a terminal or a log; ends with a line end. */
export function renderPlanText(plan: Plan, options: TextOptions): string {
  const style = styleFor(options.color)
  const parts = [
    warningsText(plan.warnings, options),
    plan.changes.length === 0 ? noChanges(plan) : changesText(plan, style),
    refusalsText(plan, style),
  ]
  return parts.filter((each) => each !== '').join('\n')
}

function noChanges(plan: Plan): string {
  const compared = plan.observed ? 'disk and switch are' : 'disk is (the switch was not asked)'
  return `No changes: ${compared} as desired. ${summaryLine(plan)}\n`
}

function changesText(plan: Plan, style: Style): string {
  return [
    `${style.bold('Changes')}  ${summaryLine(plan)}\n`,
    ...plan.changes.map((each) => changeText(each, style)),
    filesText(plan.files, style),
    commandsText(plan, style),
  ]
    .filter((each) => each !== '')
    .join('\n')
}

function changeText(change: Change, style: Style): string {
  const { symbol, paint } = looksOf(change.action, style)
  const name = visible(gatewayPath(change.profile, change.gateway))
  const why = change.reasons.join('; ')
  const head = paint(`  ${symbol} ${style.bold(name)}  ${movedText(change) ?? change.action}`)
  return `${head}${style.dim(`  (${why})`)}\n${consequenceLine(change)}${paramLines(change, style)}`
}

function movedText(change: Change): string | undefined {
  if (change.movedFrom !== undefined) return `move here from profile ${change.movedFrom}`
  return change.movedTo === undefined ? undefined : `move to profile ${change.movedTo}`
}

function looksOf(action: Change['action'], style: Style): { symbol: string; paint: (text: string) => string } {
  switch (action) {
    case 'create':
      return { symbol: '+', paint: style.green }
    case 'update':
      return { symbol: '~', paint: style.yellow }
    case 'recreate':
      return { symbol: '!', paint: style.yellow }
    case 'delete':
      return { symbol: '-', paint: style.red }
    case 'adopt':
      return { symbol: '=', paint: style.cyan }
  }
}

function consequenceLine(change: Change): string {
  return `      ${consequenceOf(change)}\n`
}

function paramLines(change: Change, style: Style): string {
  if (change.params.length === 0) return ''
  const width = Math.max(...change.params.map((each) => each.name.length))
  return change.params
    .map((each) => `      ${visible(each.name).padEnd(width)}  ${paramText(each, change.action, style)}\n`)
    .join('')
}

function paramText(param: ParamChange, action: Change['action'], style: Style): string {
  if (param.sensitive === true) return style.dim(action === 'create' ? MASK : `${MASK} -> ${MASK}  (sensitive)`)
  const value = (text: string | null): string => (text === null ? style.dim('(absent)') : visible(text) || '""')
  return action === 'create' ? value(param.after) : `${value(param.before)} -> ${value(param.after)}`
}

function filesText(files: readonly FileChange[], style: Style): string {
  if (files.length === 0) return ''
  const texts = files.map((each) => indent(colourDiff(visible(unifiedDiff(each)), style)))
  return `${style.bold('Files')}\n${texts.join('')}`
}

function colourDiff(patch: string, style: Style): string {
  return patch
    .split('\n')
    .map((line) => {
      if (/^(---|\+\+\+) /.test(line)) return style.bold(line)
      if (line.startsWith('+')) return style.green(line)
      if (line.startsWith('-')) return style.red(line)
      return line.startsWith('@@') ? style.cyan(line) : line
    })
    .join('\n')
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ')
}

function commandsText(plan: Plan, style: Style): string {
  if (plan.steps.length === 0) return `${style.bold('Commands')}  none: nothing changes in the running switch\n`
  const title = plan.observed ? 'Commands' : 'Commands (as far as known without asking the switch)'
  return `${style.bold(title)}\n${stepLines(plan.steps)
    .map((line) => `  ${line}\n`)
    .join('')}`
}

function warningsText(warnings: readonly Diagnostic[], options: TextOptions): string {
  if (warnings.length === 0) return ''
  return renderDiagnostics(warnings, options.sources ?? new Map(), { color: options.color })
}

function refusalsText(plan: Plan, style: Style): string {
  if (plan.refusals.length === 0) return ''
  const lines = plan.refusals.map(
    ({ rule, message, lift }) => `  ${style.red('refused')} ${rule}: ${message}\n    To allow it: ${lift}\n`,
  )
  return `${style.bold('Apply would refuse this plan')}\n${lines.join('')}`
}
