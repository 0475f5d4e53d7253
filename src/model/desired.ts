import type { Place } from '../errors.ts'
import type { GatewayDefinition } from './gateway.ts'

/** What the YAML says, with templates, defaults and secrets resolved. */
export interface Desired {
  /** Absolute path of the FreeSWITCH configuration directory. */
  readonly conf: string
  /** Absent: read from autoload_configs/event_socket.conf.xml. */
  readonly eventSocket?: EventSocketAddress
  readonly profiles: readonly DesiredProfile[]
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
}

/** Safety limits; see plan/guard.ts. */
export interface Policy {
  /** Most gateways that one apply may delete. */
  readonly maxDeletes: number
  /** Whether a profile may lose its last healthy gateway. */
  readonly allowLastHealthy: boolean
}

/** Every gateway that the YAML names, whatever its profile. */
export function desiredGateways(desired: Desired): DesiredGateway[] {
  return desired.profiles.flatMap((each) => each.gateways ?? [])
}
