import path from 'node:path'
import { loadDesired } from '../config/load.ts'
import type { ConfigFiles } from '../config/files.ts'
import { GwctlError, InputError, type Diagnostic } from '../errors.ts'
import { importDisk, type Imported, type ImportOptions, type LeftOut } from '../import/import-disk.ts'
import type { Check } from '../import/judge-import.ts'
import { writeEnv } from '../import/dot-env.ts'
import { gatewayPath } from '../model/gateway.ts'
import { notLoaded } from '../plan/not-loaded.ts'
import { renderDiagnostics } from '../render/diagnostics.ts'
import { placesInText } from '../xml/places-in-text.ts'
import type { Arguments, OptionSpec } from './command.ts'
import type { Configuration } from './inputs.ts'
import { wantsColor, type Io } from './io.ts'
import type { NewFile } from './new-file.ts'

/** Not `--env-file`: Node 20 takes that for itself, wherever it stands on the command line. */
export const ENV_FILE_OPTION: OptionSpec = {
  name: 'secrets-file',
  value: 'PATH',
  takes: 'file',
  help: 'where the secrets go with --secrets env (default ./.env); never overwritten',
}

/** Says a configuration directory in YAML. Throws InputError for one that does not load. */
export function importFrom({ target, disk, sources }: Configuration, options: ImportOptions): Imported {
  // A name in two profiles is an error, but no obstacle: one of the two is left out.
  const unread = notLoaded({ conf: target.root }, disk)
  if (unread !== undefined) throw new InputError(unread, sources)
  const imported = importDisk(disk, options, checkOnly)
  if (imported.problems.length > 0)
    throw new InputError(imported.problems, new Map([['<stdin>', imported.yaml]]))
  return imported
}

/** The loader, without anything around it. */
const checkOnly: Check = (yaml, env) =>
  loadDesired({ paths: ['-'], cwd: '/', env, stdin: yaml, resolveSecrets: true, files: NO_FILES })

const NO_FILES: ConfigFiles = {
  read: () => ({ error: 'is not read here' }),
  isDirectory: () => false,
  listYaml: () => ({ error: 'is not read here' }),
}

/** What is left out and what FreeSWITCH misreads, as warnings. */
export function warningsOf({ leftOut }: Imported, { disk }: Configuration): Diagnostic[] {
  const told = disk.diagnostics.map((each): Diagnostic => ({ ...each, severity: 'warning' }))
  const more = leftOut.filter(({ gateway }) => gateway.skipped === undefined).map(leftOutWarning)
  return placesInText([...told, ...more], disk.files)
}

export function leftOutWarning({ gateway, reason }: LeftOut): Diagnostic {
  const { file, start } = gateway.site
  return {
    code: 'GW206',
    severity: 'warning',
    message: `${gatewayPath(gateway.profile, gateway.name)} is left out: ${reason}`,
    hint: 'Correct it there and import it again, or write it into the YAML by hand.',
    at: { file, offset: start, length: '<gateway'.length },
  }
}

export function tellWarnings(diagnostics: readonly Diagnostic[], { sources }: Configuration, io: Io): void {
  io.stderr(renderDiagnostics(diagnostics, sources, { color: wantsColor(io, io.stderrIsTty) }))
}

/** The file of the secrets; none where there are none. */
export function envFile({ env }: Imported, args: Arguments, io: Io): NewFile | undefined {
  if (env.size === 0) return undefined
  const name = args.value('secrets-file') ?? './.env'
  const head = [
    'Secrets of FreeSWITCH gateways, as gwctl found them. Keep this file out of git.',
    `Use it: ${useOf(name)}`,
  ]
  return {
    path: path.resolve(io.cwd, name),
    name,
    text: writeEnv(env, head),
    mode: 0o600,
    option: '--secrets-file',
  }
}

/** The command that makes the variables known to the next ones. */
export function useOf(name: string): string {
  // Without a slash a shell would look for it on the PATH.
  const file = name.includes('/') ? name : `./${name}`
  return `set -a; . ${/^[\w./-]+$/.test(file) ? file : `'${file.replaceAll("'", `'\\''`)}'`}; set +a`
}

/** A configuration directory as a file has to name it: relative where the user named it so. */
export function confFor(root: string, named: string | undefined, file: string): string {
  if (named === undefined || path.isAbsolute(named)) return root
  const relative = path.relative(path.dirname(file), root)
  return relative === '' ? '.' : relative.startsWith('..') ? relative : `./${relative}`
}

/** Throws GW100 for an option that goes with `--secrets env` only. */
export function requireEnv(args: Arguments, secrets: string): void {
  if (secrets === 'env' || args.value('secrets-file') === undefined) return
  throw new GwctlError('GW100', '--secrets-file goes with --secrets env only.', {
    hint: 'Add --secrets env, or leave it away.',
  })
}
