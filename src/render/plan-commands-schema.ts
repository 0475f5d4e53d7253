import { refSchema, textsSchema } from './schema-parts.ts'

/** The JSON Schema of what an apply sends and waits for, as the document of a plan shows it. */
export function commandsSchema(): Record<string, unknown> {
  return {
    type: 'array',
    description: 'What apply sends and waits for, in this order and nothing else.',
    items: {
      oneOf: [
        commandSchema(),
        eventWaitSchema(),
        profileWaitSchema(),
        pauseSchema(),
        temporaryFileSchema(),
        batchSchema(),
      ],
    },
  }
}

function commandSchema(): Record<string, unknown> {
  return {
    ...textsSchema(['profile', 'command']),
    required: ['command'],
    description: 'An api command; without profile where it concerns none.',
    additionalProperties: false,
  }
}

function eventWaitSchema(): Record<string, unknown> {
  const wait = {
    type: 'object',
    required: ['event', 'gateway'],
    properties: {
      event: { enum: ['sofia::gateway_state', 'sofia::gateway_delete'] },
      state: { type: 'string' },
      gateway: { type: 'string' },
      canaryOf: {
        type: 'string',
        description: 'The gateway for which this one is tried: apply stops unless the state is reached.',
      },
      hurry: {
        type: 'string',
        description:
          'Sent again and again while waiting, so that the switch does not wait for its next second.',
      },
    },
  }
  return {
    type: 'object',
    description: 'Wait for an event of a gateway.',
    required: ['profile', 'wait'],
    properties: { profile: { type: 'string' }, wait },
    additionalProperties: false,
  }
}

function profileWaitSchema(): Record<string, unknown> {
  const wait = {
    type: 'object',
    required: ['profile'],
    properties: { profile: { enum: ['up', 'gone'] } },
  }
  return {
    type: 'object',
    description: 'Wait until the profile takes calls (event PUBLISH), or is gone from the switch.',
    required: ['profile', 'wait'],
    properties: { profile: { type: 'string' }, wait },
    additionalProperties: false,
  }
}

function pauseSchema(): Record<string, unknown> {
  const wait = {
    type: 'object',
    required: ['seconds', 'since'],
    properties: { seconds: { type: 'number' }, since: { type: 'string' } },
  }
  return {
    type: 'object',
    description: 'Wait until so many seconds have passed since the last such event.',
    required: ['profile', 'wait'],
    properties: { profile: { type: 'string' }, wait },
    additionalProperties: false,
  }
}

function temporaryFileSchema(): Record<string, unknown> {
  const file = {
    type: 'object',
    required: ['action', 'path'],
    properties: {
      action: { enum: ['write', 'remove'] },
      path: { type: 'string' },
      without: {
        type: 'array',
        description: 'Nodes that are left out of distributor lists in this text; empty: it is complete.',
        items: { type: 'string' },
      },
    },
  }
  return {
    type: 'object',
    description:
      'Write or remove a file that stands so only meanwhile: the definition of a canary, or distributor lists without nodes.',
    required: ['file'],
    properties: { profile: { type: 'string' }, file },
    additionalProperties: false,
  }
}

function batchSchema(): Record<string, unknown> {
  const count = { type: 'integer', minimum: 1 }
  const verify = {
    type: 'object',
    required: ['batch', 'of', 'gateways'],
    properties: {
      batch: count,
      of: count,
      gateways: { type: 'array', items: refSchema('A gateway.') },
      now: {
        const: true,
        description: 'As they stand, without waiting for pings: before lists name them again.',
      },
    },
  }
  return {
    type: 'object',
    description: 'Prove these gateways; apply stops unless all are as planned and healthy.',
    required: ['verify'],
    properties: { verify },
    additionalProperties: false,
  }
}
