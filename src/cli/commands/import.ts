import path from 'node:path'
import { GwctlError, InputError } from '../../errors.ts'
import { closest } from '../../config/closest.ts'
import { importedHead } from '../../import/file-head.ts'
import type { Imported } from '../../import/import-disk.ts'
import type { Disk, DiskGateway } from '../../model/disk.ts'
import { gatewayPath } from '../../model/gateway.ts'
import type { GatewayRef } from '../../model/plan.ts'
import { diagnosticsJson } from '../../render/diagnostics.ts'
import { printJson } from '../../render/json.ts'
import { PLAN_FORMAT_VERSION } from '../../render/plan-json.ts'
import { visible } from '../../render/visible.ts'
import { placesInText } from '../../xml/places-in-text.ts'
import { choiceOption } from '../arguments.ts'
import type { Arguments, Command } from '../command.ts'
import {
  confFor,
  ENV_FILE_OPTION,
  envFile,
  importFrom,
  leftOutWarning,
  requireEnv,
  tellWarnings,
  useOf,
  warningsOf,
} from '../import.ts'
import { readConfiguration, readDesired, type Configuration } from '../inputs.ts'
import type { Io } from '../io.ts'
import { makeFiles, type NewFile } from '../new-file.ts'
import { PLACE_OPTIONS } from '../place.ts'
import { schemaComment } from '../schema-file.ts'

const SECRETS = ['inline', 'env'] as const

export const importGateways: Command = {
  name: 'import',
  summary: 'print the YAML of the gateways that are on disk',
  usage:
    'import [--conf DIR | -f PATH] [--profile P] [GATEWAY...] [--secrets env [--secrets-file PATH]] [-o FILE] [--json]',
  description:
    'Reads a FreeSWITCH configuration directory and prints the YAML that says the same: planning it shows nothing but\n' +
    'adoptions, which set a comment in the XML. Variables ($${name}), comments above a gateway and parameters that\n' +
    'FreeSWITCH does not read come along. A gateway that FreeSWITCH does not create, or that the YAML cannot say, is left\n' +
    'out: a comment in its place and a warning tell why. Asks no switch and changes nothing.\n' +
    'It prints passwords. With --secrets env they go to a file of their own (mode 0600) and the YAML has ${env:NAME}.',
  options: [
    ...PLACE_OPTIONS,
    { name: 'profile', value: 'P', takes: 'profile', help: 'only this profile' },
    {
      name: 'secrets',
      value: 'HOW',
      takes: SECRETS,
      help: 'inline (default): print them; env: move them to --secrets-file',
    },
    ENV_FILE_OPTION,
    {
      name: 'out',
      short: 'o',
      value: 'FILE',
      takes: 'file',
      help: 'write the YAML to this file (mode 0600) instead of printing it',
    },
    { name: 'force', help: 'let --out replace a file that is there already' },
    { name: 'json', help: 'print YAML and outcome as one JSON document' },
  ],
  examples: [
    {
      line: 'gwctl import --conf /etc/freeswitch --secrets env -o gwctl.yaml',
      does: 'begin to use gwctl on a switch',
    },
    { line: 'gwctl import --conf /etc/freeswitch --profile external', does: 'one profile, to look at' },
    {
      line: 'gwctl import acme-1 external/acme-2',
      does: 'two gateways, from the directory that ./gwctl.yaml names',
    },
  ],
  positionals: Infinity,
  takes: ['gateway'],
  async run(args, io) {
    const secrets = choiceOption(args, 'secrets', SECRETS)
    requireEnv(args, secrets)
    if (args.flag('force') && args.value('out') === undefined)
      throw new GwctlError('GW100', '--force goes with --out only.', {
        hint: 'Add --out FILE, or leave it away.',
      })
    const root = await findRoot(args, io)
    const out = args.value('out')
    const configuration = readConfiguration(root)
    const { profile, wanted } = selection(args, configuration.disk)
    const file = path.resolve(io.cwd, out ?? 'gwctl.yaml')
    const conf = confFor(root, args.value('conf'), file)
    const imported = importFrom(configuration, {
      head: [...schemaComment(path.dirname(file)), ...importedHead(conf, secrets)],
      conf,
      secrets,
      ...(profile !== undefined && { profile }),
      ...(wanted && { wanted }),
    })
    if (wanted !== undefined) requireAll(imported, configuration)
    const env = envFile(imported, args, io)
    const yaml = out === undefined ? undefined : yamlFile(out, imported, args, io)
    makeFiles([...(env ? [env] : []), ...(yaml ? [yaml] : [])])
    tell({ imported, configuration, env, yaml }, args, io)
    return 0
  },
}

