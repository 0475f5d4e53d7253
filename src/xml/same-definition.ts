import type { GatewayDefinition, Subscription, Text, Variable } from '../model/gateway.ts'
import { isSameText } from '../model/same-text.ts'
import { readText, type Globals } from '../model/text.ts'

/** Whether FreeSWITCH reads the same text for everything in two definitions. */
export function isSameDefinition(a: GatewayDefinition, b: GatewayDefinition, globals: Globals): boolean {
  return isSameText(a, b) || definitionKey(a, globals) === definitionKey(b, globals)
}

/** Equal for variables that read the same. */
export function variableKey({ name, value, direction }: Variable, globals: Globals): string {
  const read = direction === undefined ? null : readText(direction.xml, globals).toLowerCase()
  return JSON.stringify([readText(name.xml, globals), readText(value.xml, globals), read])
}

/** Equal for subscriptions that read the same, whatever the order of their params. */
export function subscriptionKey({ event, params }: Subscription, globals: Globals): string {
  return JSON.stringify([readText(event.xml, globals), paramsKey(params, globals)])
}

function definitionKey({ params, variables, subscriptions }: GatewayDefinition, globals: Globals): string {
  return JSON.stringify([
    paramsKey(params, globals),
    variables.map((each) => variableKey(each, globals)),
    subscriptions.map((each) => subscriptionKey(each, globals)),
  ])
}

function paramsKey(params: ReadonlyMap<string, Text>, globals: Globals): string {
  return JSON.stringify(
    [...params].map(([name, { xml }]) => JSON.stringify([name, readText(xml, globals)])).sort(),
  )
}
