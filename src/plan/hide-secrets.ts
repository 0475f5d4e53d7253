import { desiredGateways, type Desired } from '../model/desired.ts'
import type { GatewayDefinition } from '../model/gateway.ts'
import type { Change, FileChange } from '../model/plan.ts'
import { findSecretValues, type SecretNames } from '../xml/secret-values.ts'
import { mergeRanges } from '../xml/secrets.ts'

/** The names of params and variables, by gateway, whose values come from secrets: of what is desired, and known from before. */
export function namesOfSecrets(desired: Pick<Desired, 'profiles'>): Map<string, string[]> {
  const names = new Map<string, string[]>()
  for (const { name, definition } of desiredGateways(desired)) {
    const params = [...definition.params].filter(([, text]) => text.sensitive).map(([param]) => param)
    const variables = definition.variables.filter((each) => each.value.sensitive).map((each) => each.name.xml)
    const subscribed = definition.subscriptions.flatMap((each) => [...each.params])
    const subscriptions = subscribed.filter(([, text]) => text.sensitive).map(([param]) => param)
    const secret = new Set([...params, ...variables, ...subscriptions])
    if (secret.size > 0) names.set(name, [...secret])
  }
  return names
}

/** Looks up what is secret of a gateway; names are unique, so that the profile does not matter. */
export function secretNames(
  desired: Pick<Desired, 'profiles'>,
  known: ReadonlyMap<string, readonly string[]> | undefined,
): SecretNames {
  const now = namesOfSecrets(desired)
  return (gateway) => new Set([...(now.get(gateway) ?? []), ...(known?.get(gateway) ?? [])])
}

/**
 * The change without any value that must not be shown. What stands on disk does not say that it came
 * from a secret, and the YAML does not either when it has a literal in that place now.
 */
export function hideParams(change: Change, names: SecretNames): Change {
  const known = names(change.gateway)
  const params = change.params.map((each) =>
    holdsSecret(each.name, change, known)
      ? { name: each.name, before: null, after: null, sensitive: true as const }
      : each,
  )
  return { ...change, params }
}

/** Whether a param, or one of the two lists, has a value with a known name. */
function holdsSecret(name: string, { before, after }: Change, known: ReadonlySet<string>): boolean {
  const sides = [before, after].filter((each) => each !== undefined)
  switch (name) {
    case 'variables':
      return sides.flatMap(variableNames).some((each) => known.has(each))
    case 'subscriptions':
      return sides.flatMap(subscriptionNames).some((each) => known.has(each))
  }
  return known.has(name)
}

function variableNames({ variables }: GatewayDefinition): string[] {
  return variables.map((each) => each.name.xml)
}

function subscriptionNames({ subscriptions }: GatewayDefinition): string[] {
  return subscriptions.flatMap((each) => [...each.params.keys()])
}

/** The file change with every value marked that must not be shown, on either side. */
export function hideSecrets(file: FileChange, names: SecretNames): FileChange {
  return {
    ...file,
    sensitiveBefore: mergeRanges([...file.sensitiveBefore, ...findSecretValues(file.before ?? '', names)]),
    sensitiveAfter: mergeRanges([...file.sensitiveAfter, ...findSecretValues(file.after ?? '', names)]),
  }
}
