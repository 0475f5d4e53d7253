import { gatewayPath } from '../model/gateway.ts'
import type { GatewayStatus } from '../model/status.ts'
import { durationText } from './duration.ts'
import { healthCell, pingCell, pingTimeText, retrySeconds } from './status-cells.ts'
import { styleFor } from './style.ts'
import { visibleLine } from './visible.ts'

/**
 * Everything that is known of one gateway, a field a line; ends with a line end.
 *
 * @param failure  how it failed last, where that was heard: FreeSWITCH itself does not keep it
 */
export function renderGateway(
  gateway: GatewayStatus,
  options: { readonly color: boolean; readonly failure?: string },
): string {
  const style = styleFor(options.color)
  const { record } = gateway
  const title = visibleLine(gatewayPath(record.profile, record.name))
  const rows = [
    ['state', `${healthCell(gateway).text}${meaning(gateway)}`],
    ['up for', gateway.up ? durationText(record.uptimeUsec / 1e6) : '-'],
    ['retry in', retryText(record.retry)],
    [
      'last failure',
      options.failure ?? 'not kept by FreeSWITCH; `gwctl watch` tells failures as they happen',
    ],
    ['ping', pingText(gateway)],
    ['calls', `${record.callsIn} in, ${record.callsOut} out, since the gateway was made`],
    ['failed calls', `${record.failedCallsIn} in, ${record.failedCallsOut} out`],
    ['expires', `${record.expires} s asked for, refreshed every ${record.freq} s`],
    ['proxy', record.proxy],
    ['realm', record.realm],
    ['username', `${record.username}${record.password ? ' (with a password)' : ' (no password)'}`],
    ['from', record.from],
    ['to', record.to],
    ['contact', record.contact],
    ['extension', record.exten],
    ['context', record.context],
    ['scheme', record.scheme],
  ] as const
  const lines = rows.map(([name, text]) => `  ${style.dim(name.padEnd(14))}${visibleLine(text)}\n`)
  return `${style.bold(title)}\n${lines.join('')}`
}

function meaning(gateway: GatewayStatus): string {
  switch (gateway.standing) {
    case 'deleted':
      return ': killed, and gone in a second or two'
    case 'ghost':
      return ': another profile has a gateway of that name; no call and no command reaches this one'
    case 'live':
      return gateway.up ? proofText(gateway) : ''
  }
}

function proofText({ proof, pingStuckSeconds }: GatewayStatus): string {
  if (pingStuckSeconds !== undefined) return ': as it was before the ping got stuck'
  switch (proof) {
    case 'ping':
      return ''
    case 'pending':
      return ': no ping has been answered yet'
    case 'registration':
      return ': the last REGISTER was accepted; without `ping` nothing has shown since that the carrier is there'
    case 'nothing':
      return ': it neither registers nor pings; FreeSWITCH says UP whatever the carrier does'
  }
}

function pingText(gateway: GatewayStatus): string {
  const { record, pingStuckSeconds: stuck } = gateway
  if (record.pingfreq <= 0) return 'none'
  const every = `every ${record.pingfreq} s, answered ${record.pingcount} of at most ${record.pingmax}, UP from ${record.pingmin}`
  if (stuck !== undefined)
    return `stuck: one has been under way for ${durationText(stuck)}, and FreeSWITCH sends no other until it ends (${every})`
  const last = record.pingtime > 0 ? pingTimeText(record.pingtime) : pingCell(gateway).text
  return `${last}, ${every}`
}

function retryText(retry: string | undefined): string {
  if (retry === 'NEVER') return 'never'
  const seconds = retrySeconds(retry)
  return seconds === undefined ? '-' : durationText(seconds)
}
