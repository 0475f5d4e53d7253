import type { Gateway } from '../profile.ts'
import { profileUrl, tlsUrl } from '../profile-settings.ts'
import type { SwitchState } from '../switch-state.ts'
import { findGateway, findProfile, qualifiedName } from '../switch-state.ts'
import { listRunning, retryText, uptime } from './inventory.ts'
import type { ProfileEntry } from './inventory.ts'
import { profileFields } from './profile-fields.ts'
import { RULE } from './reply.ts'

/** `sofia status ...` (mod_sofia.c:2891-3202). One word, whatever it is, means the summary of gateways. */
export function printStatus(state: SwitchState, [what, name]: readonly string[]): string {
  if (what === undefined) return printAll(state)
  if (name === undefined) return printSummary(state)
  switch (what.toLowerCase()) {
    case 'gateway': {
      const gateway = findGateway(state, name)
      return gateway === undefined ? 'Invalid Gateway!\n' : printGateway(gateway, state.scheduler.now())
    }
    case 'profile': {
      const profile = findProfile(state, name)
      if (profile === undefined) return 'Invalid Profile!\n'
      const counters = COUNTERS.map((label) => ({ label, value: '0' }))
      const lines = [...profileFields(name, profile), ...counters].map(
        ({ label, value }) => `${label.padEnd(17)}\t${value}\n`,
      )
      return `${RULE}\n${lines.join('')}`
    }
  }
  return 'Invalid Syntax!\n'
}

/** The sandbox places no calls. */
const COUNTERS = ['CALLS-IN', 'FAILED-CALLS-IN', 'CALLS-OUT', 'FAILED-CALLS-OUT', 'REGISTRATIONS']

function printAll(state: SwitchState): string {
  const entries = listRunning(state)
  const aliases = entries.filter(({ alias }) => alias).length
  const profiles = entries.length - aliases
  const head = `${'Name'.padStart(25)}\t   Type\t  ${'Data'.padStart(40)}\tState\n${RULE}\n`
  const rows = entries.map((entry) => printEntry(state, entry)).join('')
  const count = `${profiles} profile${profiles === 1 ? '' : 's'} ${aliases} alias${aliases === 1 ? '' : 'es'}\n`
  return `${head}${rows}${RULE}\n${count}`
}

function printEntry(state: SwitchState, { key, profile, alias }: ProfileEntry): string {
  if (alias) return row(key, '  alias', profile.name, 'ALIASED')
  const { settings } = profile
  const running = `RUNNING (${profile.calls})`
  const plain = settings.tls && settings.tlsOnly ? '' : row(key, 'profile', profileUrl(settings), running)
  const tls = settings.tls ? row(key, 'profile', tlsUrl(settings), `${running} (TLS)`) : ''
  const gateways = profile.gateways.map((gateway) => {
    const retry = retryText(gateway, gateway.retry, state.scheduler.now())
    const shown = retry === undefined ? gateway.state : `${gateway.state} (retry: ${retry})`
    return row(qualifiedName(profile, gateway.name), 'gateway', gateway.definition.to, shown)
  })
  return plain + tls + gateways.join('')
}

function row(name: string, type: string, data: string, shown: string): string {
  return `${name.padStart(25)}\t${type}\t  ${data.padStart(40)}\t${shown}\n`
}

function printSummary(state: SwitchState): string {
  const head = [
    'Profile::Gateway-Name'.padStart(25),
    '    Data    '.padStart(32),
    'State',
    'Ping Time',
    'IB Calls(F/T)',
    'OB Calls(F/T)',
  ]
  const gateways = listRunning(state).flatMap(({ profile, alias }) => (alias ? [] : profile.gateways))
  const rows = gateways.map((gateway) => {
    // This one table counts down to the time-out of the REGISTER, not to the next try.
    const retry = retryText(gateway, gateway.registerDeadline, state.scheduler.now())
    const name = qualifiedName(gateway.profile, gateway.name).padStart(25)
    const ping = gateway.pingTime.toFixed(2).padStart(6)
    const cells = [name, gateway.definition.to.padStart(32), gateway.state, ping, '0/0', '0/0']
    return `${cells.join('\t')}${retry === undefined ? '' : ` (retry: ${retry})`}\n`
  })
  const count = `${gateways.length} gateway${gateways.length === 1 ? '' : 's'}`
  const total = `${count}: Inbound(Failed/Total): 0/0,Outbound(Failed/Total):0/0\n`
  return `${head.join('\t')}\n${RULE}\n${rows.join('')}${RULE}\n${total}`
}

function printGateway(gateway: Gateway, now: number): string {
  const { definition: it } = gateway
  const fields: readonly (readonly [string, string | number])[] = [
    ['Name    ', it.name],
    ['Profile ', gateway.profile.name],
    ['Scheme  ', it.scheme],
    ['Realm   ', it.realm],
    ['Username', it.username],
    ['Password', it.password === '' ? 'no' : 'yes'],
    ['From    ', it.from],
    ['Contact ', it.contact],
    ['Exten   ', it.exten],
    ['To      ', it.to],
    ['Proxy   ', it.proxy],
    ['Context ', it.context],
    ['Expires ', it.expires],
    ['Freq    ', it.freq],
    ['Ping    ', gateway.ping],
    ['PingFreq', it.pingFreq],
    ['PingTime', gateway.pingTime.toFixed(2)],
    ['PingState', `${it.pingMin}/${gateway.pingCount}/${it.pingMax}`],
    ['State   ', gateway.state],
    ['Status  ', `${gateway.status}${gateway.pinging ? ' (ping)' : ''}`],
    ['Uptime  ', `${Math.floor(uptime(gateway, now) / 1_000_000)}s`],
    ['CallsIN ', 0],
    ['CallsOUT', 0],
    ['FailedCallsIN', 0],
    ['FailedCallsOUT', 0],
  ]
  return `${RULE}\n${fields.map(([label, value]) => `${label}\t${value}\n`).join('')}${RULE}\n`
}
