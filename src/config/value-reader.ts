import type { Problem } from './problem.ts'
import type { ScalarNode } from './node.ts'
import { resolveValue, type SecretSource, type Value } from './secrets.ts'

/** Resolves each scalar once, however many gateways share it through `defaults` or a template. */
export interface ValueReader {
  /** The value with its references resolved; problems of the references are reported once. */
  readonly resolve: (node: ScalarNode) => Value
  /** The value as far as it has been asked for: of what no gateway uses, references stay unresolved. */
  readonly peek: (node: ScalarNode) => Value
}

/** @param source  `undefined`: never resolve */
export function readValues(source: SecretSource | undefined, problems: Problem[]): ValueReader {
  const resolved = new Map<ScalarNode, Value>()
  return {
    resolve(node) {
      const known = resolved.get(node)
      if (known !== undefined) return known
      const value = resolveValue(node, source, problems)
      resolved.set(node, value)
      return value
    },
    peek: (node) => resolved.get(node) ?? resolveValue(node, undefined, []),
  }
}
