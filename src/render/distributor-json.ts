import type { DistributorChange } from '../model/plan.ts'

/** One list of mod_distributor in the document of a plan. */
export function distributorDocument(change: DistributorChange): Record<string, unknown> {
  const { kind, action, distributor, nodes, paused, live, reasons } = change
  return { kind, action, distributor, nodes, paused, ...(live && { live }), reasons }
}

/** And its schema. */
export function distributorSchema(): Record<string, unknown> {
  const weight = { type: ['integer', 'null'], description: 'null: not in the list.' }
  const node = {
    type: 'object',
    required: ['name', 'before', 'after'],
    properties: { name: { type: 'string' }, before: weight, after: weight },
  }
  return {
    type: 'object',
    description: 'A list of mod_distributor.',
    required: ['kind', 'action', 'distributor', 'nodes', 'paused', 'reasons'],
    properties: {
      kind: { const: 'distributor' },
      action: {
        enum: ['create', 'update', 'delete', 'pause'],
        description: 'pause: it stays as it is, but nodes leave it while their gateways are changed.',
      },
      distributor: { type: 'string', description: 'Name of the list.' },
      nodes: { type: 'array', description: 'The nodes whose weights change.', items: node },
      paused: {
        type: 'array',
        description: 'Nodes that leave the list while their gateways are changed.',
        items: { type: 'string' },
      },
      live: { const: true, description: 'Only the running switch changes, no file.' },
      reasons: { type: 'array', items: { type: 'string' } },
    },
  }
}
