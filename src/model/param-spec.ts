/**
 * What a value is to FreeSWITCH. `seconds` and `int` are read with atoi (`readInt`), `bool` with
 * `readBool`; `host` is `host[:port][;uri-params]` without a scheme; `text` is taken as it stands.
 */
export type ParamKind = 'bool' | 'int' | 'seconds' | 'text' | 'host' | 'transport'

/** Where FreeSWITCH takes a value from when the parameter is absent; the first that is set. */
export type DefaultSource =
  | 'gateway-name'
  | 'proxy'
  | 'realm'
  | 'username'
  | 'retry-seconds'
  | 'profile-context'
  | 'profile-ip'
  | 'profile-user-agent'

/** One parameter of a gateway, as FreeSWITCH 1.10.12 reads it. */
export interface ParamSpec {
  /** Exact, case-sensitive (strcmp). */
  readonly name: string
  /** Another name that FreeSWITCH reads as this one. */
  readonly alias?: string
  readonly kind: ParamKind
  /** The value in force when the parameter is absent and nothing in `defaultFrom` is set. */
  readonly default?: string
  readonly defaultFrom?: readonly DefaultSource[]
  /** Numbers only: the smallest value that FreeSWITCH takes as it is written. */
  readonly minimum?: number
  /** True when 0 is accepted beside `minimum` and turns the thing off. */
  readonly zeroDisables?: true
  /** The value in force instead of one under `minimum`; absent: the one written is still sent. */
  readonly belowMinimum?: string
  /** True when `value=""` is the same as no such parameter. */
  readonly emptyIsUnset?: true
  /** True when a gateway with `register` on is skipped without it. */
  readonly requiredToRegister?: true
  /** What FreeSWITCH silently does with a bad value; one clause that completes "FreeSWITCH ...". */
  readonly onBadValue?: string
  /** Why gwctl refuses the parameter; absent: it does not. */
  readonly refused?: string
  /** One sentence. */
  readonly description: string
  /** What FreeSWITCH does with it that the name does not say; one more sentence. */
  readonly detail?: string
  readonly examples: readonly string[]
  /** Line of mod_sofia where it is read; a bare `file.c:line` is under src/mod/endpoints/mod_sofia. */
  readonly source: string
}

/** What most booleans have in common. */
export const AS_FALSE = { default: 'false', onBadValue: 'reads it as false' } as const
