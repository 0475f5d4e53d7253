import { gatewayPath } from '../model/gateway.ts'
import type { OperatedGateway, OperationOutline, OperationReport } from '../model/operation.ts'
import { styleFor, type Style } from './style.ts'
import { visibleLine } from './visible.ts'

/** What an operation is going to do, as it is shown before the question; ends with a line end. */
export function renderOutline(
  { does, commands }: OperationOutline,
  options: { readonly color: boolean },
): string {
  const style = styleFor(options.color)
  const sentences = does.map((each) => `${visibleLine(each)}\n`).join('')
  return sentences + commands.map((each) => style.dim(`  ${visibleLine(each)}\n`)).join('')
}

/** What an operation did; ends with a line end. */
export function renderOperation(report: OperationReport, options: { readonly color: boolean }): string {
  const style = styleFor(options.color)
  const happened = report.happened.map((each) => `${visibleLine(each)}\n`)
  const left = report.left.map((each) => `  - ${visibleLine(each)}\n`)
  return [
    headLine(report.outcome, style),
    ...happened,
    ...report.gateways.map((each) => gatewayLine(each, style)),
    ...(left.length === 0 ? [] : ['Left to do by hand:\n', ...left]),
  ].join('')
}

function headLine(outcome: OperationReport['outcome'], style: Style): string {
  switch (outcome) {
    case 'unchanged':
      return ''
    case 'done':
      return `${style.green(style.bold('Done.'))}\n`
    case 'unhealthy':
      return `${style.yellow(style.bold('Done, but not healthy.'))}\n`
    case 'put-back':
      return `${style.yellow(style.bold('Put back as it was before.'))}\n`
    case 'stuck':
      return `${style.red(style.bold('Begun, but not brought to its end.'))}\n`
  }
}

function gatewayLine({ profile, gateway, health, detail }: OperatedGateway, style: Style): string {
  const line = `  ${visibleLine(gatewayPath(profile, gateway))}: ${visibleLine(detail)}\n`
  return health === 'unhealthy' ? style.red(line) : line
}
