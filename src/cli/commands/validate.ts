import { InputError, type Diagnostic } from '../../errors.ts'
import type { Excepted } from '../../policies/check-policies.ts'
import { buildPlan } from '../../plan/build.ts'
import { diagnosticsJson, renderDiagnostics } from '../../render/diagnostics.ts'
import { printJson } from '../../render/json.ts'
import { PLAN_FORMAT_VERSION } from '../../render/plan-json.ts'
import { choiceOption } from '../arguments.ts'
import { INPUT_OPTIONS, type Arguments, type Command } from '../command.ts'
import { readConfiguration, readDesired } from '../inputs.ts'
import { wantsColor, type Io } from '../io.ts'
import { loadPolicies, tellExcepted } from '../policies.ts'
import { sarifOf } from '../sarif-report.ts'

const FORMATS = ['text', 'json', 'markdown', 'sarif'] as const
const SEVERITIES = ['error', 'warning'] as const

export const validate: Command = {
  name: 'validate',
  summary: 'check the YAML and the XML on disk; touches nothing, needs no switch',
  usage:
    'validate [-f PATH]... [--no-disk] [--fail-on error|warning] [--format text|json|markdown|sarif] [--json]',
  description:
    'Checks everything that can be known without the switch, and shows every problem at once.\n' +
    'Secret references (${env:NAME}, ${file:PATH}) are not resolved, so that it runs in forks and hooks.',
  options: [
    ...INPUT_OPTIONS,
    {
      name: 'no-disk',
      help: 'check the YAML alone: the configuration directory need not be on this machine',
    },
    {
      name: 'fail-on',
      value: 'SEVERITY',
      takes: SEVERITIES,
      help: 'exit with 3 for an error (default), or for a warning, too',
    },
    {
      name: 'format',
      value: 'FORMAT',
      takes: FORMATS,
      help: 'text (default), json, markdown (for a pull request), or sarif (SARIF 2.1.0, for code scanning)',
    },
    { name: 'json', help: 'the same as --format json' },
  ],
  examples: [
    { line: 'gwctl validate', does: 'check ./gwctl.yaml and the configuration directory it names' },
    { line: 'gwctl validate -f carriers/', does: 'check all YAML files of a directory' },
    { line: 'gwctl validate --fail-on warning', does: 'in a pipeline that lets no warning through' },
    { line: 'gwctl validate --no-disk', does: 'in a commit hook, far from any switch' },
    { line: 'gwctl validate --format sarif > gwctl.sarif', does: 'for the code scanning of a forge' },
  ],
  positionals: 0,
  async run(args, io) {
    const format = args.flag('json') ? 'json' : choiceOption(args, 'format', FORMATS)
    const failOn = choiceOption(args, 'fail-on', SEVERITIES)
    const checked = await check(args, io)
    tellExcepted(checked.excepted, io)
    const isRefused = checked.diagnostics.some((each) => failOn === 'warning' || each.severity === 'error')
    if (format === 'sarif') io.stdout(sarifOf(checked, io.cwd))
    if (format !== 'sarif' && isRefused) throw new InputError(checked.diagnostics, checked.sources)
    io.stderr(
      renderDiagnostics(checked.diagnostics, checked.sources, { color: wantsColor(io, io.stderrIsTty) }),
    )
    if (format === 'json') io.stdout(printJson(documentOf(checked)))
    if (format === 'markdown') {
      const { validMarkdown } = await import('../../render/valid-markdown.ts')
      io.stdout(validMarkdown(checked.counts, checked.diagnostics, checked.sources))
    }
    if (format === 'text') io.stdout(`Valid. ${checked.counts}\n`)
    return isRefused ? 3 : 0
  },
}

/** Everything that was found, errors or not. */
export interface Checked {
  readonly diagnostics: readonly Diagnostic[]
  /** What rules of the policy found, and an exception allows. */
  readonly excepted: readonly Excepted[]
  readonly sources: ReadonlyMap<string, string>
  /** The configuration directory; absent when not even that is known. */
  readonly conf?: string
  /** Names of the sources that stand in the configuration directory. */
  readonly xml: ReadonlySet<string>
  /** How many gateways there are, in words. */
  readonly counts: string
}

async function check(args: Arguments, io: Io): Promise<Checked> {
  try {
    const input = await readDesired(args, io, { resolveSecrets: false })
    const { desired, warnings, sources: yaml } = input
    const policies = loadPolicies(input, io)
    const gateways = desired.profiles.map((each) => `${each.name}: ${each.gateways?.length ?? 0}`)
    const counts = `Gateways by profile: ${gateways.join(', ')}.`
    if (args.flag('no-disk')) {
      const { diagnostics, excepted } = policies.check()
      return { diagnostics: [...warnings, ...diagnostics], excepted, sources: yaml, xml: new Set(), counts }
    }
    const { disk, sources: xml } = readConfiguration(desired.conf)
    const { plan, diagnostics } = buildPlan(desired, disk, undefined)
    const judged = policies.check(plan?.unmanaged)
    return {
      diagnostics: [...warnings, ...diagnostics, ...judged.diagnostics],
      excepted: judged.excepted,
      sources: new Map([...xml, ...yaml]),
      conf: desired.conf,
      xml: new Set(xml.keys()),
      counts,
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return {
      diagnostics: error.diagnostics,
      sources: error.sources,
      excepted: [],
      xml: new Set(),
      counts: '',
    }
  }
}

function documentOf({ diagnostics, excepted, sources }: Checked): Record<string, unknown> {
  return {
    formatVersion: PLAN_FORMAT_VERSION,
    diagnostics: diagnosticsJson(diagnostics, sources),
    excepted: excepted.map(({ rule, gateway, reason }) => ({ rule, gateway, reason })),
  }
}
