import { printJson } from '../../render/json.ts'
import { InputError } from '../../errors.ts'
import { buildPlan } from '../../plan/build.ts'
import { diagnosticsJson, renderDiagnostics } from '../../render/diagnostics.ts'
import { PLAN_FORMAT_VERSION } from '../../render/plan-json.ts'
import { INPUT_OPTIONS, type Command } from '../command.ts'
import { readConfiguration, readDesired } from '../inputs.ts'
import { wantsColor } from '../io.ts'

export const validate: Command = {
  name: 'validate',
  summary: 'check the YAML and the XML on disk; touches nothing, needs no switch',
  usage: 'validate [-f PATH]... [--json]',
  description:
    'Checks everything that can be known without the switch, and shows every problem at once.\n' +
    'Secret references (${env:NAME}, ${file:PATH}) are not resolved, so that it runs in forks and hooks.',
  options: [...INPUT_OPTIONS, { name: 'json', help: 'print the problems as one JSON document' }],
  examples: [
    { line: 'gwctl validate', does: 'check ./gwctl.yaml and the configuration directory it names' },
    { line: 'gwctl validate -f carriers/', does: 'check all YAML files of a directory' },
  ],
  positionals: 0,
  async run(args, io) {
    const { desired, warnings, sources: yaml } = await readDesired(args, io, { resolveSecrets: false })
    const { disk, sources: xml } = readConfiguration(desired.conf)
    const diagnostics = [...warnings, ...buildPlan(desired, disk, undefined).diagnostics]
    const sources = new Map([...xml, ...yaml])
    if (diagnostics.some((each) => each.severity === 'error')) throw new InputError(diagnostics, sources)
    io.stderr(renderDiagnostics(diagnostics, sources, { color: wantsColor(io, io.stderrIsTty) }))
    if (args.flag('json')) {
      const document = {
        formatVersion: PLAN_FORMAT_VERSION,
        diagnostics: diagnosticsJson(diagnostics, sources),
      }
      io.stdout(printJson(document))
    } else {
      const counts = desired.profiles.map((each) => `${each.name}: ${each.gateways?.length ?? 0}`)
      io.stdout(`Valid. Gateways by profile: ${counts.join(', ')}.\n`)
    }
    return 0
  },
}
