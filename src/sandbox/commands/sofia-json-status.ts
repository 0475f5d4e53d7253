import { toEpoch } from '../c-values.ts'
import type { Gateway, Profile } from '../profile.ts'
import { profileUrl, tlsUrl } from '../profile-settings.ts'
import type { Millis } from '../scheduler.ts'
import type { SwitchState } from '../switch-state.ts'
import { listProfiles } from './inventory.ts'
import type { ProfileEntry } from './inventory.ts'
import { profileFields } from './profile-fields.ts'

/** A JSON value as cJSON keeps it: an object is a list of pairs, since a name may come twice. */
type Json = string | number | readonly string[] | Pairs
interface Pairs {
  readonly pairs: readonly (readonly [name: string, value: Json])[]
}

/** `sofia jsonstatus`: the one command that shows profiles which stop or hang (sofia_json_api.c, 1.10.12). */
export function printJsonStatus(state: SwitchState): string {
  const now = state.scheduler.now()
  const profiles = listProfiles(state).map((entry) => [entry.key, describeEntry(entry, now)] as const)
  return `${print({ pairs: [['profiles', { pairs: profiles }]] }, 0)}\n`
}

function describeEntry({ key, profile, alias }: ProfileEntry, now: Millis): Pairs {
  const info = profile.running ? ([['info', describeInfo(key, profile)]] as const) : []
  if (alias)
    return { pairs: [['status', toPairs({ type: 'alias', data: profile.name, state: 'ALIASED' })], ...info] }
  const { settings } = profile
  const onlyTls = settings.tls && settings.tlsOnly
  const shown = toPairs({
    type: 'profile',
    state: profile.running ? 'RUNNING' : 'DOWN',
    'in-use': profile.calls,
    data: onlyTls ? tlsUrl(settings) : profileUrl(settings),
    ...(onlyTls ? { transport: 'tls' } : {}),
  })
  const gateways = profile.gateways.map((gateway) => [gateway.name, describeGateway(gateway, now)] as const)
  const listed = gateways.length === 0 ? [] : ([['gateways', { pairs: gateways }]] as const)
  return { pairs: [['status', shown], ...listed, ...info] }
}

function describeGateway(gateway: Gateway, now: Millis): Pairs {
  const { pairs } = toPairs({ type: 'gateway', data: gateway.definition.to, state: gateway.state })
  if (gateway.state !== 'FAILED' && gateway.state !== 'TRYING') return { pairs }
  const seconds = gateway.retry - toEpoch(now)
  return { pairs: [...pairs, ['retry', seconds > 0 ? seconds : 'never']] }
}

/** The same facts as `sofia xmlstatus profile`, under the same names; unset ones differ a little. */
function describeInfo(key: string, profile: Profile): Pairs {
  const { settings } = profile
  const fields = new Map(profileFields(key, profile).map(({ tag, value }) => [tag, value]))
  fields.set('ext-sip-ip', settings.extSipIp ?? '')
  fields.set('hold-music', settings.shown.get('hold-music') ?? '')
  return {
    pairs: INFO.flatMap((name): [string, Json][] => {
      if (name === 'rtp-ip') return [[name, settings.rtpIps]]
      const value = fields.get(name)
      return value === undefined ? [] : [[name, value]]
    }),
  }
}

/** In this order (sofia_json_api.c:118-165). */
const INFO =
  `domain-name alias-of auto-nat db-name pres-hosts dialplan context challenge-realm rtp-ip ext-rtp-ip sip-ip
  ext-sip-ip url bind-url tls-url tls-bind-url hold-music outbound-proxy`.split(/\s+/)

function toPairs(record: Readonly<Record<string, Json>>): Pairs {
  return { pairs: Object.entries(record) }
}

/** cJSON_Print: tabs, `"name":<tab>value`, arrays on one line. */
function print(value: Json, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') return String(value)
  if (!('pairs' in value)) return `[${value.map((each) => JSON.stringify(each)).join(', ')}]`
  const indent = '\t'.repeat(depth + 1)
  const lines = value.pairs.map(
    ([name, each]) => `${indent}${JSON.stringify(name)}:\t${print(each, depth + 1)}`,
  )
  return lines.length === 0
    ? '{\n' + '\t'.repeat(depth) + '}'
    : `{\n${lines.join(',\n')}\n${'\t'.repeat(depth)}}`
}
