import {
  canonicalParamName,
  GATEWAY_PARAMS,
  paramSpec,
  readBool,
  readInt,
  type DefaultSource,
  type ParamSpec,
} from '../model/params.ts'
import { readText } from '../model/text.ts'
import type { Meaning } from '../model/meaning.ts'
import type { GatewayDefinition, Subscription, Variable } from '../model/gateway.ts'

/** What a definition's meaning depends on besides itself. */
export interface MeaningContext {
  readonly gateway: string
  readonly globals: ReadonlyMap<string, string>
  /** The `context` setting of the profile, which gateways inherit; absent: `default`. */
  readonly profileContext: string | undefined
}

/**
 * What FreeSWITCH makes of a gateway's definition. Two definitions with equal meanings need
 * no change, however differently they are written.
 *
 * The rule: every parameter is reduced to the value mod_sofia acts on (sofia.c:3892-4220,
 * 1.10.12): booleans to true or false, numbers to what atoi and the bounds make of them,
 * constant defaults and plain fall-backs (`auth-username` falls back to `username`) filled in.
 * A fall-back that is not exactly the same as writing the value out (`from-domain`, which also
 * decides the domain of outbound INVITEs, and `extension`, whose presence is remembered) is
 * not filled in. Names FreeSWITCH does not read are compared as text.
 */
export function meaningOf(definition: GatewayDefinition, context: MeaningContext): Meaning {
  const given = givenValues(definition, context)
  const params = new Map<string, string>()
  for (const [name, value] of given) {
    // A name that FreeSWITCH does not read means nothing to it, but shall stand as it is desired.
    if (paramSpec(name) === undefined) params.set(name, value)
  }
  for (const spec of GATEWAY_PARAMS) {
    const value = paramMeaning(spec, given, context)
    if (value !== undefined) params.set(spec.name, value)
  }
  return {
    params,
    variables: definition.variables.map((each) => variableMeaning(each, context.globals)),
    subscriptions: definition.subscriptions.map((each) => subscriptionMeaning(each, context.globals)),
  }
}

/** Whether the gateway registers; the switch calls one that does not NOREG. */
export function registers(definition: GatewayDefinition, globals: ReadonlyMap<string, string>): boolean {
  const register = definition.params.get('register')
  return register === undefined || readBool(readText(register.xml, globals))
}

type Given = ReadonlyMap<string, string>

/** What is written, as FreeSWITCH reads it, under the canonical names. */
function givenValues(definition: GatewayDefinition, context: MeaningContext): Given {
  return new Map(
    [...definition.params].map(([name, text]) => [
      canonicalParamName(name),
      readText(text.xml, context.globals),
    ]),
  )
}

/** The value FreeSWITCH acts on; undefined where it is as if nothing were written. */
function paramMeaning(spec: ParamSpec, given: Given, context: MeaningContext): string | undefined {
  const text = given.get(spec.name)
  const written = text === '' && (spec.emptyIsUnset === true || SIP_URIS.has(spec.name)) ? undefined : text
  const value = written ?? fallBack(spec, given, context)
  if (value === undefined) return undefined
  switch (spec.kind) {
    case 'bool':
      return String(readBool(value))
    case 'int':
      return String(readInt(value))
    case 'seconds':
      return secondsMeaning(spec, value)
    case 'transport':
      return readTransport(value)
    case 'host':
    case 'text':
      return textMeaning(spec.name, value)
  }
}

/** Where an absent value comes from; nothing for the parameters whose presence itself means something. */
function fallBack(spec: ParamSpec, given: Given, context: MeaningContext): string | undefined {
  if (PRESENCE_MATTERS.has(spec.name)) return undefined
  for (const source of spec.defaultFrom ?? []) {
    const value = sourceValue(source, given, context)
    if (value !== undefined && value !== '') return value
  }
  if (spec.requiredToRegister === true && readBool(given.get('register') ?? 'true')) return undefined
  return spec.default === '' ? undefined : spec.default
}

function sourceValue(source: DefaultSource, given: Given, context: MeaningContext): string | undefined {
  switch (source) {
    case 'gateway-name':
      return context.gateway
    case 'profile-context':
      return context.profileContext
    case 'username':
      return given.get('username') ?? (readBool(given.get('register') ?? 'true') ? undefined : 'FreeSWITCH')
    case 'proxy':
    case 'realm':
      return given.get(source)
    case 'retry-seconds':
    case 'profile-ip':
    case 'profile-user-agent':
      return undefined
  }
}

/** `from-domain` also decides the domain of INVITEs, `extension` is remembered as given (sofia.c:4104, 4149-4154). */
const PRESENCE_MATTERS: ReadonlySet<string> = new Set(['from-domain', 'extension', 'contact-host'])

/** `sip:` is put in front of these unless they have a scheme (sofia.c:4043-4057). */
const SIP_URIS: ReadonlySet<string> = new Set(['register-proxy', 'outbound-proxy'])

/** Numbers under the minimum become what FreeSWITCH takes instead, or are sent as they are written (expire-seconds). */
function secondsMeaning(spec: ParamSpec, value: string): string {
  const read = readInt(value)
  if (spec.minimum === undefined || read >= spec.minimum) {
    return spec.belowMinimum === undefined && !/^\d+$/.test(value) ? value : String(read)
  }
  // A negative ping wraps round to a very long one (sofia.c:4118): it is not switched off.
  if (spec.zeroDisables === true && read < 0) return String(read)
  return spec.belowMinimum ?? value
}

function textMeaning(name: string, value: string): string {
  if (SIP_URIS.has(name)) return /^sips?:/i.test(value) ? value : `sip:${value}`
  if (name === 'contact-params') return value.startsWith(';') ? value : `;${value}`
  return value
}

/** FreeSWITCH looks at the first letters only, in any case (sofia_glue.c:291-304). */
function readTransport(text: string): string {
  return /^(udp|tcp|tls|sctp)/i.exec(text)?.[1]?.toLowerCase() ?? text
}

function variableMeaning(variable: Variable, globals: ReadonlyMap<string, string>): string {
  const direction = variable.direction === undefined ? 'both' : readText(variable.direction.xml, globals)
  return JSON.stringify([
    readText(variable.name.xml, globals),
    readText(variable.value.xml, globals),
    direction.toLowerCase(),
  ])
}

/** Its parameters sorted by name; the order in which they are written means nothing. */
function subscriptionMeaning(subscription: Subscription, globals: ReadonlyMap<string, string>): string {
  const params = [...subscription.params].map(([name, value]) =>
    JSON.stringify([name, readText(value.xml, globals)]),
  )
  return `${JSON.stringify(readText(subscription.event.xml, globals))} ${params.sort().join(' ')}`
}
