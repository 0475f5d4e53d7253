import { distributorSchema } from './distributor-json.ts'
import { commandsSchema } from './plan-commands-schema.ts'
import { PLAN_FORMAT_VERSION } from './plan-json.ts'
import { refSchema, textsSchema } from './schema-parts.ts'

/** The JSON Schema (2020-12) of `plan --format json`; published as schemas/plan.schema.json. */
export function planSchema(): Record<string, unknown> {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://gwctl.dev/schemas/plan.schema.json',
    title: 'A plan of gwctl',
    description:
      'What `gwctl plan --format json` prints. Within a major formatVersion properties are only added; readers ignore what they do not know.',
    type: 'object',
    required: [
      'formatVersion',
      'observed',
      'summary',
      'changes',
      'files',
      'commands',
      'refusals',
      'warnings',
    ],
    properties: {
      formatVersion: { const: PLAN_FORMAT_VERSION },
      observed: {
        type: 'boolean',
        description: 'Whether the running switch was asked; false with --offline.',
      },
      summary: summarySchema(),
      changes: {
        type: 'array',
        items: { oneOf: [changeSchema(), settingSchema(), profileSchema(), distributorSchema()] },
      },
      files: { type: 'array', items: fileSchema() },
      commands: commandsSchema(),
      unmanaged: { type: 'array', items: refSchema('A gateway that gwctl neither wrote nor adopted.') },
      refusals: {
        type: 'array',
        description: 'What apply would refuse to do (exit 4), and what lifts it.',
        items: textsSchema(['rule', 'message', 'lift']),
      },
      warnings: { type: 'array', items: diagnosticSchema() },
      exceptions: {
        type: 'array',
        description:
          'Findings of policy rules that an exception of the YAML allows, with its reason; absent where there are none.',
        items: textsSchema(['rule', 'gateway', 'reason']),
      },
    },
  }
}

function summarySchema(): Record<string, unknown> {
  const counts = ['create', 'update', 'delete', 'adopt', 'recreate', 'unchanged', 'unmanaged']
  const required = [...counts, 'settings', 'profiles']
  const all = [...required, 'release']
  return {
    type: 'object',
    description:
      'Numbers of gateways (recreate: right on disk, wrong or missing in the switch; release: only by `gwctl release`), and of settings and profiles that change.',
    required,
    properties: {
      ...Object.fromEntries(all.map((each) => [each, { type: 'integer', minimum: 0 }])),
      distributors: {
        type: 'integer',
        minimum: 0,
        description: 'Distributor lists that change; ones that are only paused are not counted.',
      },
    },
  }
}

function changeSchema(): Record<string, unknown> {
  return {
    type: 'object',
    required: ['kind', 'action', 'profile', 'gateway', 'params', 'reasons'],
    properties: {
      kind: { const: 'gateway' },
      action: { enum: ['create', 'update', 'delete', 'adopt', 'release', 'recreate'] },
      profile: { type: 'string' },
      gateway: { type: 'string' },
      params: { type: 'array', items: paramSchema() },
      reasons: { type: 'array', items: { type: 'string' } },
      movedFrom: { type: 'string', description: 'The profile it moves from.' },
      movedTo: { type: 'string', description: 'The profile it moves to.' },
      canary: {
        type: 'string',
        description: 'The temporary name under which the new definition is tried first.',
      },
      live: { const: true, description: 'Only the running switch changes, no file.' },
    },
  }
}

function settingSchema(): Record<string, unknown> {
  const value = { type: ['string', 'null'], description: 'As written; null: absent, or not to be seen.' }
  return {
    type: 'object',
    description: 'A setting of a profile.',
    required: ['kind', 'profile', 'name', 'before', 'after', 'effect', 'reasons'],
    properties: {
      kind: { const: 'setting' },
      profile: { type: 'string' },
      name: { type: 'string' },
      before: value,
      after: value,
      sensitive: { const: true },
      effect: {
        enum: ['rescan', 'restart', 'none'],
        description: 'What brings it into force; none: this version of FreeSWITCH does not read it.',
      },
      live: { const: true, description: 'It stands on disk as desired; only the running profile changes.' },
      inForce: { const: true, description: 'Only the file changes; the running profile has the value.' },
      reasons: { type: 'array', items: { type: 'string' } },
    },
  }
}

function profileSchema(): Record<string, unknown> {
  return {
    type: 'object',
    description: 'A profile as a whole. create: written and started. start: it stands, but does not run.',
    required: ['kind', 'action', 'profile', 'reasons'],
    properties: {
      kind: { const: 'profile' },
      action: { enum: ['create', 'start', 'restart', 'delete'] },
      profile: { type: 'string' },
      reasons: { type: 'array', items: { type: 'string' } },
      calls: { type: 'integer', minimum: 0, description: 'Calls in progress that it hangs up.' },
      carries: {
        type: 'array',
        items: { type: 'string' },
        description: 'Gateways that do not change, but go away and come back with it.',
      },
      running: { const: false, description: 'It does not run now.' },
    },
  }
}

function paramSchema(): Record<string, unknown> {
  const value = { type: ['string', 'null'], description: 'As written; null: absent, or not to be seen.' }
  return {
    type: 'object',
    required: ['name', 'before', 'after'],
    properties: { name: { type: 'string' }, before: value, after: value, sensitive: { const: true } },
  }
}

function fileSchema(): Record<string, unknown> {
  return {
    type: 'object',
    required: ['path', 'action', 'diff'],
    properties: {
      path: { type: 'string', description: 'Relative to the configuration directory.' },
      action: { enum: ['create', 'update', 'delete'] },
      diff: { type: 'string', description: 'Unified diff; sensitive values are masked.' },
    },
  }
}

function diagnosticSchema(): Record<string, unknown> {
  return {
    type: 'object',
    required: ['code', 'severity', 'message', 'hint'],
    properties: {
      code: { type: 'string', pattern: '^GW[0-9]{3}$' },
      severity: { enum: ['error', 'warning'] },
      message: { type: 'string' },
      hint: { type: 'string' },
      file: { type: 'string' },
      line: { type: 'integer', minimum: 1 },
      column: { type: 'integer', minimum: 1 },
      rule: { type: 'string', description: 'The rule of the policy that found it.' },
    },
  }
}
