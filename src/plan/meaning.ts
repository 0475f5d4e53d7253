import { readText } from '../model/text.ts'
import type { GatewayDefinition, Subscription, Variable } from '../model/gateway.ts'

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
export interface Meaning {
  /** By name; a name that is absent here is absent from the definition and has no constant default. */
  readonly params: ReadonlyMap<string, string>
  readonly variables: readonly string[]
  readonly subscriptions: readonly string[]
}

/** What a definition's meaning depends on besides itself. */
export interface MeaningContext {
  readonly gateway: string
  readonly globals: ReadonlyMap<string, string>
  /** The `context` setting of the profile, which gateways inherit; absent: `default`. */
  readonly profileContext: string | undefined
}

/** The meaning of `definition` for a gateway in its place. */
export function meaningOf(definition: GatewayDefinition, context: MeaningContext): Meaning {
  const read = (name: string): string | undefined => {
    const text = definition.params.get(name)
    return text === undefined ? undefined : readText(text.xml, context.globals)
  }
  const params = new Map<string, string>()
  for (const name of definition.params.keys()) {
    if (!MEANINGS.has(name)) params.set(name, `= ${read(name) ?? ''}`)
  }
  for (const [name, meaning] of MEANINGS) {
    const value = meaning(read(name), read, context)
    if (value !== undefined) params.set(name, value)
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
  return register === undefined || readSwitchBool(readText(register.xml, globals))
}

/** switch_true (switch_utils.h:518-528): these words in any case, or a number that is not zero; all else is false. */
export function readSwitchBool(text: string): boolean {
  if (/^(yes|on|true|t|enabled|active|allow)$/i.test(text)) return true
  return /^-?\d+(\.\d*)?$/.test(text) && readSwitchInt(text) !== 0
}

/** C's atoi: leading blanks, a sign, digits; whatever follows is ignored; no digits is 0. */
export function readSwitchInt(text: string): number {
  const digits = /^[ \t\n\v\f\r]*([+-]?\d+)/.exec(text)?.[1]
  return digits === undefined ? 0 : Number(digits)
}

/** The transport a text selects: FreeSWITCH looks at the first letters only, in any case (sofia_glue.c:291-304). */
export function readTransport(text: string): string {
  return /^(udp|tcp|tls|sctp)/i.exec(text)?.[1]?.toLowerCase() ?? text
}

type Read = (name: string) => string | undefined
type ParamMeaning = (text: string | undefined, read: Read, context: MeaningContext) => string | undefined

const bool =
  (byDefault: boolean): ParamMeaning =>
  (text) =>
    String(text === undefined ? byDefault : readSwitchBool(text))

const text =
  (byDefault: string): ParamMeaning =>
  (value) =>
    value ?? byDefault

/** Absent and empty are the same. */
const unlessEmpty: ParamMeaning = (value) => (value === '' ? undefined : value)

/** An int with a smallest useful value, below which FreeSWITCH takes `instead`. */
const atLeast =
  (least: number, instead: number): ParamMeaning =>
  (value) => {
    const read = value === undefined ? instead : readSwitchInt(value)
    return String(read < least ? instead : read)
  }

const int =
  (byDefault: number): ParamMeaning =>
  (value) =>
    String(value === undefined ? byDefault : readSwitchInt(value))

/** `sip:` is put in front unless there is a scheme (sofia.c:4043-4057). */
const sipUri: ParamMeaning = (value) => {
  if (given(value) === undefined) return undefined
  return /^sips?:/i.test(value ?? '') ? value : `sip:${value ?? ''}`
}

/** The raw text goes into the Expires header, so that one which atoi does not like is kept as it is. */
const expireSeconds: ParamMeaning = (value) => {
  if (value === undefined) return '3600'
  return /^\d+$/.test(value) ? String(readSwitchInt(value)) : `= ${value}`
}

const ping: ParamMeaning = (value) => {
  const read = readSwitchInt(value ?? '0')
  return String(read >= 0 && read < 5 ? 0 : read)
}

const username: ParamMeaning = (value, read) => {
  const registering = bool(true)(read('register'), read, NOWHERE) === 'true'
  return given(value) ?? (registering ? undefined : 'FreeSWITCH')
}

const contactParams: ParamMeaning = (value) => {
  if (given(value) === undefined) return undefined
  return value?.startsWith(';') === true ? value : `;${value ?? ''}`
}

const NOWHERE: MeaningContext = { gateway: '', globals: new Map(), profileContext: undefined }

const MEANINGS: ReadonlyMap<string, ParamMeaning> = new Map<string, ParamMeaning>([
  ['register', bool(true)],
  ['scheme', text('Digest')],
  ['realm', (value, read, context) => given(value) ?? given(read('proxy')) ?? context.gateway],
  ['proxy', (value, read, context) => given(value) ?? given(read('realm')) ?? context.gateway],
  ['username', username],
  ['auth-username', (value, read, context) => given(value) ?? username(read('username'), read, context)],
  ['from-user', (value, read, context) => given(value) ?? username(read('username'), read, context)],
  ['from-domain', unlessEmpty],
  ['password', unlessEmpty],
  ['extension', unlessEmpty],
  ['extension-in-contact', bool(false)],
  ['caller-id-in-from', bool(false)],
  ['context', (value, _read, context) => value ?? context.profileContext ?? 'default'],
  ['expire-seconds', expireSeconds],
  ['retry-seconds', (value, read, context) => atLeast(5, 30)(value ?? read('retry_seconds'), read, context)],
  ['retry_seconds', () => undefined],
  ['908-retry-seconds', int(0)],
  ['timeout-seconds', atLeast(5, 60)],
  ['ping', ping],
  ['ping-max', int(1)],
  ['ping-min', int(1)],
  ['ping-user-agent', (value) => value],
  ['ping-monitoring', bool(false)],
  ['contact-in-ping', bool(false)],
  ['contact-host', (value) => value],
  ['contact-params', contactParams],
  ['register-proxy', sipUri],
  ['outbound-proxy', sipUri],
  ['register-transport', (value) => readTransport(value ?? 'udp')],
  ['distinct-to', bool(false)],
  ['destination-prefix', unlessEmpty],
  ['rfc-5626', bool(false)],
  ['reg-id', (value) => value],
  ['gw-auth-acl', unlessEmpty],
])

/** The names of every parameter that has a rule here; the table in model/params must name the same. */
export const PARAMS_WITH_MEANING: readonly string[] = [...MEANINGS.keys()]

function given(value: string | undefined): string | undefined {
  return value === '' ? undefined : value
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
  const params = [...subscription.params].map(([name, value]) => [name, readText(value.xml, globals)])
  params.sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
  return JSON.stringify([readText(subscription.event.xml, globals), params])
}
