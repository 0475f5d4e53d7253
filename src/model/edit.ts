import type { GatewayDefinition, Subscription, Text, Variable } from './gateway.ts'
import type { DiskGateway, DiskProfile, DistributorNode } from './disk.ts'

/** What shall happen to one gateway's XML; `xml/files.ts` turns a list of these into file changes. */
export type GatewayIntent =
  | {
      readonly kind: 'create'
      readonly profile: DiskProfile
      readonly name: string
      readonly definition: GatewayDefinition
    }
  | { readonly kind: 'edit'; readonly gateway: DiskGateway; readonly edit: GatewayEdit }
  | { readonly kind: 'delete'; readonly gateway: DiskGateway }

/** What shall happen to the XML of one profile itself. */
export type ProfileIntent =
  /** `set`: every value of each name, in order; `remove`: every element of the name. Names as the table spells them. */
  | {
      readonly kind: 'settings'
      readonly profile: DiskProfile
      readonly set: ReadonlyMap<string, readonly Text[]>
      readonly remove: readonly string[]
    }
  /** A file sip_profiles/NAME.xml of its own, which includes sip_profiles/NAME/*.xml. */
  | {
      readonly kind: 'create-profile'
      readonly name: string
      readonly settings: ReadonlyMap<string, readonly Text[]>
    }
  | { readonly kind: 'remove-profile'; readonly profile: DiskProfile }

/** The whole list that shall stand; nodes that are already there keep their bytes where their weight is right. */
export interface DistributorIntent {
  readonly kind: 'distributor'
  readonly name: string
  readonly nodes: readonly DistributorNode[]
}

/** What an edit changes inside one `<gateway>` element; whatever is not named keeps its bytes. */
export interface GatewayEdit {
  /** Params to write: the value in place where the param stands, a new element where it does not. */
  readonly set: ReadonlyMap<string, Text>
  /** Params to remove, every element of that name. */
  readonly remove: readonly string[]
  /** The whole list that shall stand; absent: leave the list alone. */
  readonly variables?: readonly Variable[]
  readonly subscriptions?: readonly Subscription[]
  /** True: carry gwctl's marker; false: carry none; absent: leave it. */
  readonly mark?: boolean
}
