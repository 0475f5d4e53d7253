import { desiredGateways, type Desired } from '../model/desired.ts'
import type { FileChange } from '../model/plan.ts'
import { findSecretValues, type SecretNames } from '../xml/secret-values.ts'
import { mergeRanges } from '../xml/secrets.ts'

/** The names of params and variables, by gateway, whose values come from secrets: of what is desired, and known from before. */
export function namesOfSecrets(desired: Desired): Map<string, string[]> {
  const names = new Map<string, string[]>()
  for (const { name, definition } of desiredGateways(desired)) {
    const params = [...definition.params].filter(([, text]) => text.sensitive).map(([param]) => param)
    const variables = definition.variables.filter((each) => each.value.sensitive).map((each) => each.name.xml)
    const secret = [...params, ...variables]
    if (secret.length > 0) names.set(name, secret)
  }
  return names
}

/** Looks up what is secret of a gateway; names are unique, so that the profile does not matter. */
export function secretNames(
  desired: Desired,
  known: ReadonlyMap<string, readonly string[]> | undefined,
): SecretNames {
  const now = namesOfSecrets(desired)
  return (gateway) => new Set([...(now.get(gateway) ?? []), ...(known?.get(gateway) ?? [])])
}

/** The file change with every value marked that must not be shown, on either side. */
export function hideSecrets(file: FileChange, names: SecretNames): FileChange {
  return {
    ...file,
    sensitiveBefore: mergeRanges([...file.sensitiveBefore, ...findSecretValues(file.before ?? '', names)]),
    sensitiveAfter: mergeRanges([...file.sensitiveAfter, ...findSecretValues(file.after ?? '', names)]),
  }
}
