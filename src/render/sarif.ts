import { CODES, type Code, type Diagnostic } from '../errors.ts'
import { indexLines, type LineIndex } from './line-index.ts'
import { printJson } from './json.ts'
import { visible } from './visible.ts'

/** How a file of a diagnostic is found: a relative URI, and what it is relative to. */
export interface SarifPlace {
  readonly uri: string
  /** Absent: relative to where the run was started. */
  readonly base?: string
}

export interface SarifOptions {
  readonly version: string
  readonly sources: ReadonlyMap<string, string>
  readonly placeOf: (file: string) => SarifPlace
  /** Absolute URIs of the bases that `placeOf` names, with a slash at the end. */
  readonly bases: Readonly<Record<string, string>>
  /** Findings that an exception allows, and why. */
  readonly excepted?: readonly { readonly diagnostic: Diagnostic; readonly reason: string }[]
}

/**
 * Diagnostics as SARIF 2.1.0, for code scanning of GitHub, GitLab and editors. Rules are the codes,
 * columns count UTF-16 units. No line of a source is in it. Ends with a line end.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html
 */
export function renderSarif(diagnostics: readonly Diagnostic[], options: SarifOptions): string {
  const { excepted = [] } = options
  const all = [...diagnostics, ...excepted.map(({ diagnostic }) => diagnostic)]
  const codes = [...new Set(all.map((each) => each.code))].sort()
  const tell = (each: Diagnostic): Record<string, unknown> =>
    resultOf(each, codes.indexOf(each.code), lines, options)
  const lines = lineIndexes(options.sources)
  const bases = Object.entries(options.bases).map(([name, uri]) => [name, { uri }] as const)
  return printJson({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'gwctl', version: options.version, rules: codes.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        ...(bases.length > 0 && { originalUriBaseIds: Object.fromEntries(bases) }),
        invocations: [{ executionSuccessful: true }],
        results: [
          ...diagnostics.map(tell),
          ...excepted.map(({ diagnostic, reason }) => ({
            ...tell(diagnostic),
            suppressions: [{ kind: 'inSource', justification: visible(reason) }],
          })),
        ],
      },
    ],
  })
}

function ruleOf(code: Code): Record<string, unknown> {
  const { title, exit } = CODES[code]
  const level = exit === 0 ? 'warning' : 'error'
  const weight =
    exit === 0
      ? 'A warning: plan and apply say it and go on.'
      : `An error: plan and apply refuse it (exit ${exit}).`
  return {
    id: code,
    shortDescription: { text: `${title}.` },
    help: { text: `${title}. ${weight} Each finding says what to do.` },
    defaultConfiguration: { level },
  }
}

function resultOf(
  { code, severity, message, hint, at }: Diagnostic,
  ruleIndex: number,
  lines: (file: string) => LineIndex | undefined,
  { placeOf }: SarifOptions,
): Record<string, unknown> {
  const result = {
    ruleId: code,
    ruleIndex,
    level: severity,
    message: { text: visible(`${message} ${hint}`) },
  }
  if (at === undefined) return result
  const { uri, base } = placeOf(at.file)
  const index = lines(at.file)
  const region = index && regionOf(at, index)
  const artifactLocation = { uri, ...(base !== undefined && { uriBaseId: base }) }
  return { ...result, locations: [{ physicalLocation: { artifactLocation, ...(region && { region }) } }] }
}

function regionOf(at: { offset: number; length: number }, index: LineIndex): Record<string, number> {
  const [first, last] = [index.lineAt(at.offset), index.lineAt(at.offset + at.length)]
  return {
    startLine: first.number,
    startColumn: at.offset - first.start + 1,
    endLine: last.number,
    endColumn: at.offset + at.length - last.start + 1,
  }
}

function lineIndexes(sources: ReadonlyMap<string, string>): (file: string) => LineIndex | undefined {
  const known = new Map<string, LineIndex>()
  return (file) => {
    const text = sources.get(file)
    if (text === undefined) return undefined
    const index = known.get(file) ?? indexLines(text)
    known.set(file, index)
    return index
  }
}
