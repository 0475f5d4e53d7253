import { counted } from './counted.ts'
import { gatewayPath } from '../model/gateway.ts'
import { changesHealth, type GatewayNotice, type Notice } from '../model/notice.ts'
import { durationText } from './duration.ts'
import { printJsonLine } from './json.ts'
import { STATUS_FORMAT_VERSION } from './status-json.ts'
import { styleFor, type Style } from './style.ts'
import { visibleLine } from './visible.ts'

/** More names than this are counted. */
const MOST_NAMED = 10

/** One notice on one line, for people; ends with a line end. */
export function noticeText(notice: Notice, options: { readonly color: boolean }): string {
  const style = styleFor(options.color)
  const found = 'resync' in notice && notice.resync ? style.dim('  (found by looking)') : ''
  return `${style.dim(notice.at.toISOString())}  ${happened(notice, style)}${found}\n`
}

/** The same as one line of JSON. */
export function noticeJson(notice: Notice): string {
  const { at, kind, ...rest } = notice
  return printJsonLine({ formatVersion: STATUS_FORMAT_VERSION, time: at.toISOString(), type: kind, ...rest })
}

function happened(notice: Notice, style: Style): string {
  switch (notice.kind) {
    case 'connected':
      return style.bold(connectedText(notice))
    case 'disconnected': {
      const next = `Trying again in ${durationText(Math.ceil(notice.retryMs / 1000))}.`
      return style.red(`${visibleLine(notice.reason)} ${next}`)
    }
    case 'gateway':
      return gatewayText(notice, style)
    case 'gateway-added':
      return `${visibleLine(gatewayPath(notice.profile, notice.gateway))}  added`
    case 'gateway-removed':
      return style.yellow(
        `${visibleLine(gatewayPath(notice.profile, notice.gateway))}  ${notice.replaced === true ? 'the old one removed, a new one runs' : 'removed'}`,
      )
    case 'profile': {
      const line = visibleLine(
        `profile ${notice.profile}  ${notice.to}${notice.message === undefined ? '' : `  ${notice.message}`}`,
      )
      return notice.to === 'up' ? style.green(line) : style.red(line)
    }
  }
}

function connectedText(notice: Extract<Notice, { kind: 'connected' }>): string {
  const how = { first: 'Connected to', again: 'Connected again to', restarted: 'Connected to a restarted' }[
    notice.how
  ]
  const { down } = notice
  const named = down.slice(0, MOST_NAMED).map(visibleLine).join(', ')
  const more = down.length > MOST_NAMED ? ` and ${down.length - MOST_NAMED} more` : ''
  const state = down.length === 0 ? 'all up' : `${down.length} down: ${named}${more}`
  return `${how} FreeSWITCH ${visibleLine(notice.version)} at ${notice.place}: ${counted(notice.gateways, 'gateway')}, ${state}.`
}

function gatewayText(notice: GatewayNotice, style: Style): string {
  const name = visibleLine(gatewayPath(notice.profile ?? '?', notice.gateway))
  const health = notice.up ? style.green('UP  ') : style.red('DOWN')
  const states = notice.from === undefined ? notice.to : `${notice.from} -> ${notice.to}`
  const answer = [notice.sipStatus, notice.phrase?.trim()].filter((each) => each !== undefined && each !== '')
  const said = answer.length === 0 ? '' : `  (${visibleLine(answer.join(' '))})`
  const line = `${name}  ${visibleLine(states)}${said}`
  return `${health}  ${changesHealth(notice) ? style.bold(line) : line}`
}
