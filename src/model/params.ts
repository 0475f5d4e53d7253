import { CALL_PARAMS } from './call-params.ts'
import type { ParamSpec } from './param-spec.ts'
import { REGISTRATION_PARAMS } from './registration-params.ts'

export type { DefaultSource, ParamKind, ParamSpec } from './param-spec.ts'
export { readBool, readInt } from './read-values.ts'

/**
 * Every parameter that FreeSWITCH reads from a `<gateway>`: the one table that validation, schema,
 * comparison and documentation read.
 */
export const GATEWAY_PARAMS: readonly ParamSpec[] = [...REGISTRATION_PARAMS, ...CALL_PARAMS]

/** Names found in the wild (FreeSWITCH's own example has `cid-type`) that FreeSWITCH never reads. */
export const UNREAD_PARAMS: readonly string[] = ['cid-type']

/** The parameter of this name or alias; `undefined` for a name that FreeSWITCH ignores. */
export function paramSpec(name: string): ParamSpec | undefined {
  return BY_NAME.get(name)
}

/** The name FreeSWITCH documents: `retry_seconds` gives `retry-seconds`, any other name itself. */
export function canonicalParamName(name: string): string {
  return BY_NAME.get(name)?.name ?? name
}

const BY_NAME: ReadonlyMap<string, ParamSpec> = new Map(
  GATEWAY_PARAMS.flatMap((spec) =>
    [spec.name, ...(spec.alias ? [spec.alias] : [])].map((name) => [name, spec]),
  ),
)
