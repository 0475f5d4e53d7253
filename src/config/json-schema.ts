/** A piece of JSON Schema. */
export type Schema = Readonly<Record<string, unknown>>

/** The types of a text, a number, or true or false. */
export const SCALAR = ['string', 'number', 'boolean']

/** A map with these keys and no other. */
export function closed(properties: Schema, description?: string): Schema {
  return { type: 'object', ...(description && { description }), properties, additionalProperties: false }
}

/** A map with any keys. */
export function mapOf(values: Schema, description: string): Schema {
  return { type: 'object', description, additionalProperties: values }
}

/**
 * A whole number.
 *
 * @param usual  what holds when it is absent
 */
export function integer(minimum: number, usual: number, description: string): Schema {
  return { type: 'integer', minimum, default: usual, description, examples: [usual] }
}
