import { isEmpty } from '../../plan/build.ts'
import { PLAN_FORMATS, renderPlan } from '../../render/render-plan.ts'
import { visible } from '../../render/visible.ts'
import { choiceOption } from '../arguments.ts'
import { readBoundInput } from '../bound-input.ts'
import { INPUT_OPTIONS, type Arguments, type Command } from '../command.ts'
import { wantsColor, type Io } from '../io.ts'
import { LIMIT_OPTIONS, PLAN_OPTIONS, readWishes } from '../plan-options.ts'
import { preparePlan, type Prepared, type Witness } from '../prepare-plan.ts'
import { requireSavable, savePlan, type Asked } from '../saved-plan.ts'

export const plan: Command = {
  name: 'plan',
  summary: 'show what would change: gateways, files, commands, and why',
  usage:
    'plan [-f PATH]... [--out FILE] [--format text|json|markdown|html] [--target PROFILE/GATEWAY]... [--canary] [--batch N] [--no-restart] [--offline] [--detailed-exitcode]',
  description:
    'Compares the YAML with the XML on disk and with the running switch, and shows every file change and\n' +
    'the exact commands that apply would send. Changes nothing. Secrets are never shown.\n' +
    'With --out the plan is saved for `gwctl apply FILE`: it is bound to every byte that was read, to the secrets and to\n' +
    'what the switch reported, and applies once. No secret is in it, only digests under a key that stays in .gwctl/key\n' +
    'of the configuration directory.',
  options: [
    ...INPUT_OPTIONS,
    ...PLAN_OPTIONS,
    ...LIMIT_OPTIONS,
    { name: 'out', value: 'FILE', takes: 'file', help: 'save the plan for `gwctl apply FILE`, too' },
    { name: 'offline', help: 'do not ask the switch: what stands on disk is taken to run' },
    {
      name: 'format',
      value: 'FORMAT',
      takes: PLAN_FORMATS,
      help: 'text (default), json, markdown (a comment on a pull request, at most 60,000 characters) or html (one page)',
    },
    { name: 'json', help: 'the same as --format json' },
    { name: 'detailed-exitcode', help: 'exit with 2 when there are changes' },
  ],
  examples: [
    { line: 'gwctl plan', does: 'plan ./gwctl.yaml' },
    { line: 'gwctl plan --target external/acme-1', does: 'only this gateway' },
    {
      line: 'gwctl plan --out change.plan',
      does: 'for a review; afterwards `gwctl apply change.plan` does this and nothing else',
    },
    {
      line: 'gwctl plan --out change.plan --format markdown > comment.md',
      does: 'saves it, and prints what it does to calls for the reviewers',
    },
    {
      line: 'gwctl plan --offline --detailed-exitcode',
      does: 'in a pipeline that cannot reach the switch: 2 means changes',
    },
  ],
  positionals: 0,
  async run(args, io) {
    const format = args.flag('json') ? 'json' : choiceOption(args, 'format', PLAN_FORMATS)
    const prepared = await prepare(args, io)
    await prepared.disconnect()
    const color = wantsColor(io, io.stdoutIsTty)
    io.stdout(renderPlan(prepared.plan, format, { color, sources: prepared.sources }))
    return args.flag('detailed-exitcode') && !isEmpty(prepared.plan) ? 2 : 0
  },
}

async function prepare(args: Arguments, io: Io): Promise<Prepared> {
  const offline = args.flag('offline')
  const out = args.value('out')
  if (out === undefined) return preparePlan(args, io, { offline })
  readWishes(args)
  requireSavable(out, args, io)
  const bound = readBoundInput(args.values('file'), io)
  let asked: Asked | undefined
  const witness: Witness = {
    read: () => undefined,
    observed: (live, evidence) => void (asked = { live, evidence }),
  }
  const prepared = await preparePlan(args, io, { offline, input: bound.require(), witness })
  try {
    savePlan(out, prepared, bound, asked, args, io)
    io.stderr(`Saved to ${visible(out)}${offline ? ', for review only: the switch was not asked' : ''}.\n`)
    return prepared
  } catch (error) {
    await prepared.disconnect()
    throw error
  }
}
