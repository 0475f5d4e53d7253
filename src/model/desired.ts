import type { Place } from '../errors.ts'
import type { GatewayDefinition, Text } from './gateway.ts'

/** What the YAML says, with templates, defaults and secrets resolved. */
export interface Desired {
  /** Absolute path of the FreeSWITCH configuration directory. */
  readonly conf: string
  /** Where the YAML names it. */
  readonly confAt?: Place
  /** What is absent is read from autoload_configs/event_socket.conf.xml. */
  readonly eventSocket?: Partial<EventSocketAddress>
  readonly profiles: readonly DesiredProfile[]
  /** Lists of mod_distributor that are managed; absent: none. */
  readonly distributors?: readonly DesiredDistributor[]
  readonly policy: Policy
  readonly backups: { readonly keep: number }
  /** Commit the XML that an apply has changed; absent: no. */
  readonly commit?: true
}

export interface EventSocketAddress {
  readonly host: string
  readonly port: number
  readonly password: string
}

export interface DesiredProfile {
  readonly name: string
  readonly prune: 'managed' | 'all' | 'none'
  /** Absent: the gateways of this profile are not managed. */
  readonly gateways?: readonly DesiredGateway[]
  /** The settings that are managed, and no others; absent: none. */
  readonly settings?: readonly DesiredSetting[]
  /** It may not exist yet: then it is written and started. */
  readonly create?: true
  /** It shall not exist: stopped, then taken from disk. `gateways` and `settings` are absent then. */
  readonly absent?: true
  readonly at: Place
}

/** A setting of a profile. */
export interface DesiredSetting {
  /** As the table of settings spells it (model/profile-settings.ts). */
  readonly name: string
  /** One value; more only where FreeSWITCH takes several of the name. */
  readonly texts: readonly Text[]
  readonly at: Place
}

/** A list of mod_distributor: gateways that share calls, by weight. */
export interface DesiredDistributor {
  readonly name: string
  readonly nodes: readonly { readonly name: string; readonly weight: number; readonly at: Place }[]
  readonly at: Place
}

export interface DesiredGateway {
  readonly profile: string
  readonly name: string
  /** False: known here, absent from disk and live. */
  readonly enabled: boolean
  /** Whether a change is tried under a temporary name first; absent: as the run says (`--canary`). */
  readonly canary?: boolean
  /** It may be switched off though it is the last healthy gateway of its profile. */
  readonly mayBeLast?: boolean
  readonly definition: GatewayDefinition
  /** Where the gateway's name stands in the YAML. */
  readonly at: Place
  /** Where the value of each parameter stands, in `defaults` or a template as the case may be. */
  readonly paramsAt?: ReadonlyMap<string, Place>
  /** Its values as the YAML writes them, for the rules of the policy. */
  readonly written?: readonly WrittenValue[]
  /** Why it need not keep a rule of the policy, by the name of the rule. */
  readonly exceptions?: ReadonlyMap<string, { readonly reason: string; readonly at: Place }>
}

/** One value of a gateway, as the YAML writes it. */
export interface WrittenValue {
  readonly of: 'param' | 'variable' | 'subscription'
  readonly name: string
  /** Absent: it is secret, or depends on a reference or a variable of FreeSWITCH. Never a secret. */
  readonly text?: string
  /** Whether all of what is secret in it comes from elsewhere. */
  readonly reference: boolean
  readonly at: Place
}

/** Safety limits; see plan/guard.ts. */
export interface Policy {
  /** Most gateways that one apply may delete. */
  readonly maxDeletes: number
  /** Whether a profile may lose its last healthy gateway. */
  readonly allowLastHealthy: boolean
  /** Whether a profile with calls in progress may be restarted or stopped; absent: no. */
  readonly allowCalls?: boolean
  /** The rules that the YAML turns on, see policies/. */
  readonly rules?: readonly RuleSetting[]
  /** Modules with more rules. */
  readonly plugins?: readonly PluginRef[]
}

/** How one rule of the policy is set. */
export interface RuleSetting {
  readonly name: string
  readonly severity: 'error' | 'warning' | 'off'
  /** Everything else that stands there, as plain values; the schema has checked those of gwctl's own rules. */
  readonly options: Readonly<Record<string, unknown>>
  readonly except: readonly RuleException[]
  /** Where its name stands. */
  readonly at: Place
}

/** A gateway, as PROFILE/GATEWAY, that need not keep a rule, and why. */
export interface RuleException {
  readonly gateway: string
  readonly reason: string
  readonly at: Place
}

/** A module of the user's, as it is written in the YAML. */
export interface PluginRef {
  readonly path: string
  readonly at: Place
}

/** Every gateway that the YAML names, whatever its profile. */
export function desiredGateways(desired: Pick<Desired, 'profiles'>): DesiredGateway[] {
  return desired.profiles.flatMap((each) => each.gateways ?? [])
}
