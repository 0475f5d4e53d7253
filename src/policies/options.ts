import type { RuleOptions } from './rule.ts'

/** Options as a rule reads them; what has not the right type the schema has reported. */
export function numberOf(options: RuleOptions, name: string, usual: number): number {
  const value = options[name]
  return typeof value === 'number' ? value : usual
}

export function textsOf(options: RuleOptions, name: string): readonly string[] {
  const value: unknown = options[name]
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : []
}

/** Their schemas. */
export function textList(description: string, examples: readonly string[]): object {
  return { type: 'array', description, items: { type: 'string', minLength: 1 }, examples: [examples] }
}
