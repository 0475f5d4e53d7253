import type { Gateway } from '../profile.ts'
import { profileUrl, tlsUrl } from '../profile-settings.ts'
import type { Millis } from '../scheduler.ts'
import type { SwitchState } from '../switch-state.ts'
import { findGateway, findProfile } from '../switch-state.ts'
import { listRunning, retryText, uptime } from './inventory.ts'
import type { ProfileEntry } from './inventory.ts'
import { profileFields } from './profile-fields.ts'

const HEADER = '<?xml version="1.0" encoding="ISO-8859-1"?>\n'

/**
 * `sofia xmlstatus ...` (mod_sofia.c:3204-3512). Hardly a value is escaped: a `&` in a proxy breaks the document.
 * One word, whatever it is, means the records of all gateways, also of ones marked deleted and of ghosts.
 */
export function printXmlStatus(state: SwitchState, [what, name]: readonly string[]): string {
  if (what === undefined) return printAll(state)
  const now = state.scheduler.now()
  if (name === undefined) {
    const gateways = listRunning(state).flatMap(({ profile, alias }) => (alias ? [] : profile.gateways))
    return `${HEADER}<gateways>\n${gateways.map((each) => printGateway(each, now)).join('')}</gateways>\n`
  }
  switch (what.toLowerCase()) {
    case 'gateway': {
      const gateway = findGateway(state, name)
      return gateway === undefined ? 'Invalid Gateway!\n' : HEADER + printGateway(gateway, now)
    }
    case 'profile': {
      const profile = findProfile(state, name)
      if (profile === undefined) return 'Invalid Profile!\n'
      const counters = COUNTERS.map((tag) => ({ tag, value: '0' }))
      const lines = [...profileFields(name, profile), ...counters].map(
        ({ tag, value }) => `    <${tag}>${value}</${tag}>\n`,
      )
      return `${HEADER}<profile>\n  <profile-info>\n${lines.join('')}  </profile-info>\n</profile>\n`
    }
  }
  return 'Invalid Syntax!\n'
}

/** The sandbox places no calls. */
const COUNTERS = ['calls-in', 'calls-out', 'failed-calls-in', 'failed-calls-out', 'registrations']

function printAll(state: SwitchState): string {
  return `${HEADER}<profiles>\n${listRunning(state)
    .map((entry) => printEntry(state, entry))
    .join('')}</profiles>\n`
}

function printEntry(state: SwitchState, { key, profile, alias }: ProfileEntry): string {
  if (alias) return element('alias', [key, 'alias', profile.name, 'ALIASED'])
  const { settings } = profile
  const running = `RUNNING (${profile.calls})`
  const plain =
    settings.tls && settings.tlsOnly
      ? ''
      : element('profile', [key, 'profile', profileUrl(settings), running])
  const tls = settings.tls ? element('profile', [key, 'profile', tlsUrl(settings), `${running} (TLS)`]) : ''
  const gateways = profile.gateways.map((gateway) => {
    const retry = retryText(gateway, gateway.retry, state.scheduler.now())
    const loose = retry === undefined ? '' : ` (retry: ${retry})`
    return `${element('gateway', [gateway.name, 'gateway', gateway.definition.to, gateway.state])}${loose}\n`
  })
  return plain + tls + gateways.join('')
}

function element(tag: string, [name, type, data, shown]: readonly [string, string, string, string]): string {
  return `<${tag}>\n<name>${name}</name>\n<type>${type}</type>\n<data>${data}</data>\n<state>${shown}</state>\n</${tag}>\n`
}

function printGateway(gateway: Gateway, now: Millis): string {
  const { definition: it } = gateway
  const fields: readonly (readonly [tag: string, value: string | number])[] = [
    ['name', it.name],
    ['profile', gateway.profile.name],
    ['scheme', it.scheme],
    ['realm', it.realm],
    ['username', it.username],
    ['password', it.password === '' ? 'no' : 'yes'],
    ['from', escapeMarkup(it.from)],
    ['contact', escapeMarkup(it.contact)],
    ['exten', escapeMarkup(it.exten)],
    ['to', it.to],
    ['proxy', it.proxy],
    ['context', it.context],
    ['expires', it.expires],
    ['freq', it.freq],
    ['ping', gateway.ping],
    ['pingfreq', it.pingFreq],
    ['pingmin', it.pingMin],
    ['pingcount', gateway.pingCount],
    ['pingmax', it.pingMax],
    ['pingtime', gateway.pingTime.toFixed(2)],
    ['pinging', gateway.pinging ? 1 : 0],
    ['state', gateway.state],
    ['status', gateway.status],
    ['uptime-usec', uptime(gateway, now)],
    ['calls-in', 0],
    ['calls-out', 0],
    ['failed-calls-in', 0],
    ['failed-calls-out', 0],
  ]
  const retry = retryText(gateway, gateway.retry, now)
  const lines = (retry === undefined ? fields : [...fields, ['retry', retry] as const]).map(
    ([tag, value]) => `    <${tag}>${value}</${tag}>\n`,
  )
  return `  <gateway>\n${lines.join('')}  </gateway>\n`
}

/** switch_amp_encode (switch_utils.c): five characters. */
function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (each) => MARKUP[each] ?? each)
}

const MARKUP: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}
