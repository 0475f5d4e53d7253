import type { DistributorChange } from '../model/plan.ts'
import type { Style } from './style.ts'
import { visibleLine } from './visible.ts'

/** One list of mod_distributor that changes: what happens, what that does to calls, and the weights. */
export function distributorText(change: DistributorChange, style: Style): string {
  const { action, distributor, reasons, nodes } = change
  const { symbol, paint } = looksOf(action, style)
  const name = style.bold(`list ${visibleLine(distributor)}`)
  const head = `${paint(`  ${symbol} ${name}  ${action}`)}${style.dim(`  (${visibleLine(reasons.join('; '))})`)}`
  const width = Math.max(0, ...nodes.map((each) => visibleLine(each.name).length))
  const lines = nodes.map(({ name: node, before, after }) => {
    const change = action === 'create' ? weight(after) : `${weight(before)} -> ${weight(after)}`
    return `      ${visibleLine(node).padEnd(width)}  ${change}\n`
  })
  return `${head}\n${distributorConsequences(change)
    .map((each) => `      ${visibleLine(each)}\n`)
    .join('')}${lines.join('')}`

  function weight(value: number | null): string {
    return value === null ? style.dim('(absent)') : String(value)
  }
}

function looksOf(
  action: DistributorChange['action'],
  style: Style,
): { readonly symbol: string; readonly paint: (text: string) => string } {
  switch (action) {
    case 'create':
      return { symbol: '+', paint: style.green }
    case 'update':
      return { symbol: '~', paint: style.yellow }
    case 'delete':
      return { symbol: '-', paint: style.red }
    case 'pause':
      return { symbol: '~', paint: style.cyan }
  }
}

/** What it does to calls, one clause each. */
export function distributorConsequences({ action, paused }: DistributorChange): string[] {
  const names = paused.join(', ')
  const away =
    paused.length === 0
      ? []
      : [`sends no call to ${names} meanwhile: out of the list before the change, in it again when UP`]
  switch (action) {
    case 'create':
      return ['calls that ask for it are shared by these weights', ...away, ANEW]
    case 'update':
      return ['calls are shared by the new weights', ...away, ANEW]
    case 'delete':
      return ['calls that ask for it get -err', ANEW]
    case 'pause':
      return [...away, ANEW]
  }
}

const ANEW =
  'the turns of every list begin anew, and weights that were set by `distributor_ctl modify` are gone'
