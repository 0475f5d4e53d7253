import { printJson } from '../../render/json.ts'
import { choice } from '../arguments.ts'
import type { Command } from '../command.ts'
import { packageFile } from '../package-file.ts'

const SCHEMAS = ['gwctl', 'plan'] as const

export const schema: Command = {
  name: 'schema',
  summary: 'print the JSON Schema of the YAML or of the plan',
  usage: 'schema [gwctl|plan] [--path]',
  description:
    'Prints a JSON Schema (2020-12) for editors and pipelines: of gwctl.yaml (default) or of `plan --format json`.',
  options: [
    {
      name: 'path',
      help: 'print where the file stands that comes with gwctl, for the settings of an editor',
    },
  ],
  examples: [
    {
      line: 'gwctl schema > gwctl.schema.json',
      does: 'beside the YAML, as `gwctl init` does; again after an update of gwctl',
    },
    { line: 'gwctl schema --path', does: 'the file of this installation, for the settings of an editor' },
  ],
  positionals: 1,
  takes: [SCHEMAS],
  async run(args, io) {
    const which = choice('schema', args.positionals[0], SCHEMAS)
    if (args.flag('path')) {
      io.stdout(`${packageFile(`schemas/${which}.schema.json`)}\n`)
      return 0
    }
    const { desiredSchema } = await import('../../config/desired-schema.ts')
    const { planSchema } = await import('../../render/plan-schema.ts')
    io.stdout(printJson(which === 'plan' ? planSchema() : desiredSchema()))
    return 0
  },
}
