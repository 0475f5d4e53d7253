import type { Diagnostic } from '../errors.ts'
import type { Problem } from './problem.ts'
import type { Desired } from '../model/desired.ts'
import { buildProfile } from './build-desired.ts'
import { checkMerged } from './check.ts'
import { localFiles, type ConfigFiles } from './files.ts'
import { readGlobals } from './globals.ts'
import { localSecrets } from './local-secrets.ts'
import { mergeFiles } from './merge.ts'
import type { MapNode, YamlNode } from './node.ts'
import { parseYaml } from './parse-yaml.ts'
import { readSources, type Source } from './read-sources.ts'
import { checkSchema } from './schema.ts'
import { readValues } from './value-reader.ts'

export interface LoadInput {
  /** Files, directories and `-` for stdin, in order; none: `gwctl.yaml`. */
  readonly paths: readonly string[]
  /** Absolute; what relative paths start from. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** What came from stdin; needed when `-` is among the paths. */
  readonly stdin?: string | Uint8Array
  /**
   * False: `${env:NAME}` and `${file:PATH}` stay as they are written, and nothing about them is an error.
   * `switch`: only those of the key `freeswitch` are resolved, which is enough to ask the switch something.
   */
  readonly resolveSecrets: boolean | 'switch'
  /** Where the files are; the local disk when absent. */
  readonly files?: ConfigFiles
}

/**
 * What the YAML says, or what is wrong with it. `diagnostics` holds warnings when there is a
 * `desired`, and at least one error when there is none; `sources` are the texts they point into.
 */
export type LoadResult =
  | { readonly desired: Desired; readonly diagnostics: readonly Diagnostic[]; readonly sources: Sources }
  | { readonly desired?: undefined; readonly diagnostics: readonly Diagnostic[]; readonly sources: Sources }
export type Sources = ReadonlyMap<string, string>

/**
 * Loads the desired state: every file is read, parsed, checked against the schema and the rules,
 * merged, and its secrets resolved. All problems of all files are found in one run.
 *
 * Never throws for bad input.
 */
export function loadDesired(input: LoadInput): LoadResult {
  const files = input.files ?? localFiles
  const read = readSources(input.paths, input.cwd, input.stdin, files)
  const sources = new Map(read.sources.map(({ file, text }) => [file, text]))
  const faulty = new Set(read.problems.map((each) => each.at.file))
  const documents = read.sources.filter(({ file }) => !faulty.has(file)).map(parseDocument)

  const secretProblems: Problem[] = []
  const secrets = localSecrets(input.env, files, input.cwd)
  const values = readValues(input.resolveSecrets === true ? secrets : undefined, secretProblems)
  const ofSwitch = input.resolveSecrets === 'switch' ? readValues(secrets, secretProblems) : values

  const roots = documents.flatMap((each) => each.root ?? [])
  const complete = faulty.size === 0 && roots.length === documents.length
  const damaged = new Set(documents.flatMap((each) => [...each.damaged]))
  const merged = mergeFiles(roots, damaged, sources, complete)
  const globals = readGlobals(merged, ofSwitch, {
    cwd: input.cwd,
    complete,
    damaged,
    first: read.sources[0]?.file ?? '',
  })
  const checked = checkMerged(merged, values, sources)
  const found = [...merged.problems, ...globals.problems, ...secretProblems, ...checked]
  const ofSchema = documents.flatMap((each) => each.problems)
  const diagnostics = sortByPlace([...read.problems, ...withoutEchoes(ofSchema, found), ...found], sources)
  if (globals.desired === undefined || diagnostics.some((each) => each.severity === 'error')) {
    return { diagnostics, sources }
  }
  const profiles = merged.profiles.map((profile) => buildProfile(profile, values))
  const distributors = merged.distributors.map(({ name, nodes, at }) => ({ name, nodes, at }))
  const lists = distributors.length > 0 && { distributors }
  return { desired: { ...globals.desired, profiles, ...lists }, diagnostics, sources }
}

interface ParsedDocument {
  readonly root?: MapNode
  readonly damaged: ReadonlySet<YamlNode>
  readonly problems: readonly Problem[]
}

function parseDocument({ file, text }: Source): ParsedDocument {
  const { root, problems } = parseYaml(file, text)
  if (root === undefined) return { damaged: new Set(), problems }
  const checked = checkSchema(root)
  const found = { damaged: checked.damaged, problems: [...problems, ...checked.problems] }
  return root.kind === 'map' ? { root, ...found } : found
}

/** What a rule explains, the schema need not say again. */
function withoutEchoes(ofSchema: readonly Problem[], ofRules: readonly Problem[]): Problem[] {
  const keyOf = ({ at }: Problem): string => `${at.file} ${at.offset}`
  const explained = new Set(ofRules.filter((each) => each.severity === 'error').map(keyOf))
  return ofSchema.filter((each) => !explained.has(keyOf(each)))
}

function sortByPlace(diagnostics: readonly Problem[], sources: Sources): Problem[] {
  const order = new Map([...sources.keys()].map((file, index) => [file, index]))
  const rank = ({ at }: Problem): number => order.get(at.file) ?? -1
  return [...diagnostics].sort((a, b) => rank(a) - rank(b) || a.at.offset - b.at.offset)
}
