import { gatewayPath } from '../model/gateway.ts'
import type { DistributorChange } from '../model/plan.ts'
import type { ApplyReport, ReportedGateway, ReportedProfile } from '../model/report.ts'
import { styleFor, type Style } from './style.ts'
import { visibleLine } from './visible.ts'

/** More gateways than this are counted, not listed; the ones that are not well are always listed. */
const MOST_LISTED = 20

export interface ApplyTextOptions {
  readonly color: boolean
  /** The distributor lists of the plan: where it is applied, they are proven. */
  readonly lists?: readonly DistributorChange[]
}

/** What an apply did, as a person reads it; ends with a line end. */
export function renderApplyText(report: ApplyReport, { color, lists = [] }: ApplyTextOptions): string {
  const style = styleFor(color)
  switch (report.outcome) {
    case 'unchanged':
      return 'Nothing to do: disk and switch are as desired.\n'
    case 'applied':
      return `${style.green(style.bold('Applied.'))} ${appliedLine(report)}\n${lists.map(listLine).join('')}${gatewayLines(report, style)}`
    case 'kept':
      return `${style.yellow(style.bold('Applied, but not healthy; left in place as --keep says.'))}\n${gatewayLines(report, style)}${backupLine(report)}`
    case 'put-back':
      return `${style.yellow(style.bold('Put back: files and gateways are as they were before.'))}\n${backupLine(report)}`
    case 'stuck':
      return stuckText(report, style)
  }
}

/** What is not as before, and whether anything waits to be recovered. */
function stuckText(report: ApplyReport, style: Style): string {
  const lines = report.left.map((each) => `  - ${visibleLine(each)}\n`).join('')
  const [head, foot] =
    report.recoverable === false
      ? [
          'Files and definitions are put back as they were before; not every gateway is as it was:',
          'There is nothing to recover, and the next apply is not held up.\n',
        ]
      : [
          'Not everything could be put back. Left to do by hand:',
          'Then run `gwctl recover`: every other apply is refused until it has put the rest back.\n',
        ]
  return `${style.red(style.bold(head))}\n${lines}${foot}${backupLine(report)}`
}

function appliedLine({ gateways, backup }: ApplyReport): string {
  const touched = gateways.filter((each) => each.health !== 'untouched')
  const still = gateways.filter((each) => each.health === 'untouched')
  const sentences = [
    ...verifiedSentences(touched),
    ...withoutSwitch('adopted', still.filter((each) => each.action === 'adopt').length),
    ...withoutSwitch('released', still.filter((each) => each.action === 'release').length),
    ...withoutSwitch('written', still.filter((each) => !/^(adopt|release)$/.test(each.action)).length),
    ...awaySentence(gateways),
    ...(backup === undefined ? [] : [`Backup ${backup}.`]),
  ]
  return sentences.join(' ')
}

/** What is not proven does not read as if it were. */
function verifiedSentences(touched: readonly ReportedGateway[]): string[] {
  if (touched.length === 0) return []
  const unproven = touched.filter((each) => each.health === 'unproven').length
  const sick = touched.filter((each) => each.health === 'unhealthy').length
  const proven = touched.length - unproven - sick
  const changed = touched.length === 1 ? 'changed gateway' : 'changed gateways'
  return [
    ...(proven > 0 ? [`${proven} of ${touched.length} ${changed} verified in the switch.`] : []),
    ...(unproven > 0 ? [`NOT proven healthy: ${unproven} of ${touched.length} ${changed}.`] : []),
    ...(sick > 0 ? [`NOT healthy, as before: ${sick} of ${touched.length} ${changed}.`] : []),
  ]
}

function withoutSwitch(done: string, count: number): string[] {
  return count > 0 ? [`${count} ${done} without touching the switch.`] : []
}

function awaySentence(gateways: readonly ReportedGateway[]): string[] {
  const times = gateways.flatMap(({ awayMs }) => (awayMs === undefined ? [] : [awayMs])).sort((a, b) => a - b)
  const median = times[Math.floor(times.length / 2)]
  const longest = times.at(-1)
  if (median === undefined || longest === undefined) return []
  return times.length === 1
    ? [`Away for ${duration(median)}.`]
    : [`Away for ${duration(median)} in the median, ${duration(longest)} at most.`]
}

function gatewayLines(report: ApplyReport, style: Style): string {
  const notable = report.gateways.filter((each) => each.health === 'unhealthy' || each.health === 'unproven')
  const listed = report.gateways.length <= MOST_LISTED ? report.gateways : notable
  const restarted = new Set(report.profiles?.map((each) => each.profile))
  const lines = listed.map((each) => gatewayLine(each, restarted.has(each.profile), style))
  const rest = report.gateways.length - listed.length
  return (
    (report.profiles ?? []).map(profileLine).join('') +
    lines.join('') +
    (rest > 0 ? `  ... and ${rest} more, as planned\n` : '')
  )
}

function listLine({ action, distributor }: DistributorChange): string {
  const detail = action === 'delete' ? 'it is gone' : 'the switch shares calls by it'
  return action === 'pause' ? '' : `  list ${visibleLine(distributor)}  ${action}: ${detail}\n`
}

function profileLine({ profile, action, detail }: ReportedProfile): string {
  return `  profile ${visibleLine(profile)}  ${action}: ${visibleLine(detail)}\n`
}

/** @param carried  its profile changed as a whole, and took along what did not change itself */
function gatewayLine(each: ReportedGateway, carried: boolean, style: Style): string {
  const away = each.awayMs === undefined ? '' : `, away for ${duration(each.awayMs)}`
  const blame = each.health === 'unhealthy' && !each.owed ? ' (it was down before)' : ''
  const name = visibleLine(gatewayPath(each.profile, each.gateway))
  const what = carried && each.action === 'recreate' ? 'back with its profile' : each.action
  const text = `  ${name}  ${what}: ${visibleLine(each.detail)}${away}${blame}\n`
  if (each.health === 'unhealthy') return style.red(text)
  return each.health === 'unproven' ? style.yellow(text) : text
}

function backupLine(report: ApplyReport): string {
  return report.backup === undefined
    ? ''
    : `The previous files are kept in .gwctl/backups/${report.backup}/ of the configuration directory.\n`
}

function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}
