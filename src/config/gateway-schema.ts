import { GATEWAY_PARAMS, UNREAD_PARAMS } from '../model/params.ts'
import { SUBSCRIPTION_PARAMS } from '../model/subscription-params.ts'
import { closed, mapOf, SCALAR, type Schema } from './json-schema.ts'
import { paramSchema } from './param-schema.ts'
import { DIRECTION_PATTERN } from './schema-patterns.ts'

/** What the schema of a gwctl file says of gateways, by the names under which its `$ref`s find it. */
export function gatewayDefinitions(): Schema {
  return {
    gateway: closed({ ...gatewayOnly(), ...partProperties() }, 'One gateway, by FreeSWITCH parameter names.'),
    part: closed(partProperties(), 'What several gateways have in common.'),
    value: {
      type: SCALAR,
      description: 'A text, a number, or true or false.',
      examples: ['value'],
    },
    variable: VARIABLE,
    subscription: SUBSCRIPTION,
  }
}

/** And of each parameter. */
export function paramDefinitions(): Schema {
  return Object.fromEntries(GATEWAY_PARAMS.map((spec) => [`param-${spec.name}`, paramSchema(spec)]))
}

/** What stands on a gateway only: merged from elsewhere it would switch off or move many gateways at once. */
function gatewayOnly(): Schema {
  return {
    template: { type: 'string', description: 'The template it is made from.', examples: ['acme'] },
    enabled: {
      type: 'boolean',
      default: true,
      description: 'false: known here, absent from disk and from the switch.',
    },
    canary: {
      type: 'boolean',
      description:
        'true: before a change its new definition has to register under a temporary name. false: never, not even with --canary.',
      examples: [true],
    },
    policy: {
      type: 'object',
      additionalProperties: false,
      description: 'What is allowed for this gateway beyond the limits of the whole `policy`.',
      properties: {
        'allow-last-healthy': {
          type: 'boolean',
          default: false,
          description:
            'It may be switched off (`enabled: false`) though it is the last healthy gateway of its profile.',
          examples: [true],
        },
        except: {
          type: 'object',
          description: 'Rules of the policy that it need not keep, each with the reason, which is printed.',
          additionalProperties: { type: 'string', minLength: 1 },
          examples: [{ 'tls-required': 'the carrier offers none until 2028' }],
        },
      },
    },
  }
}

/** What may stand on a gateway, and in whatever it is merged from: parameters, their other names, and lists. */
function partProperties(): Schema {
  const aliases = GATEWAY_PARAMS.flatMap(({ name, alias }) =>
    alias === undefined ? [] : [[alias, { $ref: `#/$defs/param-${name}`, deprecated: true }] as const],
  )
  return {
    ...Object.fromEntries(GATEWAY_PARAMS.map((spec) => [spec.name, { $ref: `#/$defs/param-${spec.name}` }])),
    ...Object.fromEntries(aliases),
    ...Object.fromEntries(UNREAD_PARAMS.map((name) => [name, { $ref: '#/$defs/value', deprecated: true }])),
    variables: listOf('variable', 'Channel variables of calls through the gateway.'),
    subscriptions: listOf('subscription', 'SIP event subscriptions.'),
    'extra-params': mapOf(
      { $ref: '#/$defs/value' },
      'Parameters that FreeSWITCH does not read; kept on disk.',
    ),
  }
}

function listOf(definition: string, description: string): Schema {
  return { type: 'array', description, items: { $ref: `#/$defs/${definition}` } }
}

const VARIABLE = {
  ...closed(
    {
      name: { type: 'string', minLength: 1, description: 'Name of the channel variable.' },
      value: { $ref: '#/$defs/value' },
      direction: {
        type: 'string',
        pattern: DIRECTION_PATTERN,
        description: 'Calls that get the variable: inbound or outbound; absent: both.',
        examples: ['inbound', 'outbound'],
      },
    },
    'A channel variable of calls through the gateway.',
  ),
  required: ['name', 'value'],
}

const SUBSCRIPTION = {
  ...closed(
    {
      event: {
        type: 'string',
        minLength: 1,
        description: 'SIP event package.',
        examples: ['message-summary'],
      },
      ...Object.fromEntries(SUBSCRIPTION_PARAMS.map((spec) => [spec.name, paramSchema(spec)])),
    },
    'A SIP event subscription of the gateway.',
  ),
  required: ['event'],
}
