import type { Place } from '../errors.ts'

/** A YAML document as a tree in which every key and value knows its place; aliases and merge keys are resolved. */
export type YamlNode = ScalarNode | ListNode | MapNode

export interface ScalarNode {
  readonly kind: 'scalar'
  readonly value: string | number | boolean | null
  /**
   * What the user wrote: a number keeps its source (`010`, `+4930`, `4915123456789012345`),
   * a boolean is `true` or `false`.
   */
  readonly text: string
  readonly at: Place
}

export interface ListNode {
  readonly kind: 'list'
  readonly items: readonly YamlNode[]
  /** Its first character. */
  readonly at: Place
}

export interface MapNode {
  readonly kind: 'map'
  readonly entries: ReadonlyMap<string, Entry>
  /** Its first character. */
  readonly at: Place
}

/** One key of a map with its value. */
export interface Entry {
  readonly name: string
  readonly key: Place
  readonly node: YamlNode
}

/** The value of a key when it is a map; nothing otherwise, the schema has said so then. */
export function mapIn(map: MapNode | undefined, name: string): MapNode | undefined {
  const node = map?.entries.get(name)?.node
  return node?.kind === 'map' ? node : undefined
}

/** The value of a key when it is a scalar other than null. */
export function scalarIn(map: MapNode | undefined, name: string): ScalarNode | undefined {
  const node = map?.entries.get(name)?.node
  return node?.kind === 'scalar' && node.value !== null ? node : undefined
}

/** The entries of a map whose values are maps. */
export function mapsIn(map: MapNode | undefined): readonly (Entry & { readonly node: MapNode })[] {
  return [...(map?.entries.values() ?? [])].flatMap((entry) =>
    entry.node.kind === 'map' ? [{ ...entry, node: entry.node }] : [],
  )
}
