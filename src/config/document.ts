import type { Place } from '../errors.ts'
import { canonicalParamName } from '../model/params.ts'
import type { Entry, MapNode, ScalarNode, YamlNode } from './node.ts'

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
  readonly variables?: readonly FieldMap[]
  readonly subscriptions?: readonly FieldMap[]
}

/** A variable or a subscription. */
export interface FieldMap {
  readonly at: Place
  readonly fields: ReadonlyMap<string, Field>
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
  const variables = readList(map, 'variables')
  const subscriptions = readList(map, 'subscriptions')
  return {
    params: indexFields(own, canonicalParamName),
    extraParams: extra?.kind === 'map' ? indexFields(extra.entries.values(), (name) => name) : new Map(),
    ...(variables && { variables }),
    ...(subscriptions && { subscriptions }),
  }
}

/** Later parts win: each parameter by itself, lists as a whole. */
export function mergeParts(parts: readonly Part[]): Part {
  const variables = parts.findLast((part) => part.variables !== undefined)?.variables
  const subscriptions = parts.findLast((part) => part.subscriptions !== undefined)?.subscriptions
  return {
    params: new Map(parts.flatMap((part) => [...part.params])),
    extraParams: new Map(parts.flatMap((part) => [...part.extraParams])),
    ...(variables && { variables }),
    ...(subscriptions && { subscriptions }),
  }
}

function readList(map: MapNode, name: string): readonly FieldMap[] | undefined {
  const node = map.entries.get(name)?.node
  return node?.kind === 'list' ? node.items.flatMap(readFieldMap) : undefined
}

function readFieldMap(node: YamlNode): FieldMap[] {
  if (node.kind !== 'map') return []
  return [{ at: { ...node.at, length: 1 }, fields: indexFields(node.entries.values(), (name) => name) }]
}

function indexFields(entries: Iterable<Entry>, rename: (name: string) => string): ReadonlyMap<string, Field> {
  const fields = new Map<string, Field>()
  for (const { name, key, node } of entries) {
    if (node.kind === 'scalar' && node.value !== null)
      fields.set(rename(name), { name: rename(name), key, node })
  }
  return fields
}
