import { isEmpty } from '../../plan/build.ts'
import { renderPlan } from '../../render/render-plan.ts'
import { choiceOption } from '../arguments.ts'
import { INPUT_OPTIONS, type Command } from '../command.ts'
import { wantsColor } from '../io.ts'
import { LIMIT_OPTIONS, PLAN_OPTIONS, preparePlan } from '../prepare-plan.ts'

export const plan: Command = {
  name: 'plan',
  summary: 'show what would change: gateways, files, commands, and why',
  usage:
    'plan [-f PATH]... [--format text|json] [--target PROFILE/GATEWAY]... [--offline] [--detailed-exitcode]',
  description:
    'Compares the YAML with the XML on disk and with the running switch, and shows every file change and\n' +
    'the exact commands that apply would send. Changes nothing. Secrets are never shown.',
  options: [
    ...INPUT_OPTIONS,
    ...PLAN_OPTIONS,
    ...LIMIT_OPTIONS,
    { name: 'offline', help: 'do not ask the switch: what stands on disk is taken to run' },
    { name: 'format', value: 'FORMAT', help: 'text (default) or json' },
    { name: 'json', help: 'the same as --format json' },
    { name: 'detailed-exitcode', help: 'exit with 2 when there are changes' },
  ],
  examples: [
    { line: 'gwctl plan', does: 'plan ./gwctl.yaml' },
    { line: 'gwctl plan --target external/acme-1', does: 'only this gateway' },
    {
      line: 'gwctl plan --offline --detailed-exitcode',
      does: 'in a pipeline that cannot reach the switch: 2 means changes',
    },
  ],
  positionals: 0,
  async run(args, io) {
    const format = args.flag('json') ? 'json' : choiceOption(args, 'format', ['text', 'json'])
    const prepared = await preparePlan(args, io, { offline: args.flag('offline') })
    await prepared.disconnect()
    const color = wantsColor(io, io.stdoutIsTty)
    io.stdout(renderPlan(prepared.plan, format, { color, sources: prepared.sources }))
    return args.flag('detailed-exitcode') && !isEmpty(prepared.plan) ? 2 : 0
  },
}
