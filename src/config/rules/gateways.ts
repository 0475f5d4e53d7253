import { readBool, readInt } from '../../model/read-values.ts'
import { isReference } from '../placeholder.ts'
import { problem, warning } from '../problem.ts'
import type { Value } from '../secrets.ts'
import { badPortOfRealm } from './ports.ts'
import type { GatewayRule, GatewayView } from './rule.ts'

/** What the parameters of a gateway mean together, where FreeSWITCH would do something else without a word. */
export const GATEWAY_RULES: readonly GatewayRule[] = [
  missingUsername,
  missingPassword,
  colonInUsername,
  colonInPassword,
  longCredentials,
  unreachablePings,
  outboundWithoutId,
  namelessHost,
  badPortOfRealm,
  challengeRefused,
  literalAutoDomain,
]

function missingUsername(view: GatewayView): ReturnType<GatewayRule> {
  return missingCredential(view, 'username')
}

function missingPassword(view: GatewayView): ReturnType<GatewayRule> {
  return missingCredential(view, 'password')
}

/** sofia.c:4003-4012: an error in its log, and the gateway is skipped. */
function missingCredential(view: GatewayView, name: string): ReturnType<GatewayRule> {
  const { gateway } = view
  const value = view.value(name)
  if (!registers(view) || (value !== undefined && value.text !== '')) return undefined
  const message = `${gateway.name} registers but has no ${name}; FreeSWITCH skips the whole gateway.`
  return problem('GW103', gateway.at, message, `Add \`${name}\`, or \`register: false\`.`)
}

/** False also when it depends on what is not known here. */
function registers({ value }: GatewayView): boolean {
  const register = value('register')
  return register === undefined || (register.known && readBool(register.text))
}

/** sofia_reg.c:2829-2831: scheme, realm, user and password are joined by colons and taken apart again. */
function colonInUsername(view: GatewayView): ReturnType<GatewayRule> {
  const name = isSet(view.value('auth-username')) ? 'auth-username' : 'username'
  const field = view.gateway.params.get(name)
  const value = view.value(name)
  if (field === undefined || value?.known !== true || !holdsColon(value)) return undefined
  const message = `\`${name}\` holds a colon; FreeSWITCH takes what follows it for the password.`
  return problem('GW103', field.node.at, message, 'Ask the carrier for a user name without one.')
}

/** A reference that nobody resolves is reported as such; its colon is no part of the value. */
function holdsColon({ text, fromSecret }: Value): boolean {
  return text.includes(':') && (fromSecret || !isReference(text))
}

/** Seen on 1.10.12: of the password `pw:rest` only `pw` answers a challenge (the SIP stack takes the credentials apart at colons). */
function colonInPassword(view: GatewayView): ReturnType<GatewayRule> {
  const password = view.value('password')
  const field = view.gateway.params.get('password')
  if (field === undefined || password?.known !== true || !holdsColon(password)) return undefined
  const message = '`password` holds a colon; FreeSWITCH drops the colon and what follows it.'
  return problem('GW103', field.node.at, message, 'Ask the carrier for a password without one.')
}

/** `char authentication[256]` in sofia_reg.c:2689; the realm is the carrier's, quotes included. */
function longCredentials(view: GatewayView): ReturnType<GatewayRule> {
  const password = view.value('password')
  const field = view.gateway.params.get('password')
  const authUser = view.value('auth-username')
  const user = isSet(authUser) ? authUser : view.value('username')
  if (field === undefined || !password?.known || user?.known === false) return undefined
  const bytes = byteLength(`Digest:""::${view.value('realm')?.text ?? ''}${user?.text ?? ''}${password.text}`)
  if (bytes <= 255) return undefined
  const message =
    'User name, realm and password together are too long; FreeSWITCH cuts them off after 255 bytes.'
  return problem('GW103', field.node.at, message, 'Ask the carrier for a shorter password.')
}

/** sofia.c:6458-6489: the count of answers is capped at ping-max, and UP needs ping-min of them. */
function unreachablePings(view: GatewayView): ReturnType<GatewayRule> {
  const minimum = numberOf(view.value('ping-min'))
  const maximum = numberOf(view.value('ping-max'))
  const field = view.gateway.params.get('ping-min')
  if (field === undefined || minimum === undefined || maximum === undefined || minimum <= maximum)
    return undefined
  const message = '`ping-min` is above `ping-max`: the gateway could never be UP.'
  return problem('GW103', field.node.at, message, 'Set ping-max (1 when absent) to ping-min or more.')
}

/** 1 when absent; `undefined` when it is not known, or no number. */
function numberOf(value: Value | undefined): number | undefined {
  if (value === undefined) return 1
  return value.known && /^\d+$/.test(value.text) ? readInt(value.text) : undefined
}

/** sofia.c:3986-3992: the Contact would say reg-id=(null). */
function outboundWithoutId(view: GatewayView): ReturnType<GatewayRule> {
  const field = view.gateway.params.get('rfc-5626')
  const value = view.value('rfc-5626')
  if (field === undefined || !value?.known || !readBool(value.text)) return undefined
  if (isSet(view.value('reg-id'))) return undefined
  const message = '`rfc-5626` needs `reg-id`; FreeSWITCH would send `reg-id=(null)`.'
  return problem('GW103', field.node.at, message, 'Add a `reg-id`, for instance "1".')
}

/** sofia.c:3995-4030: realm falls back to proxy, proxy to realm, both to the name. */
function namelessHost(view: GatewayView): ReturnType<GatewayRule> {
  if (isSet(view.value('proxy')) || isSet(view.value('realm'))) return undefined
  const { at, name } = view.gateway
  const message = `${name} has neither proxy nor realm; FreeSWITCH takes its name for the host.`
  return warning(at, message, 'Add `proxy`.')
}

/** sofia_glue.c:3596-3629: the parameter stays part of the host that a challenge must come from. */
function challengeRefused(view: GatewayView): ReturnType<GatewayRule> {
  const field = view.gateway.params.get('proxy')
  const proxy = view.value('proxy')?.text ?? ''
  if (field === undefined || !/^[^:;]*;transport=/i.test(proxy)) return undefined
  if (['register-proxy', 'outbound-proxy', 'gw-auth-acl'].some((name) => isSet(view.value(name))))
    return undefined
  const message =
    '`proxy` has a transport but no port; FreeSWITCH then refuses digest challenges of this host.'
  return warning(field.node.at, message, 'Add the port, or use register-transport instead.')
}

/** mod_sofia.c:4883-4899 reads the words on calls only; sofia.c:4104-4126 takes them literally. */
function literalAutoDomain(view: GatewayView): ReturnType<GatewayRule> {
  const field = view.gateway.params.get('from-domain')
  const isAuto = /^auto-aleg-(?:full|domain)$/i.test(view.value('from-domain')?.text ?? '')
  if (field === undefined || !isAuto || !registers(view)) return undefined
  const message =
    '`from-domain: auto-aleg-...` works on calls only; REGISTER would carry the words themselves.'
  return warning(field.node.at, message, 'Use it on a gateway that does not register.')
}

function isSet(value: Value | undefined): boolean {
  return value !== undefined && value.text !== ''
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}
