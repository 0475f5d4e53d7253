import { filled, isTrue, toInteger } from '../c-values.ts'
import type { Profile } from '../profile.ts'
import { bindUrl, profileUrl, tlsUrl } from '../profile-settings.ts'

/** One line of `sofia status profile`, and the element of `sofia xmlstatus profile` that says the same. */
export interface ProfileField {
  readonly label: string
  readonly tag: string
  readonly value: string
}

/** What the two print of a profile, in their order, before the counters (mod_sofia.c:2996-3090, 3305-3390); `key` may be an alias. */
export function profileFields(key: string, profile: Profile): ProfileField[] {
  const { settings, name } = profile
  const { shown } = settings
  const plain = !(settings.tls && settings.tlsOnly)
  return [
    field('Name', 'name', key),
    field('Domain Name', 'domain-name', settings.domainName ?? 'N/A'),
    ...(key.toLowerCase() === name.toLowerCase() ? [] : [field('Alias Of', 'alias-of', name)]),
    field('Auto-NAT', 'auto-nat', 'false'),
    field('DBName', 'db-name', shown.get('dbname') ?? `sofia_reg_${name}`),
    field('Pres Hosts', 'pres-hosts', shown.get('presence-hosts') ?? ''),
    field('Dialplan', 'dialplan', settings.dialplan ?? ''),
    field('Context', 'context', settings.context ?? ''),
    field('Challenge Realm', 'challenge-realm', filled(shown.get('challenge-realm')) ?? 'auto_to'),
    ...settings.rtpIps.map((ip) => field('RTP-IP', 'rtp-ip', ip)),
    ...optional('Ext-RTP-IP', 'ext-rtp-ip', filled(shown.get('ext-rtp-ip'))),
    field('SIP-IP', 'sip-ip', settings.sipIp ?? ''),
    ...optional('Ext-SIP-IP', 'ext-sip-ip', settings.extSipIp),
    ...(plain
      ? [field('URL', 'url', profileUrl(settings)), field('BIND-URL', 'bind-url', bindUrl(settings))]
      : []),
    ...(settings.tls
      ? [
          field('TLS-URL', 'tls-url', tlsUrl(settings)),
          field('TLS-BIND-URL', 'tls-bind-url', `${tlsUrl(settings)};transport=tls`),
        ]
      : []),
    ...mediaFields(shown),
  ]
}

function mediaFields(shown: ReadonlyMap<string, string>): ProfileField[] {
  const text = (name: string, otherwise: string) => filled(shown.get(name)) ?? otherwise
  const count = (name: string, otherwise: number) => String(toInteger(shown.get(name) ?? String(otherwise)))
  const bool = (name: string) => String(isTrue(shown.get(name)))
  const codecs = shown.get('codec-prefs') ?? ''
  return [
    field('HOLD-MUSIC', 'hold-music', text('hold-music', 'N/A')),
    field('OUTBOUND-PROXY', 'outbound-proxy', text('outbound-proxy', 'N/A')),
    field('CODECS IN', 'inbound-codecs', shown.get('inbound-codec-prefs') ?? codecs),
    field('CODECS OUT', 'outbound-codecs', shown.get('outbound-codec-prefs') ?? codecs),
    field('TEL-EVENT', 'tel-event', count('rfc2833-pt', 101)),
    field('DTMF-MODE', 'dtmf-mode', dtmfMode(shown.get('dtmf-type'))),
    field('CNG', 'cng', isTrue(shown.get('suppress-cng')) ? '0' : '13'),
    field('SESSION-TO', 'session-to', count('session-timeout', 0)),
    field('MAX-DIALOG', 'max-dialog', count('max-proceeding', 0)),
    field('MAX-RECV-RPS', 'max-recv-rps', count('max-recv-requests-per-second', 1000)),
    field('NOMEDIA', 'nomedia', bool('inbound-bypass-media')),
    field('LATE-NEG', 'late-neg', bool('inbound-late-negotiation')),
    field('PROXY-MEDIA', 'proxy-media', bool('inbound-proxy-media')),
    field('AGGRESSIVENAT', 'aggressive-nat', bool('aggressive-nat-detection')),
    ...optional('USER-AGENT-FILTER', 'user-agent-filter', shown.get('user-agent-filter')),
  ]
}

function dtmfMode(type: string | undefined): string {
  const known = type?.toLowerCase()
  return known === 'info' || known === 'none' ? known : 'rfc2833'
}

function optional(label: string, tag: string, value: string | undefined): ProfileField[] {
  return value === undefined ? [] : [field(label, tag, value)]
}

function field(label: string, tag: string, value: string): ProfileField {
  return { label, tag, value }
}
