import { showOpaque } from '../model/text.ts'
import type { GatewayDefinition, Text } from '../model/gateway.ts'
import type { ParamChange } from '../model/plan.ts'
import { canonicalParamName } from '../model/params.ts'
import { isSameParams, isSameText } from '../model/same-text.ts'
import { isSecretName } from '../model/secret-words.ts'
import type { Meaning } from '../model/meaning.ts'

/** What a definition means in its place. */
export type Measure = (definition: GatewayDefinition) => Meaning

/**
 * The parameters that have to change so that `before` comes to mean what `after` means, by
 * name, and then `variables` and `subscriptions` as one entry each. Values are shown as they
 * are written. Without `before` every parameter of `after` is listed.
 */
export function paramChanges(
  before: GatewayDefinition | undefined,
  after: GatewayDefinition,
  measure: Measure,
): ParamChange[] {
  if (before !== undefined && isSameText(before, after) && !hasAlias(after)) return []
  const names = before === undefined ? [...after.params.keys()] : changedNames(before, after, measure)
  const changes = names.map((name) => paramChange(name, before?.params.get(name), after.params.get(name)))
  for (const list of ['variables', 'subscriptions'] as const) {
    const change = listChange(list, before, after, measure)
    if (change !== undefined) changes.push(change)
  }
  return changes
}

/** Of a name and its alias the one that stands last holds: then the order matters, too. */
function hasAlias({ params }: GatewayDefinition): boolean {
  for (const name of params.keys()) if (canonicalParamName(name) !== name) return true
  return false
}

/**
 * A parameter can fall back to another (`from-user` to `username`), so that taking over only
 * what differs now could make something else differ: repeated until the outcome means the same.
 * It ends, since every round adds a name, and with all names taken over nothing differs.
 */
function changedNames(before: GatewayDefinition, after: GatewayDefinition, measure: Measure): string[] {
  const written = [...new Set([...after.params.keys(), ...before.params.keys()])]
  const wanted = measure(after).params
  const changed = new Set<string>()
  let outcome = before
  for (;;) {
    const reached = measure(outcome).params
    const found = written.filter((name) => !changed.has(name) && reached.get(name) !== wanted.get(name))
    for (const name of found) changed.add(name)
    outcome = { ...before, params: takeOver(before, after, changed) }
    // Written alike, they mean the same: most changes end here, after one round.
    if (found.length === 0 || (isSameParams(outcome.params, after.params) && !hasAlias(after)))
      return written.filter((name) => changed.has(name))
  }
}

/** The params of `before` with those of `names` as in `after`. */
function takeOver(
  before: GatewayDefinition,
  after: GatewayDefinition,
  names: ReadonlySet<string>,
): Map<string, Text> {
  const params = new Map(before.params)
  for (const name of names) {
    const text = after.params.get(name)
    if (text === undefined) params.delete(name)
    else params.set(name, text)
  }
  return params
}

function paramChange(name: string, before: Text | undefined, after: Text | undefined): ParamChange {
  if (isSecretName(name) || before?.sensitive === true || after?.sensitive === true) {
    return { name, before: null, after: null, sensitive: true }
  }
  return { name, before: shown(before), after: shown(after) }
}

function shown(text: Text | undefined): string | null {
  return text === undefined ? null : showOpaque(text.xml)
}

function listChange(
  list: 'variables' | 'subscriptions',
  before: GatewayDefinition | undefined,
  after: GatewayDefinition,
  measure: Measure,
): ParamChange | undefined {
  if ((before?.[list] ?? []).length === 0 && after[list].length === 0) return undefined
  const standing = before === undefined ? [] : measure(before)[list]
  if (standing.join('\n') === measure(after)[list].join('\n')) return undefined
  const items = [...listItems(list, before), ...listItems(list, after)]
  if (items.some(({ name, text }) => text.sensitive || isSecretName(name)))
    return { name: list, before: null, after: null, sensitive: true }
  return { name: list, before: listShown(list, before), after: listShown(list, after) }
}

function listItems(
  list: 'variables' | 'subscriptions',
  definition: GatewayDefinition | undefined,
): { name: string; text: Text }[] {
  if (definition === undefined) return []
  if (list === 'variables') {
    return definition.variables.map((each) => ({ name: each.name.xml, text: each.value }))
  }
  return definition.subscriptions.flatMap((each) => [...each.params].map(([name, text]) => ({ name, text })))
}

/** `codec-prefs=PCMA (inbound), x=1`; null when there are none. */
function listShown(
  list: 'variables' | 'subscriptions',
  definition: GatewayDefinition | undefined,
): string | null {
  if (definition === undefined || definition[list].length === 0) return null
  if (list === 'variables') {
    return definition.variables
      .map(
        ({ name, value, direction }) =>
          `${name.xml}=${value.xml}${direction === undefined ? '' : ` (${direction.xml})`}`,
      )
      .join(', ')
  }
  return definition.subscriptions
    .map(({ event, params }) =>
      [event.xml, ...[...params].map(([name, value]) => `${name}=${value.xml}`)].join(' '),
    )
    .join(', ')
}
