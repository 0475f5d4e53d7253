/**
 * A gateway as XML says it, on disk or desired.
 *
 * Every text is kept the way it is written between the quotes of an attribute: entities
 * and `$${name}` unresolved. What FreeSWITCH makes of it is `readText` (model/text.ts).
 */
export interface GatewayDefinition {
  /** By parameter name; of equal names the last one written (FreeSWITCH takes that one). */
  readonly params: ReadonlyMap<string, Text>
  /** In the order written. */
  readonly variables: readonly Variable[]
  /** In the order written. */
  readonly subscriptions: readonly Subscription[]
}

/** One attribute value. `sensitive`: never to be shown, wherever it turns up. */
export interface Text {
  readonly xml: string
  readonly sensitive: boolean
}

/** A channel variable of a gateway. `direction` absent: both directions. */
export interface Variable {
  readonly name: Text
  readonly value: Text
  readonly direction?: Text
}

/** A SIP event subscription of a gateway. */
export interface Subscription {
  readonly event: Text
  readonly params: ReadonlyMap<string, Text>
}

/** `external/acme-1`: how users name a gateway. */
export function gatewayPath(profile: string, gateway: string): string {
  return `${profile}/${gateway}`
}

/**
 * `external::acme-1`: the key under which FreeSWITCH always finds the right gateway. The bare
 * name is looked up in one table for all profiles, so that a command given to one profile can
 * kill a gateway of another (sofia_reg.c:3601-3619, seen on 1.10.12).
 */
export function gatewayKey(profile: string, gateway: string): string {
  return `${profile}::${gateway}`
}