/** The directory that is named, or the one of the YAML. */
async function findRoot(args: Arguments, io: Io): Promise<string> {
  const conf = args.value('conf')
  if (conf !== undefined) return path.resolve(io.cwd, conf)
  try {
    const { desired } = await readDesired(args, io, { resolveSecrets: false })
    return desired.conf
  } catch (error) {
    const isMissing = error instanceof InputError && error.diagnostics.every((each) => each.code === 'GW106')
    if (!isMissing || args.values('file').length > 0) throw error
    throw new GwctlError(
      'GW100',
      'Which configuration directory? There is no gwctl.yaml here that names one.',
      {
        hint: 'For example: gwctl import --conf /etc/freeswitch.',
      },
    )
  }
}

interface Selection {
  readonly profile?: string
  readonly wanted?: (ref: GatewayRef) => boolean
}

/** What is asked for; throws GW100 for what does not stand on disk. */
function selection(args: Arguments, disk: Disk): Selection {
  const profile = args.value('profile')
  const names = disk.profiles.map((each) => each.name)
  if (profile !== undefined && disk.profiles.length > 0 && !names.includes(profile))
    throw unknown(`There is no profile "${profile}" on disk.`, profile, names)
  const asked = new Set(args.positionals)
  if (asked.size === 0) return { ...(profile !== undefined && { profile }) }
  const profiles = disk.profiles.filter((each) => profile === undefined || each.name === profile)
  const gateways = profiles.flatMap((each) => each.gateways)
  const known = new Set(gateways.flatMap((each) => [each.name, pathOf(each)]))
  const missing = [...asked].find((each) => !known.has(each))
  if (missing !== undefined && disk.profiles.length > 0)
    throw unknown(`There is no gateway "${missing}" on disk.`, missing, gateways.map(pathOf), [...known])
  const wanted = (ref: GatewayRef): boolean =>
    asked.has(ref.gateway) || asked.has(gatewayPath(ref.profile, ref.gateway))
  return { wanted, ...(profile !== undefined && { profile }) }
}

function pathOf({ profile, name }: DiskGateway): string {
  return gatewayPath(profile, name)
}

/** @param meanable  what may have been meant; `known` when absent */
function unknown(message: string, name: string, known: readonly string[], meanable = known): GwctlError {
  const meant = closest(name, meanable)
  const some = known.slice(0, 10).join(', ')
  return new GwctlError('GW100', message, {
    hint: meant === undefined ? `Found there: ${some === '' ? 'none' : some}.` : `Did you mean ${meant}?`,
  })
}

/** A gateway that was asked for by name and is left out is an error. */
function requireAll(imported: Imported, { disk, sources }: Configuration): void {
  const there = new Set(imported.gateways.map((each) => gatewayPath(each.profile, each.gateway)))
  const lacking = imported.leftOut.filter(({ gateway }) => !there.has(pathOf(gateway)))
  if (lacking.length === 0) return
  const errors = lacking.map((each) => ({ ...leftOutWarning(each), severity: 'error' as const }))
  throw new InputError(placesInText(errors, disk.files), sources)
}

function yamlFile(name: string, { yaml }: Imported, args: Arguments, io: Io): NewFile {
  const replace = args.flag('force')
  return { path: path.resolve(io.cwd, name), name, text: yaml, mode: 0o600, option: '--out', replace }
}

interface Outcome {
  readonly imported: Imported
  readonly configuration: Configuration
  readonly env: NewFile | undefined
  readonly yaml: NewFile | undefined
}

function tell({ imported, configuration, env, yaml }: Outcome, args: Arguments, io: Io): void {
  const warnings = warningsOf(imported, configuration)
  tellWarnings(warnings, configuration, io)
  if (args.flag('json')) {
    const document = {
      formatVersion: PLAN_FORMAT_VERSION,
      ...(yaml === undefined ? { yaml: imported.yaml } : { file: yaml.name }),
      ...(env && { envFile: env.name }),
      gateways: imported.gateways,
      leftOut: imported.leftOut.map(({ gateway, reason }) => ({
        profile: gateway.profile,
        gateway: gateway.name,
        reason,
      })),
      warnings: diagnosticsJson(warnings, configuration.sources),
    }
    io.stdout(printJson(document))
  } else if (yaml === undefined) io.stdout(imported.yaml)
  for (const line of remarks({ imported, configuration, env, yaml }, args)) io.stderr(`${line}\n`)
}

function remarks({ imported, env, yaml }: Outcome, args: Arguments): string[] {
  const count = imported.gateways.length
  const left = imported.leftOut.length === 0 ? '' : `, ${imported.leftOut.length} left out`
  const lines = [`${count} ${count === 1 ? 'gateway' : 'gateways'} imported${left}.`]
  if (yaml !== undefined) lines.push(`Written to ${visible(yaml.name)}.`)
  if (env !== undefined)
    lines.push(
      `Secrets are in ${visible(env.name)}, which only you may read; keep it out of git.`,
      `Before gwctl runs: ${useOf(env.name)}`,
    )
  else if (args.value('secrets') !== 'env' && count > 0)
    lines.push(
      'The YAML holds passwords as they stand on disk; --secrets env moves them to a file of their own.',
    )
  return lines
}
