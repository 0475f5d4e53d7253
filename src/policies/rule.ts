import type { Place } from '../errors.ts'
import type { WrittenValue } from '../model/desired.ts'
import type { GatewayRef } from '../model/plan.ts'

/** An enabled gateway as a rule sees it: what the YAML writes, and never a secret. */
export interface PolicyGateway {
  readonly profile: string
  readonly name: string
  readonly values: readonly WrittenValue[]
  /** The parameter of this name. */
  readonly param: (name: string) => WrittenValue | undefined
}

/** What a rule has against a gateway: one sentence, one of what to do, and where, if not at its name. */
export interface Finding {
  readonly message: string
  readonly hint: string
  readonly at?: Place
}

export type RuleOptions = Readonly<Record<string, unknown>>

/** One rule, of gwctl's own or of a plugin. */
export type PolicyRule = GatewayRule | UnmanagedRule

interface RuleAbout {
  /** Stable: it stands in YAML files. */
  readonly name: string
  /** One sentence. */
  readonly description: string
  /** What may be set, as JSON Schema by name. */
  readonly options: Readonly<Record<string, object>>
}

/** About each enabled gateway of the YAML. */
export interface GatewayRule extends RuleAbout {
  readonly about: 'gateway'
  readonly check: (gateway: PolicyGateway, options: RuleOptions) => readonly Finding[]
}

/** About each gateway that stands on disk or runs and is not gwctl's. */
export interface UnmanagedRule extends RuleAbout {
  readonly about: 'unmanaged'
  readonly check: (gateway: GatewayRef) => readonly Finding[]
}

/**
 * A rule cannot look into a secret or a variable of FreeSWITCH, and what it cannot see it does not
 * let pass: the finding for such a value.
 */
export function unseen({ name, at }: WrittenValue): Finding {
  return {
    message: `the value of \`${name}\` comes from a reference, so that the rule cannot judge it`,
    hint: 'Write the value itself.',
    at,
  }
}
