import type { YamlNode } from './node.ts'

/** The tree as plain values. Maps have no prototype: a key may be called `constructor` or `__proto__`. */
export function toValue(node: YamlNode, known = new Map<YamlNode, unknown>()): unknown {
  if (node.kind === 'scalar') return node.value
  const made = known.get(node)
  if (made !== undefined) return made
  const value = node.kind === 'list' ? node.items.map((item) => toValue(item, known)) : toObject(node, known)
  known.set(node, value)
  return value
}

function toObject(node: Extract<YamlNode, { kind: 'map' }>, known: Map<YamlNode, unknown>): unknown {
  const value: Record<string, unknown> = { __proto__: null }
  for (const { name, node: child } of node.entries.values()) value[name] = toValue(child, known)
  return value
}
