import type { GatewayDefinition, Text } from './gateway.ts'

/**
 * Whether two definitions are written alike, parameter by parameter, in whatever order: then they also
 * read and mean alike, and nothing needs to be worked out. Most are, so this is asked first. Lists are
 * left to those who know what they mean; without any they are alike.
 */
export function isSameText(a: GatewayDefinition, b: GatewayDefinition): boolean {
  return hasNoLists(a) && hasNoLists(b) && isSameParams(a.params, b.params)
}

function hasNoLists({ variables, subscriptions }: GatewayDefinition): boolean {
  return variables.length === 0 && subscriptions.length === 0
}

/** As `isSameText`, of parameters only. */
export function isSameParams(a: ReadonlyMap<string, Text>, b: ReadonlyMap<string, Text>): boolean {
  if (a.size !== b.size) return false
  for (const [name, { xml }] of a) if (b.get(name)?.xml !== xml) return false
  return true
}
