import type { Place } from '../errors.ts'
import type { YamlNode } from './node.ts'

/** What a path of names and indexes leads to. */
export interface Target {
  readonly path: readonly string[]
  readonly node: YamlNode
  /** The key that the node stands under; absent for the root and for items of lists. */
  readonly key?: Place
  /** The node and everything above it. */
  readonly chain: readonly YamlNode[]
}

/** Follows a path from the root; it ends early where the tree does. */
export function locate(root: YamlNode, path: readonly string[]): Target {
  let target: Target = { path: [], node: root, chain: [root] }
  for (const segment of path) {
    const child = childOf(target.node, segment)
    if (child === undefined) return target
    target = { path: [...target.path, segment], ...child, chain: [...target.chain, child.node] }
  }
  return target
}

function childOf(
  node: YamlNode,
  segment: string,
): { readonly node: YamlNode; readonly key?: Place } | undefined {
  switch (node.kind) {
    case 'scalar':
      return undefined
    case 'list':
      return node.items.slice(Number(segment), Number(segment) + 1).map((item) => ({ node: item }))[0]
    case 'map':
      return node.entries.get(segment)
  }
}
