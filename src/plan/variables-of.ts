import type { GatewayDefinition } from '../model/gateway.ts'
import { readGlobal, referencesIn, type Globals } from '../model/text.ts'

/** The texts of a param, or of one of the lists `variables` and `subscriptions`, as they are written. */
export function textsUnder({ params, variables, subscriptions }: GatewayDefinition, name: string): string[] {
  switch (name) {
    case 'variables':
      return variables.flatMap((each) => [each.name.xml, each.value.xml, each.direction?.xml ?? ''])
    case 'subscriptions':
      return subscriptions.flatMap(({ event, params: of }) => [
        event.xml,
        ...[...of.values()].map((each) => each.xml),
      ])
    default:
      return [params.get(name)?.xml ?? '']
  }
}

/** The global variables (`$${name}`) that stand in these params and lists, each once. */
export function variablesOf(definition: GatewayDefinition, names: readonly string[]): string[] {
  const texts = names.flatMap((name) => textsUnder(definition, name))
  return [...new Set(texts.flatMap(referencesIn).map((each) => each.name))]
}

/** The ones of which the next load makes something else than the last one has. */
export function changedVariables(names: readonly string[], last: Globals, next: Globals): string[] {
  return names.filter((name) => readGlobal(name, last) !== readGlobal(name, next))
}

/** `password (from $${telkom_pw})`: names of params, and where their values come from. Never a value. */
export function namesWithSource(names: readonly string[], variables: readonly string[]): string {
  const from = variables.map((each) => `$\${${each}}`).join(', ')
  return `${names.join(', ')}${from === '' ? '' : ` (from ${from})`}`
}
