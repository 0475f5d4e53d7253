import type { Place } from '../errors.ts'
import type { Entry, ScalarNode } from './node.ts'

/** A setting of a profile as it is written: one value, or a list of them. */
export interface SettingField {
  readonly name: string
  readonly key: Place
  readonly nodes: readonly ScalarNode[]
  readonly isList: boolean
}

/** Reads what has the right form; the schema has reported the rest. */
export function readSettingFields(entries: Iterable<Entry>): readonly SettingField[] {
  const fields: SettingField[] = []
  for (const { name, key, node } of entries) {
    if (node.kind === 'map') continue
    const nodes = node.kind === 'list' ? node.items : [node]
    const scalars = nodes.flatMap((each) => (each.kind === 'scalar' && each.value !== null ? [each] : []))
    if (scalars.length > 0) fields.push({ name, key, nodes: scalars, isList: node.kind === 'list' })
  }
  return fields
}
