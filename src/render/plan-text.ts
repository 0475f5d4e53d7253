import type { Diagnostic } from '../errors.ts'
import { gatewayPath } from '../model/gateway.ts'
import type { Change, FileChange, ParamChange, Plan } from '../model/plan.ts'
import { isEmpty } from '../plan/is-empty.ts'
import { consequenceOf, waitingNote } from './consequence.ts'
import { renderDiagnostics } from './diagnostics.ts'
import { diffText } from './diff-text.ts'
import { distributorText } from './distributor-text.ts'
import { MASK } from './mask.ts'
import { profilesText } from './profile-text.ts'
import { stepLines } from './step-text.ts'
import { styleFor, type Style } from './style.ts'
import { summaryLine } from './summary.ts'
import { visibleLine } from './visible.ts'

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
    isEmpty(plan) ? noChanges(plan) : changesText(plan, style),
    unmanagedText(plan.unmanaged, style),
    refusalsText(plan, style),
  ]
  return parts.filter((each) => each !== '').join('\n')
}

function noChanges(plan: Plan): string {
  const found = plan.observed
    ? 'disk and switch are as desired'
    : 'the disk is as desired; the switch was not asked'
  return `No changes: ${found}. ${summaryLine(plan)}\n`
}

function changesText(plan: Plan, style: Style): string {
  return [
    `${style.bold('Changes')}  ${summaryLine(plan)}\n`,
    ...profilesText(plan, style),
    ...plan.changes.map((each) => changeText(each, style)),
    ...(plan.distributors ?? []).map((each) => distributorText(each, style)),
    filesText(plan.files, style),
    commandsText(plan, style),
  ]
    .filter((each) => each !== '')
    .join('\n')
}

function changeText(change: Change, style: Style): string {
  const { symbol, paint } = looksOf(change.action, style)
  const name = visibleLine(gatewayPath(change.profile, change.gateway))
  const why = visibleLine(change.reasons.join('; '))
  const head = paint(`  ${symbol} ${style.bold(name)}  ${movedText(change) ?? change.action}`)
  return `${head}${style.dim(`  (${why})`)}\n      ${visibleLine(consequenceOf(change))}\n${paramLines(change, style)}`
}

function movedText(change: Change): string | undefined {
  if (change.movedFrom !== undefined) return `move here from profile ${visibleLine(change.movedFrom)}`
  return change.movedTo === undefined ? undefined : `move to profile ${visibleLine(change.movedTo)}`
}

function looksOf(
  action: Change['action'],
  style: Style,
): { symbol: string; paint: (text: string) => string } {
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
    case 'release':
      return { symbol: '=', paint: style.cyan }
  }
}

function paramLines(change: Change, style: Style): string {
  if (change.params.length === 0) return ''
  const names = change.params.map((each) => visibleLine(each.name))
  const width = Math.max(...names.map((each) => each.length))
  return change.params
    .map((each, at) => `      ${names[at]?.padEnd(width)}  ${paramText(each, change.action, style)}\n`)
    .join('')
}

function paramText(param: ParamChange, action: Change['action'], style: Style): string {
  if (param.sensitive === true)
    return style.dim(action === 'create' ? MASK : `${MASK} -> ${MASK}  (sensitive)`)
  const value = (text: string | null): string =>
    text === null ? style.dim('(absent)') : visibleLine(text) || '""'
  return action === 'create' ? value(param.after) : `${value(param.before)} -> ${value(param.after)}`
}

function filesText(files: readonly FileChange[], style: Style): string {
  if (files.length === 0) return ''
  return `${style.bold('Files')}\n${files.map((each) => diffText(each, style)).join('')}`
}

function commandsText(plan: Plan, style: Style): string {
  if (plan.steps.length === 0)
    return `${style.bold('Commands')}  none: nothing changes in the running switch\n`
  const title = plan.observed ? 'Commands' : 'Commands (as far as known without asking the switch)'
  const lines = stepLines(plan.steps).map((line) => `  ${line}\n`)
  return `${style.bold(title)}\n${lines.join('')}${style.dim(indent(waitingNote(plan.steps)))}`
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ')
}

/** More names than this are counted, not listed. */
const MOST_NAMES = 10

function unmanagedText(unmanaged: Plan['unmanaged'], style: Style): string {
  if (unmanaged.length === 0) return ''
  const names = unmanaged
    .slice(0, MOST_NAMES)
    .map((each) => visibleLine(gatewayPath(each.profile, each.gateway || '(no name)')))
  const rest = unmanaged.length > MOST_NAMES ? ` and ${unmanaged.length - MOST_NAMES} more` : ''
  return `${style.bold('Unmanaged')}  left alone: ${names.join(', ')}${rest}\n`
}

function warningsText(warnings: readonly Diagnostic[], options: TextOptions): string {
  const told = warnings.filter((each) => each.aside !== true)
  const text = renderDiagnostics(told, options.sources ?? new Map(), { color: options.color })
  return text + asideLine(warnings.length - told.length)
}

/** What is known and of others is not told again above every plan. */
function asideLine(count: number): string {
  if (count === 0) return ''
  const [what, them] = count === 1 ? ['1 warning', 'it'] : [`${count} warnings`, 'them']
  return `${what} about other parts of the configuration: \`gwctl validate\` shows ${them}.\n`
}

function refusalsText(plan: Plan, style: Style): string {
  if (plan.refusals.length === 0) return ''
  const lines = plan.refusals.map(
    ({ rule, message, lift }) =>
      `  ${style.red('refused')} ${rule}: ${visibleLine(message)}\n    To allow it: ${visibleLine(lift)}\n`,
  )
  return `${style.bold('Apply would refuse this plan')}\n${lines.join('')}`
}
