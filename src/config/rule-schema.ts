import type { PolicyRule } from '../policies/rule.ts'
import type { Schema } from './json-schema.ts'

export const SEVERITY = '^(?:error|warning|off)$'

/** How one rule of the policy may be set. */
export function ruleSchema({ description, options }: PolicyRule): Schema {
  const exception = {
    type: 'object',
    properties: {
      gateway: {
        type: 'string',
        minLength: 1,
        description: 'As PROFILE/GATEWAY.',
        examples: ['external/acme'],
      },
      reason: { type: 'string', minLength: 1, description: 'Why; it is printed.' },
    },
    additionalProperties: false,
    required: ['gateway', 'reason'],
  }
  return {
    type: ['string', 'object'],
    description,
    pattern: SEVERITY,
    properties: {
      severity: {
        enum: ['error', 'warning', 'off'],
        default: 'error',
        description:
          'error: what breaks the rule is refused; warning: it is only told; off: the rule is not asked.',
      },
      except: { type: 'array', description: 'Gateways that need not keep it.', items: exception },
      ...options,
    },
    additionalProperties: false,
    examples: ['error', 'warning'],
  }
}
