import { gatewayPath } from '../model/gateway.ts'
import type { LiveProfile } from '../model/live.ts'
import type { GatewayStatus, SwitchStatus } from '../model/status.ts'
import { cutMiddle } from './cut-middle.ts'
import { displayWidth } from './display-width.ts'
import { healthCell, isProven, pingCell, sinceCell, type Cell, type Tone } from './status-cells.ts'
import { styleFor, type Style } from './style.ts'
import { visibleLine } from './visible.ts'

export interface StatusTextOptions {
  readonly color: boolean
  /** Columns of the terminal; absent: long names are not cut. */
  readonly width?: number
  /** Which gateways `status` holds; absent: all of them. */
  readonly only?: 'up' | 'down'
}

/** Profiles, then gateways, then what the marks mean; ends with a line end. */
export function renderStatus(status: SwitchStatus, options: StatusTextOptions): string {
  const style = styleFor(options.color)
  return [
    profilesText(status, options, style),
    gatewaysText(status.gateways, options, style),
    remarksText(status.gateways, style),
    pendingText(status, style),
  ]
    .filter((each) => each !== '')
    .join('\n')
}

function pendingText({ profiles, pending = [] }: SwitchStatus, style: Style): string {
  const shown = new Set(profiles.map((each) => each.name))
  return pending
    .filter((each) => shown.has(each.profile))
    .map(({ profile, name }) =>
      style.yellow(
        `${visibleLine(profile)}: ${visibleLine(name)} on disk is not in force; it waits for a restart of the profile.\n`,
      ),
    )
    .join('')
}

function profilesText(
  { profiles, gateways }: SwitchStatus,
  options: StatusTextOptions,
  style: Style,
): string {
  if (profiles.length === 0) return 'No profiles run.\n'
  const rows = profiles.map((profile) => [
    { text: visibleLine(profile.name), tone: 'none' as const },
    { text: profile.state, tone: profile.state === 'RUNNING' ? ('good' as const) : ('bad' as const) },
    { text: String(profile.calls ?? '-'), tone: 'none' as const },
    countCell(profile, gateways, options),
  ])
  return table(['PROFILE', 'STATE', 'CALLS NOW', 'GATEWAYS'], rows, options.width, style)
}

function countCell(
  { name }: LiveProfile,
  gateways: readonly GatewayStatus[],
  { only }: StatusTextOptions,
): Cell {
  const own = gateways.filter((each) => each.record.profile === name)
  const down = own.filter((each) => !each.up).length
  if (only !== undefined) return { text: `${own.length} ${only}`, tone: 'none' }
  return down === 0
    ? { text: String(own.length), tone: 'none' }
    : { text: `${own.length}, ${down} down`, tone: 'bad' }
}

function gatewaysText(
  gateways: readonly GatewayStatus[],
  { width, only }: StatusTextOptions,
  style: Style,
): string {
  if (gateways.length === 0) return only === undefined ? 'No gateways.\n' : `No gateway is ${only}.\n`
  const rows = gateways.map((each) => [
    nameCell(each),
    healthCell(each),
    pingCell(each),
    ...counts(each),
    sinceCell(each),
  ])
  return table(['GATEWAY', 'STATE', 'PING', 'IN/OUT', 'FAILED', 'SINCE'], rows, width, style)
}

function nameCell({ record }: GatewayStatus): Cell {
  return { text: visibleLine(gatewayPath(record.profile, record.name)), tone: 'none' }
}

/** Calls since the gateway was made, and those of them that failed; inbound first. */
function counts({ record }: GatewayStatus): Cell[] {
  const failed = record.failedCallsIn + record.failedCallsOut
  return [
    { text: `${record.callsIn}/${record.callsOut}`, tone: 'none' },
    { text: `${record.failedCallsIn}/${record.failedCallsOut}`, tone: failed === 0 ? 'none' : 'doubt' },
  ]
}

/** Says what the marks of this very table mean. */
function remarksText(gateways: readonly GatewayStatus[], style: Style): string {
  if (gateways.length === 0) return ''
  const some = (test: (each: GatewayStatus) => boolean): boolean => gateways.some(test)
  const live = (each: GatewayStatus): boolean => each.standing === 'live'
  const lines = [
    'IN/OUT, FAILED: calls in/out since the gateway was made.',
    ...(some((each) => live(each) && each.up && !isProven(each))
      ? ['UP?: no answered ping proves it; without `ping`, UP means nothing.']
      : []),
    ...(some((each) => each.pingStuckSeconds !== undefined)
      ? ['stuck: it waits for one ping and sends no other; the state may be old.']
      : []),
    ...(some((each) => each.standing === 'deleted') ? ['DELETED: killed, and gone in a second or two.'] : []),
    ...(some((each) => each.standing === 'ghost')
      ? ['GHOST: its name belongs to another profile; no call or command reaches it.']
      : []),
  ]
  return lines.map((each) => `${style.dim(each)}\n`).join('')
}

/** Columns with two blanks between; the first is cut in its middle where `width` asks for it. */
function table(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  width: number | undefined,
  style: Style,
): string {
  const titles = head.map((text): Cell => ({ text, tone: 'none' }))
  const columns = head.map((_, index) => [titles, ...rows].flatMap((row) => row.slice(index, index + 1)))
  const others = columns.slice(1).reduce((sum, column) => sum + widest(column) + 2, 0)
  const roomForFirst = Math.max(12, (width ?? Infinity) - others)
  const padded = columns.map((column, index) =>
    padColumn(column, index === 0 ? roomForFirst : Infinity, index === columns.length - 1, style),
  )
  const lines = [titles, ...rows].map((_, row) =>
    padded.map((column) => column.slice(row, row + 1).join('')).join(''),
  )
  return lines.map((each, index) => `${index === 0 ? style.bold(each) : each}\n`).join('')
}

function padColumn(column: readonly Cell[], most: number, isLast: boolean, style: Style): string[] {
  const room = Math.min(most, widest(column))
  return column.map(({ text, tone }) => {
    const shown = cutMiddle(text, room)
    const blanks = isLast ? '' : ' '.repeat(room - displayWidth(shown) + 2)
    return paint(style, tone)(shown) + blanks
  })
}

function widest(column: readonly Cell[]): number {
  return Math.max(...column.map((each) => displayWidth(each.text)))
}

function paint(style: Style, tone: Tone): (text: string) => string {
  switch (tone) {
    case 'good':
      return style.green
    case 'bad':
      return style.red
    case 'doubt':
      return style.yellow
    case 'none':
      return (text) => text
  }
}
