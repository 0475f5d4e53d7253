import type { Problem } from './problem.ts'
import type { ErrorObject } from 'ajv/dist/2020.js'
import { locate } from './locate.ts'
import type { YamlNode } from './node.ts'
import { explainSchemaError } from './schema-errors.ts'
import { validateDesired } from './validator.ts'

/** What the schema has against a document, and the nodes that hold a fault: rules that need them whole skip these. */
export interface SchemaResult {
  readonly problems: readonly Problem[]
  readonly damaged: ReadonlySet<YamlNode>
}

/** Checks one document against the schema of gwctl files: all errors, each at its key or value. */
export function checkSchema(root: YamlNode): SchemaResult {
  return collect(root, validateDesired(toValue(root, new Map())))
}

function collect(root: YamlNode, errors: readonly ErrorObject[]): SchemaResult {
  const damaged = new Set<YamlNode>()
  const problems = new Map<string, Problem>()
  for (const error of errors) {
    const path = error.instancePath.split('/').slice(1).map(decodePointer)
    const target = locate(root, path)
    for (const node of target.chain) damaged.add(node)
    const found = explainSchemaError(error, target)
    // An anchor used twice would tell the same twice.
    problems.set(`${found.at.offset} ${found.message}`, found)
  }
  return { problems: [...problems.values()], damaged }
}

/** `~1` and `~0` of a JSON pointer (RFC 6901). */
function decodePointer(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~')
}

/** The tree as plain values. Maps have no prototype: a key may be called `constructor` or `__proto__`. */
function toValue(node: YamlNode, known: Map<YamlNode, unknown>): unknown {
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
