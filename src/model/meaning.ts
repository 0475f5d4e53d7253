/** What FreeSWITCH makes of a gateway's definition (plan/meaning.ts): equal meanings need no change. Holds secrets. */
export interface Meaning {
  /** By name; a name that is absent here is absent from the definition and has no constant default. */
  readonly params: ReadonlyMap<string, string>
  readonly variables: readonly string[]
  readonly subscriptions: readonly string[]
}
