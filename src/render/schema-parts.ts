/** A gateway and its profile. */
export function refSchema(description: string): Record<string, unknown> {
  return { ...textsSchema(['profile', 'gateway']), description }
}

/** An object of texts, all of them required. */
export function textsSchema(names: readonly string[]): Record<string, unknown> {
  return {
    type: 'object',
    required: names,
    properties: Object.fromEntries(names.map((each) => [each, { type: 'string' }])),
  }
}
