import { printJson } from '../../render/json.ts'
import { choice } from '../arguments.ts'
import type { Command } from '../command.ts'

const SCHEMAS = ['gwctl', 'plan'] as const

export const schema: Command = {
  name: 'schema',
  summary: 'print the JSON Schema of the YAML or of the plan',
  usage: 'schema [gwctl|plan]',
  description:
    'Prints a JSON Schema (2020-12) for editors and pipelines: of gwctl.yaml (default) or of `plan --format json`.',
  options: [],
  examples: [
    { line: 'gwctl schema > gwctl.schema.json', does: 'for an editor that completes YAML from a schema' },
  ],
  positionals: 1,
  takes: [SCHEMAS],
  async run(args, io) {
    const which = choice('schema', args.positionals[0], SCHEMAS)
    const { desiredSchema } = await import('../../config/desired-schema.ts')
    const { planSchema } = await import('../../render/plan-schema.ts')
    io.stdout(printJson(which === 'plan' ? planSchema() : desiredSchema()))
    return 0
  },
}
