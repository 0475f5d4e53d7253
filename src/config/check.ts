import type { Diagnostic } from '../errors.ts'
import type { Merged, MergedGateway } from './merge.ts'
import { GATEWAY_RULES } from './rules/gateways.ts'
import { checkNames } from './rules/names.ts'
import { checkPart } from './rules/parts.ts'
import type { ValueReader } from './value-reader.ts'

/**
 * Runs every rule over the merged files. Secrets of enabled gateways are resolved first, so
 * that the rules judge what FreeSWITCH will read.
 */
export function checkMerged(
  merged: Merged,
  values: ValueReader,
  sources: ReadonlyMap<string, string>,
): readonly Diagnostic[] {
  const gateways = merged.profiles.flatMap((profile) => profile.gateways ?? [])
  const enabled = gateways.filter((gateway) => gateway.enabled)
  enabled.forEach((gateway) => resolveAll(gateway, values))
  return withoutRepetition([
    ...checkNames(merged.profiles, sources),
    ...merged.parts.flatMap((part) => checkPart(part, values)),
    ...enabled.filter((gateway) => !gateway.damaged).flatMap((gateway) => checkGateway(gateway, values)),
  ])
}

function resolveAll(gateway: MergedGateway, values: ValueReader): void {
  const lists = [...(gateway.variables ?? []), ...(gateway.subscriptions ?? [])].map(({ fields }) => fields)
  for (const fields of [gateway.params, gateway.extraParams, ...lists]) {
    for (const field of fields.values()) values.resolve(field.node)
  }
}

function checkGateway(gateway: MergedGateway, values: ValueReader): Diagnostic[] {
  const value = (name: string): ReturnType<ValueReader['peek']> | undefined => {
    const field = gateway.params.get(name)
    return field && values.peek(field.node)
  }
  return GATEWAY_RULES.flatMap((rule) => rule({ gateway, value }) ?? [])
}

/** A fault in a template shows in every gateway made from it. */
function withoutRepetition(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const keyOf = ({ at, message }: Diagnostic): string => `${at?.file ?? ''} ${at?.offset ?? 0} ${message}`
  return [...new Map(diagnostics.map((each) => [keyOf(each), each])).values()]
}
