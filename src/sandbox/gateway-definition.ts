import { filled, isTrue, toInteger } from './c-values.ts'
import type { ProfileSettings } from './profile-settings.ts'
import { attributeOf, childOf, childrenOf } from './xml-tree.ts'
import type { XmlElement } from './xml-tree.ts'

/** What FreeSWITCH makes of a `<gateway>` element: fixed for the life of the gateway object. */
export interface GatewayDefinition {
  readonly name: string
  readonly register: boolean
  readonly scheme: string
  readonly realm: string
  readonly username: string
  readonly password: string
  /** With the angle brackets. */
  readonly from: string
  /** With the angle brackets. */
  readonly contact: string
  readonly exten: string
  readonly to: string
  readonly proxy: string
  readonly context: string
  /** As written: this text is sent, `freq` is counted with. */
  readonly expires: string
  readonly freq: number
  readonly pingFreq: number
  readonly pingMin: number
  readonly pingMax: number
  readonly pingMonitoring: boolean
  readonly retrySeconds: number
  readonly retry908Seconds: number
  readonly timeoutSeconds: number
  readonly distinctTo: boolean
  /** The URI that REGISTER and OPTIONS go to. */
  readonly registrar: string
  readonly inbound: readonly Variable[]
  readonly outbound: readonly Variable[]
}

export type Variable = readonly [name: string, value: string]

const NAME = /^[\w.-]+$/

/** Params by name; of equal ones the last wins (sofia.c:3892-3984). */
type Params = ReadonlyMap<string, string>

/** The name of a `<gateway>`, when FreeSWITCH takes it (sofia.c:3781). */
export function gatewayName(element: XmlElement): string | undefined {
  const name = attributeOf(element, 'name') ?? ''
  return NAME.test(name) ? name : undefined
}

/**
 * Reads a `<gateway>` (sofia.c:3800-4220, 1.10.12).
 *
 * @returns  `undefined` where FreeSWITCH skips it with a line in its log only: no user or password though it
 *           registers, an unknown transport, TLS without TLS in the profile
 */
export function defineGateway(
  element: XmlElement,
  name: string,
  profile: ProfileSettings,
): GatewayDefinition | undefined {
  const params = readParams(element)
  const register = isTrue(params.get('register') ?? 'true')
  const username = filled(params.get('username'))
  const password = filled(params.get('password'))
  const transport = readTransport(params.get('register-transport') ?? 'udp', profile)
  if (transport === undefined) return undefined
  if (register && (username === undefined || password === undefined)) return undefined
  const realm = filled(params.get('realm')) ?? filled(params.get('proxy')) ?? name
  const proxy = filled(params.get('proxy')) ?? realm
  const identity = { name, username: username ?? 'FreeSWITCH', realm, proxy, transport }
  return {
    name,
    register,
    realm,
    username: identity.username,
    password: password ?? '',
    ...readAddresses(params, identity, profile),
    ...readTimes(params),
    scheme: params.get('scheme') ?? 'Digest',
    context: params.get('context') ?? profile.context ?? 'default',
    distinctTo: isTrue(params.get('distinct-to')),
    ...readVariables(element),
  }
}

function readParams(element: XmlElement): Params {
  const params = childrenOf(childOf(element, 'params') ?? element, 'param')
  return new Map(
    params.map((param) => {
      const name = attributeOf(param, 'name') ?? ''
      return [name === 'retry_seconds' ? 'retry-seconds' : name, attributeOf(param, 'value') ?? '']
    }),
  )
}

type Transport = 'udp' | 'tcp' | 'tls' | 'sctp'

/** A prefix is enough, in any case (sofia_glue.c:291-304). */
function readTransport(text: string, profile: ProfileSettings): Transport | undefined {
  const transports: readonly Transport[] = ['udp', 'tcp', 'sctp', 'tls']
  const found = transports.find((each) => text.toLowerCase().startsWith(each))
  return found === 'tls' && !profile.tls ? undefined : found
}

interface Identity {
  readonly name: string
  readonly username: string
  readonly proxy: string
  readonly transport: Transport
}

function readAddresses(params: Params, identity: Identity, profile: ProfileSettings) {
  const { username, proxy } = identity
  const exten = filled(params.get('extension')) ?? username
  const user = isTrue(params.get('extension-in-contact')) ? exten : `gw+${identity.name}`
  const fromUser = filled(params.get('from-user')) ?? username
  const bare = /^sip:/i.test(proxy) ? proxy.slice(4) : proxy
  const sipProxy = `sip:${bare}`
  return {
    exten,
    from: `<sip:${fromUser}@${filled(params.get('from-domain')) ?? proxy}>`,
    to: `sip:${username}@${bare}`,
    proxy: /^sip:/i.test(proxy) ? proxy : sipProxy,
    contact: contactOf(user, params, identity, profile),
    registrar: filled(params.get('register-proxy')) ?? sipProxy,
  }
}

function contactOf(
  user: string,
  params: Params,
  { name, transport }: Identity,
  profile: ProfileSettings,
): string {
  const wanted = params.get('contact-host')
  const host = (wanted === 'sip-ip' ? profile.sipIp : wanted) ?? profile.extSipIp ?? profile.sipIp ?? ''
  const port = transport === 'tls' ? profile.tlsPort : profile.extSipPort
  const extra = filled(params.get('contact-params')) ?? ''
  const leading = extra === '' || extra.startsWith(';') ? extra : `;${extra}`
  const address = host.includes(':') ? `[${host}]` : host
  return `<sip:${user}@${address}:${port}${leading};transport=${transport};gw=${name}>`
}

/** Values that are too small are replaced, with a line in the log only. */
function readTimes(params: Params) {
  const expires = params.get('expire-seconds') ?? '3600'
  const freq = toInteger(expires)
  // Negative values wrap around to a huge unsigned one, and pass.
  const ping = toInteger(params.get('ping') ?? '0') >>> 0
  const pings = ping >= 5
  return {
    expires,
    freq: freq < 5 ? 3600 : freq,
    pingFreq: pings ? ping : 0,
    pingMin: pings ? toInteger(params.get('ping-min') ?? '1') : 0,
    pingMax: pings ? toInteger(params.get('ping-max') ?? '1') : 0,
    pingMonitoring: pings && isTrue(params.get('ping-monitoring')),
    retrySeconds: atLeast5(params.get('retry-seconds'), 30),
    timeoutSeconds: atLeast5(params.get('timeout-seconds'), 60),
    retry908Seconds: toInteger(params.get('908-retry-seconds') ?? '0'),
  }
}

function atLeast5(text: string | undefined, otherwise: number): number {
  const value = text === undefined ? otherwise : toInteger(text)
  return value < 5 ? otherwise : value
}

function readVariables(element: XmlElement): { inbound: Variable[]; outbound: Variable[] } {
  const inbound: Variable[] = []
  const outbound: Variable[] = []
  for (const each of childrenOf(childOf(element, 'variables') ?? element, 'variable')) {
    const name = attributeOf(each, 'name')
    const value = attributeOf(each, 'value')
    if (name === undefined || value === undefined) continue
    const direction = attributeOf(each, 'direction')?.toLowerCase()
    if (direction === undefined || direction === 'inbound') inbound.push([name, value])
    if (direction === undefined || direction === 'outbound') outbound.push([name, value])
  }
  return { inbound, outbound }
}
