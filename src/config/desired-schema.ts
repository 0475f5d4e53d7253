import { RULES } from '../policies/rules.ts'
import { gatewayDefinitions, paramDefinitions } from './gateway-schema.ts'
import { closed, integer, mapOf, type Schema } from './json-schema.ts'
import { ruleSchema, SEVERITY } from './rule-schema.ts'
import { NUMBER_PATTERN } from './schema-patterns.ts'
import { settingsSchema } from './settings-schema.ts'

/**
 * The JSON Schema (2020-12) of a gwctl file, made from the table of parameters.
 *
 * It is what editors complete from, and the first of gwctl's own checks. It never refuses what the
 * rules accept; the rules know more than a schema can say.
 */
export function desiredSchema(): Schema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://gwctl.dev/schemas/gwctl.schema.json',
    title: 'gwctl: desired state of FreeSWITCH gateways',
    ...closed({
      version: { const: 1, description: 'Version of this format.', examples: [1] },
      freeswitch: FREESWITCH,
      templates: mapOf({ $ref: '#/$defs/part' }, 'Reusable parts of gateways, by name.'),
      profiles: mapOf(
        { $ref: '#/$defs/profile' },
        'Sofia profiles whose gateways and settings are managed, by name.',
      ),
      distributors: DISTRIBUTORS,
      policy: POLICY,
      backups: closed(
        { keep: integer(1, 20, 'How many backups are kept.') },
        'Backups of the files that an apply changes.',
      ),
      git: closed(
        {
          commit: {
            type: 'boolean',
            default: false,
            description:
              'Whether an apply commits the XML it has changed, where the configuration directory stands in a git work tree. Passwords in the XML are committed with it.',
            examples: [true],
          },
        },
        'What is done in git after an apply.',
      ),
    }),
    required: ['version'],
    $defs: {
      profile: PROFILE,
      ...gatewayDefinitions(),
      settings: settingsSchema(),
      ...paramDefinitions(),
    },
  }
}

const FREESWITCH = closed(
  {
    conf: {
      type: 'string',
      minLength: 1,
      description: 'The FreeSWITCH configuration directory, relative to this file.',
      examples: ['./conf', '/etc/freeswitch'],
    },
    'event-socket': closed(
      {
        host: {
          type: 'string',
          minLength: 1,
          description: 'Host of the event socket; absent: listen-ip of event_socket.conf.xml.',
          examples: ['127.0.0.1'],
        },
        port: {
          type: ['integer', 'string'],
          minimum: 1,
          maximum: 65535,
          pattern: NUMBER_PATTERN,
          description: 'Port of the event socket; absent: listen-port of event_socket.conf.xml.',
          examples: [8021],
        },
        password: {
          type: ['string', 'number'],
          description: 'Password of the event socket; absent: that of event_socket.conf.xml.',
          examples: ['${env:GWCTL_ESL_PASSWORD}'],
        },
      },
      'The event socket; what is absent is read from autoload_configs/event_socket.conf.xml.',
    ),
  },
  'The FreeSWITCH that is managed.',
)

const POLICY = closed(
  {
    'max-deletes': integer(0, 3, 'Most gateways that one apply may delete.'),
    'allow-last-healthy': {
      type: 'boolean',
      default: false,
      description: 'Whether a profile may lose its last healthy gateway.',
    },
    'allow-calls': {
      type: 'boolean',
      default: false,
      description:
        'Whether a profile with calls in progress may be restarted or stopped, which hangs them up.',
    },
    rules: {
      type: 'object',
      description: 'Rules that the gateways have to keep, by name: a severity, or a map with it and options.',
      properties: Object.fromEntries(RULES.map((rule) => [rule.name, ruleSchema(rule)])),
      additionalProperties: { type: ['string', 'object'], pattern: SEVERITY },
    },
    plugins: {
      type: 'array',
      description:
        'Modules with rules of your own, relative to this file; they run with the rights of gwctl.',
      items: { type: 'string', minLength: 1, examples: ['./my-rule.js'] },
    },
  },
  'Safety limits, and rules for the gateways.',
)

const PROFILE = closed(
  {
    prune: {
      enum: ['managed', 'all', 'none'],
      default: 'managed',
      description: 'Which gateways that stand on disk but not here are deleted.',
    },
    create: {
      type: 'boolean',
      default: false,
      description: 'true: it may not exist yet; then it is written and started.',
      examples: [true],
    },
    ensure: {
      enum: ['present', 'absent'],
      default: 'present',
      description: 'absent: the profile is stopped and removed from disk.',
    },
    settings: { $ref: '#/$defs/settings' },
    defaults: { $ref: '#/$defs/part' },
    gateways: mapOf(
      { $ref: '#/$defs/gateway' },
      'The gateways of the profile, by name; absent: they are not managed.',
    ),
  },
  'One Sofia profile.',
)

const WEIGHT = {
  type: 'integer',
  minimum: 1,
  maximum: 2147483647,
  description: 'How many calls of a cycle go to this gateway.',
  examples: [1, 9],
}

const DISTRIBUTORS = mapOf(
  {
    ...closed(
      {
        nodes: {
          ...mapOf(WEIGHT, 'Gateways and their weights. The whole list: what stands on disk besides goes.'),
          examples: [{ 'acme-1': 9, 'acme-2': 1 }],
        },
      },
      'One list: gateways that share calls.',
    ),
    required: ['nodes'],
  },
  'Lists of mod_distributor, by name; lists that are not named here are left alone.',
)
