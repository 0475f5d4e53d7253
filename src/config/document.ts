import type { Place } from '../errors.ts'
import { canonicalParamName } from '../model/params.ts'
import type { Entry, MapNode, ScalarNode } from './node.ts'

/** A key with a scalar value: a parameter, an extra one, or a field of a variable or subscription. */
export interface Field {
  /** As FreeSWITCH documents it: `retry_seconds` is `retry-seconds`. */
  readonly name: string
  readonly key: Place
  readonly node: ScalarNode
}

/** The keys of a gateway, of `defaults` or of a template, sorted by what they are. */
export interface Part {
  readonly params: ReadonlyMap<string, Field>
  readonly extraParams: ReadonlyMap<string, Field>
  readonly variables?: readonly VariableFields[]
  readonly subscriptions?: readonly SubscriptionFields[]
}

export interface VariableFields {
  readonly name: Field
  readonly value: Field
  readonly direction?: Field
}

export interface SubscriptionFields {
  readonly event: Field
  readonly params: readonly Field[]
}

const NOT_PARAMS: ReadonlySet<string> = new Set([
  'template',
  'enabled',
  'canary',
  'policy',
  'variables',
  'subscriptions',
  'extra-params',
])

/** Reads what has the right form; the schema has reported the rest. */
export function readPart(map: MapNode): Part {
  const own = [...map.entries.values()].filter((entry) => !NOT_PARAMS.has(entry.name))
  const extra = map.entries.get('extra-params')?.node
  const variables = readList(map, 'variables', readVariable)
  const subscriptions = readList(map, 'subscriptions', readSubscription)
  return {
    params: indexFields(own, canonicalParamName),
    extraParams: extra?.kind === 'map' ? indexFields(extra.entries.values(), (name) => name) : new Map(),
    ...(variables && { variables }),
    ...(subscriptions && { subscriptions }),
  }
}

/** Later parts win: each parameter by itself, lists as a whole. */
export function mergeParts(parts: readonly Part[]): Part {
  const [only, ...others] = parts
  if (only !== undefined && others.length === 0) return only
  const variables = parts.findLast((part) => part.variables !== undefined)?.variables
  const subscriptions = parts.findLast((part) => part.subscriptions !== undefined)?.subscriptions
  return {
    params: new Map(parts.flatMap((part) => [...part.params])),
    extraParams: new Map(parts.flatMap((part) => [...part.extraParams])),
    ...(variables && { variables }),
    ...(subscriptions && { subscriptions }),
  }
}

function readList<Item>(
  map: MapNode,
  name: string,
  read: (fields: ReadonlyMap<string, Field>) => readonly Item[],
): readonly Item[] | undefined {
  const node = map.entries.get(name)?.node
  if (node?.kind !== 'list') return undefined
  return node.items.flatMap((item) =>
    item.kind === 'map' ? read(indexFields(item.entries.values(), (key) => key)) : [],
  )
}

function readVariable(fields: ReadonlyMap<string, Field>): readonly VariableFields[] {
  const [name, value, direction] = [fields.get('name'), fields.get('value'), fields.get('direction')]
  return name === undefined || value === undefined ? [] : [{ name, value, ...(direction && { direction }) }]
}

function readSubscription(fields: ReadonlyMap<string, Field>): readonly SubscriptionFields[] {
  const event = fields.get('event')
  return event === undefined
    ? []
    : [{ event, params: [...fields.values()].filter((field) => field !== event) }]
}

function indexFields(entries: Iterable<Entry>, rename: (name: string) => string): ReadonlyMap<string, Field> {
  const fields = new Map<string, Field>()
  for (const { name, key, node } of entries) {
    if (node.kind === 'scalar' && node.value !== null)
      fields.set(rename(name), { name: rename(name), key, node })
  }
  return fields
}
