import type { LiveGateway } from '../model/live.ts'
import { isOpaque } from '../model/text.ts'
import type { Meaning } from './meaning.ts'

/** One field of a live record that is not what the definition would give. */
export interface LiveDifference {
  readonly field: string
  readonly expected: string
  readonly actual: string
}

/**
 * Compares a live record with what FreeSWITCH would make of a definition, field by field.
 *
 * The rule: every field that `sofia xmlstatus gateway` prints and that follows from the
 * definition alone is derived as mod_sofia does (sofia.c:3995-4216, 1.10.12) and compared.
 * Of the Contact that is its user and its parameters; address and port come from the profile.
 * A value that hangs on a variable only the switch knows is not compared. What the switch does not print (retry and time-out seconds,
 * proxies, `auth-username`, the password itself ...) cannot be compared at all.
 */
export function liveDifferences(meaning: Meaning, live: LiveGateway): LiveDifference[] {
  return expectedFields(meaning, live.name)
    .map(([field, expected]) => ({ field, expected, actual: actualField(field, live) }))
    .filter(({ expected, actual }) => !isOpaque(expected) && expected !== actual)
}

type Field =
  | 'register'
  | 'scheme'
  | 'realm'
  | 'username'
  | 'password'
  | 'from'
  | 'contact'
  | 'to'
  | 'exten'
  | 'proxy'
  | 'context'
  | 'expires'
  | 'freq'
  | 'pingfreq'
  | 'pingmin'
  | 'pingmax'

function expectedFields(meaning: Meaning, name: string): [Field, string][] {
  const get = (param: string): string => meaning.params.get(param) ?? ''
  const proxy = get('proxy')
  const domain = meaning.params.get('from-domain') ?? proxy
  const bareProxy = proxy.replace(/^sip:/i, '')
  const expires = get('expire-seconds').replace(/^= /, '')
  const fields: [Field, string][] = [
    ['register', get('register')],
    ['scheme', get('scheme')],
    ['realm', get('realm')],
    ['username', get('username')],
    ['password', get('password') === '' ? 'no' : 'yes'],
    ['from', `<sip:${get('from-user')}@${domain}>`],
    ['contact', expectedContact(meaning, name)],
    ['to', `sip:${get('username')}@${bareProxy}`],
    ['exten', meaning.params.get('extension') ?? get('username')],
    ['proxy', proxy === bareProxy ? `sip:${proxy}` : proxy],
    ['context', get('context')],
    ['expires', expires],
    ['freq', String(Number(expires) >= 5 ? Number(expires) : 3600)],
    ['pingfreq', get('ping')],
  ]
  if (get('ping') !== '0') fields.push(['pingmin', get('ping-min')], ['pingmax', get('ping-max')])
  return fields
}

/** `USER@;params`: without host and port, which the profile decides. */
function expectedContact(meaning: Meaning, name: string): string {
  const get = (param: string): string => meaning.params.get(param) ?? ''
  const inContact = get('extension-in-contact') === 'true'
  const user = inContact ? (meaning.params.get('extension') ?? get('username')) : `gw+${name}`
  const params = `${get('contact-params')};transport=${get('register-transport')};gw=${name}`
  return `${user}@${params}`
}

function actualField(field: Field, live: LiveGateway): string {
  switch (field) {
    case 'register':
      return String(live.state !== 'NOREG')
    case 'password':
      return live.password ? 'yes' : 'no'
    case 'contact':
      return actualContact(live.contact)
    case 'freq':
    case 'pingfreq':
    case 'pingmin':
    case 'pingmax':
      return String(live[field])
    case 'scheme':
    case 'realm':
    case 'username':
    case 'from':
    case 'to':
    case 'exten':
    case 'proxy':
    case 'context':
    case 'expires':
      return live[field]
  }
}

/** Takes `<sip:gw+a@127.0.0.1:5080;transport=udp;gw=a>` apart; RFC 5626 parameters after the bracket are left out. */
function actualContact(contact: string): string {
  const parts = /^<sip:(.*?)@(?:\[[^\]]*\]|[^:;>]*)(?::\d+)?(;[^>]*)?>/.exec(contact)
  return parts === null ? contact : `${parts[1] ?? ''}@${parts[2] ?? ''}`
}
