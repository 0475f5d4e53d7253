import { LIVE_FIELDS, type LiveFields, type LiveGateway } from '../model/live.ts'
import { readInt } from '../model/params.ts'
import { isOpaque } from '../model/text.ts'
import type { Meaning } from '../model/meaning.ts'

/**
 * What FreeSWITCH makes of a definition, as far as `sofia xmlstatus gateway` shows it.
 *
 * The rule: every field that follows from the definition alone is derived as mod_sofia does
 * (sofia.c:3995-4216, 1.10.12). Of the Contact that is its user and its parameters; address
 * and port come from the profile. What the switch does not print (retry and time-out seconds,
 * proxies, `auth-username`, the password itself ...) cannot be compared at all.
 */
export function expectedLive(meaning: Meaning, name: string): LiveFields {
  const get = (param: string): string => meaning.params.get(param) ?? ''
  const proxy = get('proxy')
  const bareProxy = proxy.replace(/^sip:/i, '')
  const expires = get('expire-seconds')
  const pings = get('ping') !== '0'
  return {
    register: get('register'),
    scheme: get('scheme'),
    realm: get('realm'),
    username: get('username'),
    password: get('password') === '' ? 'no' : 'yes',
    from: `<sip:${get('from-user')}@${meaning.params.get('from-domain') ?? proxy}>`,
    contact: expectedContact(meaning, name),
    to: `sip:${get('username')}@${bareProxy}`,
    exten: meaning.params.get('extension') ?? get('username'),
    proxy: proxy === bareProxy ? `sip:${proxy}` : proxy,
    context: get('context'),
    expires,
    freq: String(readInt(expires) >= 5 ? readInt(expires) : 3600),
    pingfreq: get('ping'),
    pingmin: pings ? get('ping-min') : '',
    pingmax: pings ? get('ping-max') : '',
  }
}

/** The same fields of a gateway that runs. */
export function liveFields(live: LiveGateway): LiveFields {
  const pings = live.pingfreq !== 0
  return {
    register: String(live.state !== 'NOREG'),
    scheme: live.scheme,
    realm: live.realm,
    username: live.username,
    password: live.password ? 'yes' : 'no',
    from: live.from,
    contact: actualContact(live.contact),
    to: live.to,
    exten: live.exten,
    proxy: live.proxy,
    context: live.context,
    expires: live.expires,
    freq: String(live.freq),
    pingfreq: String(live.pingfreq),
    pingmin: pings ? String(live.pingmin) : '',
    pingmax: pings ? String(live.pingmax) : '',
  }
}

/** Names of the fields in which a running gateway is not as expected; a value that hangs on a variable only the switch knows is not compared. */
export function differingFields(expected: LiveFields, live: LiveGateway): string[] {
  const actual = liveFields(live)
  return LIVE_FIELDS.filter((field) => !isOpaque(expected[field]) && expected[field] !== actual[field])
}

/** `USER@;params`: without host and port, which the profile decides. */
function expectedContact(meaning: Meaning, name: string): string {
  const get = (param: string): string => meaning.params.get(param) ?? ''
  const inContact = get('extension-in-contact') === 'true'
  const user = inContact ? (meaning.params.get('extension') ?? get('username')) : `gw+${name}`
  const params = `${get('contact-params')};transport=${get('register-transport')};gw=${name}`
  return `${user}@${params}`
}

/** Takes `<sip:gw+a@127.0.0.1:5080;transport=udp;gw=a>` apart; RFC 5626 parameters after the bracket are left out. */
function actualContact(contact: string): string {
  return contact.replace(/^<sip:(.*?)@(?:\[[^\]]*\]|[^:;>]*)(?::\d+)?(;[^>]*)?>.*$/, '$1@$2')
}
