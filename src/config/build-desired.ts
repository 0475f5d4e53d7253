import type { Place } from '../errors.ts'
import type { DesiredGateway, DesiredProfile, DesiredSetting } from '../model/desired.ts'
import type { GatewayDefinition, Subscription, Text, Variable } from '../model/gateway.ts'
import { settingSpec } from '../model/profile-settings.ts'
import { isSecretName } from '../model/secret-words.ts'
import { writeText, writeTextKeepingReferences } from '../model/text.ts'
import type { Field, SubscriptionFields, VariableFields } from './document.ts'
import type { MergedGateway, MergedProfile } from './merge.ts'
import { toValue } from './to-value.ts'
import type { Segment, Value } from './secrets.ts'
import type { SettingField } from './setting-fields.ts'
import type { ValueReader } from './value-reader.ts'
import { writtenValues } from './written-values.ts'

/** A profile that passed every check, as the rest of gwctl takes it. */
export function buildProfile(profile: MergedProfile, values: ValueReader): DesiredProfile {
  const { name, at, prune, gateways, settings, create, absent } = profile
  return {
    name,
    at,
    prune: prune === 'all' || prune === 'none' ? prune : 'managed',
    ...(gateways && { gateways: gateways.map((gateway) => buildGateway(gateway, values)) }),
    ...(settings && { settings: settings.map((setting) => buildSetting(setting, values)) }),
    ...(create && { create }),
    ...(absent && { absent }),
  }
}

function buildSetting({ name, key, nodes }: SettingField, values: ValueReader): DesiredSetting {
  const isSecret = settingSpec(name)?.sensitive === true
  const texts = nodes.map((node) => {
    const text = toText(name, values.peek(node))
    return isSecret ? { ...text, sensitive: true } : text
  })
  return { name, texts, at: key }
}

function buildGateway(gateway: MergedGateway, values: ValueReader): DesiredGateway {
  const { profile, name, enabled, canary, mayBeLast, at, params } = gateway
  const paramsAt = new Map<string, Place>()
  for (const field of params.values()) paramsAt.set(field.name, field.node.at)
  const definition = buildDefinition(gateway, values)
  const own = { ...(canary !== undefined && { canary }), ...(mayBeLast && { mayBeLast }) }
  const written = writtenValues(gateway, values)
  return { profile, name, enabled, ...own, ...exceptionsOf(gateway), at, paramsAt, written, definition }
}

/** `policy: { except: { RULE: REASON } }` */
function exceptionsOf({ except }: MergedGateway): Pick<DesiredGateway, 'exceptions'> {
  if (except === undefined) return {}
  const reasons = [...except.entries.values()].map(
    ({ name, key, node }) => [name, { reason: String(toValue(node)), at: key }] as const,
  )
  return { exceptions: new Map(reasons) }
}

function buildDefinition(gateway: MergedGateway, values: ValueReader): GatewayDefinition {
  const fields = [...gateway.params.values(), ...gateway.extraParams.values()]
  return {
    params: textsOf(fields, values),
    variables: (gateway.variables ?? []).map((each) => buildVariable(each, values)),
    subscriptions: (gateway.subscriptions ?? []).map((each) => buildSubscription(each, values)),
  }
}

function textsOf(fields: readonly Field[], values: ValueReader): ReadonlyMap<string, Text> {
  const texts = new Map<string, Text>()
  for (const { name, node } of fields) texts.set(name, toText(name, values.peek(node)))
  return texts
}

function buildVariable({ name, value, direction }: VariableFields, values: ValueReader): Variable {
  const text = (field: Field): Text => toText(field.name, values.peek(field.node))
  const isSecret = isSecretName(values.peek(name.node).text)
  return {
    name: text(name),
    value: { ...text(value), ...(isSecret && { sensitive: true }) },
    ...(direction && { direction: text(direction) }),
  }
}

function buildSubscription({ event, params }: SubscriptionFields, values: ValueReader): Subscription {
  return { event: toText('event', values.peek(event.node)), params: textsOf(params, values) }
}

/**
 * A value as attribute text. What came out of a secret is escaped in full together with the
 * text around it, so that no reference arises where the two meet; only a `$${name}` that stands
 * in the YAML itself stays one.
 */
export function toText(name: string, value: Value): Text {
  const sensitive = value.fromSecret || isSecretName(name)
  if (!value.fromSecret) return { xml: writeTextKeepingReferences(value.text), sensitive }
  const runs: Segment[] = []
  for (const segment of value.segments) {
    const last = runs.at(-1)
    const joins = last !== undefined && last.kind !== 'global' && segment.kind !== 'global'
    if (joins) runs.splice(-1, 1, { kind: 'secret', text: last.text + segment.text })
    else runs.push(segment)
  }
  const written = runs.map((run) => (run.kind === 'global' ? run.text : writeText(run.text)))
  return { xml: written.join(''), sensitive }
}
