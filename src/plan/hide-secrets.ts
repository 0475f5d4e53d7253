import { desiredGateways, type Desired } from '../model/desired.ts'
import type { GatewayDefinition } from '../model/gateway.ts'
import type { Change, FileChange, SettingChange } from '../model/plan.ts'
import { findSecretValues, settingsPlace, type SecretNames } from '../xml/secret-values.ts'
import { mergeRanges } from '../xml/secrets.ts'

/**
 * The names of params and variables, by gateway, whose values come from secrets, and of settings by
 * `settingsPlace(profile)`: of what is desired.
 */
export function namesOfSecrets(desired: Pick<Desired, 'profiles'>): Map<string, string[]> {
  const names = new Map<string, string[]>()
  for (const { name, definition } of desiredGateways(desired)) {
    const secret = new Set<string>()
    for (const { params } of [definition, ...definition.subscriptions])
      for (const [param, text] of params) if (text.sensitive) secret.add(param)
    for (const variable of definition.variables) if (variable.value.sensitive) secret.add(variable.name.xml)
    if (secret.size > 0) names.set(name, [...secret])
  }
  for (const { name, settings = [] } of desired.profiles) {
    const secret = settings.filter(({ texts }) => texts.some((each) => each.sensitive))
    if (secret.length > 0)
      names.set(
        settingsPlace(name),
        secret.map((each) => each.name.toLowerCase()),
      )
  }
  return names
}

/** Looks up what is secret of a gateway, whose names are unique, so that the profile does not matter, or of settings. */
export function secretNames(
  desired: Pick<Desired, 'profiles'>,
  known: ReadonlyMap<string, readonly string[]> | undefined,
): SecretNames {
  const all = [...namesOfSecrets(desired), ...(known ?? [])]
  const found = new Map<string, Set<string>>()
  for (const [place, names] of all) {
    const places = place.endsWith(settingsPlace()) ? [place, settingsPlace()] : [place]
    for (const each of places) found.set(each, new Set([...(found.get(each) ?? []), ...names]))
  }
  return (place) => found.get(place) ?? new Set()
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

/** The setting without any value that must not be shown; see `hideParams`. */
export function hideSetting(setting: SettingChange, names: SecretNames): SettingChange {
  const known = names(settingsPlace(setting.profile))
  if (!known.has(setting.name.toLowerCase())) return setting
  return { ...setting, before: null, after: null, sensitive: true }
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
