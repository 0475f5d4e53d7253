import type { GatewayRule } from './rule.ts'

export const namingPattern: GatewayRule = {
  name: 'naming-pattern',
  about: 'gateway',
  description: 'The names of gateways are all of one kind: they match a regular expression as a whole.',
  options: {
    pattern: {
      type: 'string',
      minLength: 1,
      default: '[a-z0-9]+(?:-[a-z0-9]+)*',
      description: 'A regular expression of JavaScript.',
      examples: ['[a-z]+-[0-9]+'],
    },
  },
  check(gateway, { pattern = '[a-z0-9]+(?:-[a-z0-9]+)*' }) {
    const text = String(pattern)
    if (new RegExp(`^(?:${text})$`, 'u').test(gateway.name)) return []
    return [{ message: `its name does not match ${text}`, hint: 'Rename it.' }]
  },
}
