import { dirname, relative, resolve } from 'node:path'
import { decodeYaml, MAX_INPUT_BYTES } from './decode.ts'
import type { ConfigFiles } from './files.ts'
import { problem, type Problem } from './problem.ts'

/** One YAML text of a run. */
export interface Source {
  /** How it is called in diagnostics: relative to where gwctl runs, or `<stdin>`. */
  readonly file: string
  readonly text: string
}

export interface SourcesRead {
  readonly sources: readonly Source[]
  readonly problems: readonly Problem[]
}

/** Reads the files, the YAML of the directories, and stdin, in the order named; a file named twice once. */
export function readSources(
  paths: readonly string[],
  cwd: string,
  stdin: string | Uint8Array | undefined,
  files: ConfigFiles,
): SourcesRead {
  const problems: Problem[] = []
  const named = paths.length === 0 ? ['gwctl.yaml'] : paths
  const found = new Set(
    named.flatMap((path) => (path === '-' ? ['-'] : findYaml(path, cwd, files, problems))),
  )
  const sources = [...found].flatMap((path) => {
    const file = path === '-' ? '<stdin>' : displayName(cwd, path)
    const bytes = path === '-' ? encode(stdin) : readFile(path, file, files, problems)
    if (bytes === undefined) return []
    const { text, problems: faults } = decodeYaml(file, bytes)
    problems.push(...faults)
    return [{ file, text }]
  })
  return { sources, problems }
}

function findYaml(path: string, cwd: string, files: ConfigFiles, problems: Problem[]): readonly string[] {
  const absolute = resolve(cwd, path)
  if (!files.isDirectory(absolute)) return [absolute]
  const listed = files.listYaml(absolute)
  if ('paths' in listed && listed.paths.length > 0) return listed.paths
  const file = displayName(cwd, absolute)
  const fault = 'error' in listed ? listed.error : 'holds no *.yaml or *.yml file'
  problems.push(unreadable(file, fault, 'Name a file, or a directory with YAML files.'))
  return []
}

function readFile(
  path: string,
  file: string,
  files: ConfigFiles,
  problems: Problem[],
): Uint8Array | undefined {
  const read = files.read(path, MAX_INPUT_BYTES)
  if ('bytes' in read) return read.bytes
  const hint = 'Name the file with -f, or write a gwctl.yaml with `gwctl init`.'
  problems.push(unreadable(file, read.error, hint))
  return undefined
}

function unreadable(file: string, fault: string, hint: string): Problem {
  return problem('GW106', { file, offset: 0, length: 0 }, `${file} ${fault}.`, hint)
}

function encode(stdin: string | Uint8Array | undefined): Uint8Array {
  return typeof stdin === 'string' ? new TextEncoder().encode(stdin) : (stdin ?? new Uint8Array())
}

function displayName(cwd: string, path: string): string {
  const name = relative(cwd, path)
  return name === '' ? '.' : name.startsWith('..') ? path : name
}

/** An absolute path for one that is written in a YAML file; stdin stands in the current directory. */
export function resolveFrom(cwd: string, file: string, path: string): string {
  return resolve(cwd, dirname(file), path)
}
