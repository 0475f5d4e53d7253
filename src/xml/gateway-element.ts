import type { GatewayDefinition, Subscription, Text, Variable } from '../model/gateway.ts'
import { childrenOf, firstChild, type Element } from './scan.ts'
import { attributeValue, attributeXml, type Source } from './source.ts'

/** One `<param>`: its name as FreeSWITCH reads it, and its value as written. */
export interface ParamElement {
  readonly element: Element
  readonly name: string
  readonly value: Text
}

export interface VariableElement {
  readonly element: Element
  readonly variable: Variable
}

export interface SubscriptionElement {
  readonly element: Element
  readonly subscription: Subscription
}

/** A `<gateway>` with the parts of it that FreeSWITCH looks at (sofia.c:3715-3896, 1.10.12). */
export interface GatewayElement {
  readonly element: Element
  /** The first `<params>`, or the gateway itself when it has none. */
  readonly paramsParent: Element
  readonly params: readonly ParamElement[]
  /** The first `<variables>`, or the gateway itself when it has none. */
  readonly variablesParent: Element
  readonly variables: readonly VariableElement[]
  /** The first `<subscriptions>`. */
  readonly subscriptionsParent: Element | undefined
  readonly subscriptions: readonly SubscriptionElement[]
}

/** Finds the parts of a gateway. Params without a name and variables without name or value are not among them. */
export function readGatewayElement(source: Source, element: Element): GatewayElement {
  const paramsParent = firstChild(element, 'params') ?? element
  const variablesParent = firstChild(element, 'variables') ?? element
  const subscriptionsParent = firstChild(element, 'subscriptions')
  return {
    element,
    paramsParent,
    params: readParams(source, paramsParent),
    variablesParent,
    variables: childrenOf(variablesParent, 'variable').flatMap((each) => readVariable(source, each)),
    subscriptionsParent,
    subscriptions:
      subscriptionsParent === undefined
        ? []
        : childrenOf(subscriptionsParent, 'subscription').map((each) => readSubscription(source, each)),
  }
}

/** What the parts of a gateway mean; of equal params the last one holds. */
export function defineGateway(gateway: GatewayElement): GatewayDefinition {
  return {
    params: toMap(gateway.params),
    variables: gateway.variables.map(({ variable }) => variable),
    subscriptions: gateway.subscriptions.map(({ subscription }) => subscription),
  }
}

/** The `<param>` children of an element that have a name. */
export function readParams(source: Source, parent: Element): readonly ParamElement[] {
  const params: ParamElement[] = []
  for (const element of childrenOf(parent, 'param')) {
    const name = attributeValue(source, element, 'name') ?? ''
    const value = { xml: attributeXml(source, element, 'value') ?? '', sensitive: name === 'password' }
    if (name !== '') params.push({ element, name, value })
  }
  return params
}

function readVariable(source: Source, element: Element): readonly VariableElement[] {
  const text = (name: string): Text | undefined => {
    const xml = attributeXml(source, element, name)
    return xml === undefined ? undefined : { xml, sensitive: false }
  }
  const [name, value, direction] = [text('name'), text('value'), text('direction')]
  if (name === undefined || value === undefined) return []
  return [{ element, variable: direction === undefined ? { name, value } : { name, value, direction } }]
}

function readSubscription(source: Source, element: Element): SubscriptionElement {
  const event = attributeXml(source, element, 'event') ?? ''
  const params = toMap(readParams(source, element))
  return { element, subscription: { event: { xml: event, sensitive: false }, params } }
}

function toMap(params: readonly ParamElement[]): ReadonlyMap<string, Text> {
  const values = new Map<string, Text>()
  for (const { name, value } of params) values.set(name, value)
  return values
}
