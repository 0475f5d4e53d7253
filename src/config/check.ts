import type { Field } from './document.ts'
import type { Problem } from './problem.ts'
import type { Merged, MergedGateway } from './merge.ts'
import { checkDistributors } from './rules/distributors.ts'
import { GATEWAY_RULES } from './rules/gateways.ts'
import { checkNames } from './rules/names.ts'
import { checkProfiles } from './rules/profiles.ts'
import { checkSetting } from './rules/settings.ts'
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
): readonly Problem[] {
  const gateways = merged.profiles.flatMap((profile) => profile.gateways ?? [])
  const enabled = gateways.filter((gateway) => gateway.enabled)
  enabled.forEach((gateway) => resolveAll(gateway, values))
  const settings = merged.profiles.flatMap((profile) => profile.settings ?? [])
  for (const { nodes } of settings) for (const node of nodes) values.resolve(node)
  return withoutRepetition([
    ...checkNames(merged.profiles, sources),
    ...checkDistributors(merged.distributors, sources),
    ...checkProfiles(merged.profiles, values, sources),
    ...settings.flatMap((setting) => checkSetting(setting, values)),
    ...[...merged.parts].flatMap(([map, part]) => checkPart(map, part, values)),
    ...enabled.filter((gateway) => !gateway.damaged).flatMap((gateway) => checkGateway(gateway, values)),
  ])
}

function resolveAll(gateway: MergedGateway, values: ValueReader): void {
  const { params, extraParams, variables = [], subscriptions = [] } = gateway
  const resolve = ({ node }: Field): void => void values.resolve(node)
  params.forEach(resolve)
  extraParams.forEach(resolve)
  for (const { name, value } of variables) [name, value].forEach(resolve)
  for (const each of subscriptions) [each.event, ...each.params].forEach(resolve)
}

function checkGateway(gateway: MergedGateway, values: ValueReader): Problem[] {
  const value = (name: string): ReturnType<ValueReader['peek']> | undefined => {
    const field = gateway.params.get(name)
    return field && values.peek(field.node)
  }
  return GATEWAY_RULES.flatMap((rule) => rule({ gateway, value }) ?? [])
}

/** A fault in a template shows in every gateway made from it. */
function withoutRepetition(diagnostics: readonly Problem[]): readonly Problem[] {
  const keyOf = ({ at, message }: Problem): string => `${at.file} ${at.offset} ${message}`
  return [...new Map(diagnostics.map((each) => [keyOf(each), each])).values()]
}
