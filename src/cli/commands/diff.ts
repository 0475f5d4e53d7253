import { GwctlError } from '../../errors.ts'
import { isEmpty } from '../../plan/build.ts'
import { compareDesired } from '../../plan/compare.ts'
import { COMPARISON_FORMATS, renderComparison } from '../../render/comparison.ts'
import { choiceOption } from '../arguments.ts'
import { INPUT_OPTIONS, type Arguments, type Command } from '../command.ts'
import { openRange, readDesiredAt, type DesiredAt, type InputPlace } from '../desired-at.ts'
import { wantsColor, type Io } from '../io.ts'

export const diff: Command = {
  name: 'diff',
  summary: 'what a change to the YAML means: two git revisions compared as plans',
  usage: 'diff [REF | A..B | A...B] [-f PATH]... [--format text|json|markdown] [--detailed-exitcode]',
  description:
    'Compares what was desired at two revisions, whatever stands on disk or runs: which gateways change, and what that\n' +
    'does to calls. REF (default HEAD) is compared with the work tree, A..B one revision with another, A...B with what B\n' +
    'has changed since it left A, as a pull request does. Everything is read from the object store: nothing is checked\n' +
    'out, and neither index nor work tree is touched. Secret references are compared as they are written.',
  options: [
    ...INPUT_OPTIONS,
    {
      name: 'format',
      value: 'FORMAT',
      takes: COMPARISON_FORMATS,
      help: 'text (default), json, or markdown (a comment on a pull request, at most 60,000 characters)',
    },
    { name: 'json', help: 'the same as --format json' },
    { name: 'detailed-exitcode', help: 'exit with 2 when there are changes' },
  ],
  examples: [
    { line: 'gwctl diff', does: 'what the changes since the last commit mean' },
    { line: 'gwctl diff origin/main...HEAD', does: 'what this branch would change, for its review' },
    { line: 'gwctl diff v1.4..v1.5 -f carriers/', does: 'what changed between two releases' },
  ],
  positionals: 1,
  async run(args, io) {
    const format = args.flag('json') ? 'json' : choiceOption(args, 'format', COMPARISON_FORMATS)
    const { from, to, before, after } = await readBothSides(args, io)
    const last = after.desired ?? before.desired
    if (last === undefined) throw nothingThere(from, to)
    const compared = compareDesired(
      before.desired ?? { ...last, profiles: [] },
      after.desired ?? { ...last, profiles: [] },
    )
    const plan = { ...compared.plan, warnings: [...after.warnings, ...compared.plan.warnings] }
    const color = wantsColor(io, io.stdoutIsTty)
    const sources = new Map([...before.sources, ...after.sources])
    io.stdout(renderComparison({ from, to, ...compared, plan }, format, { color, sources }))
    return args.flag('detailed-exitcode') && !isEmpty(plan) ? 2 : 0
  },
}

interface Sides {
  readonly from: string
  readonly to: string
  readonly before: DesiredAt
  readonly after: DesiredAt
}

async function readBothSides(args: Arguments, io: Io): Promise<Sides> {
  const [text = 'HEAD'] = args.positionals
  const named = args.values('file')
  if (named.includes('-'))
    throw new GwctlError('GW100', 'diff reads files of a git repository, not standard input.', {
      hint: 'Name a file or a directory with -f.',
    })
  const place: InputPlace = { paths: named.length === 0 ? ['gwctl.yaml'] : named, cwd: io.cwd }
  const { repository, range } = await openRange(text, place)
  const from = range.before.slice(0, SHORT)
  const to = range.after?.slice(0, SHORT) ?? 'the work tree'
  if (range.after === undefined && repository.bare)
    throw new GwctlError('GW130', 'A bare repository has no work tree to compare with.', {
      hint: 'Compare two revisions: gwctl diff A..B.',
    })
  const before = await readDesiredAt(repository, range.before, from, place)
  const after = await readDesiredAt(repository, range.after, to, place)
  return { from, to, before, after }
}

/** As many digits of a commit as are shown. */
const SHORT = 12

function nothingThere(from: string, to: string): GwctlError {
  return new GwctlError('GW106', `The YAML exists neither at ${from} nor at ${to}.`, {
    hint: 'Name the file with -f, relative to where you are.',
  })
}
