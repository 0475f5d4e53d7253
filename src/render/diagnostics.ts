import type { Code, Diagnostic, Place } from '../errors.ts'
import type { Range } from '../model/plan.ts'
import { excerptLine } from './excerpt.ts'
import { indexLines, type LineIndex } from './line-index.ts'
import { findSecrets } from './secret-ranges.ts'
import { styleFor, type Style } from './style.ts'
import { visible } from './visible.ts'

/**
 * Diagnostics for people, in the order given: `file:line:column: error GW101: message`, the line with
 * marks under the place, and the hint. Ends with a line end; '' for no diagnostics.
 *
 * Nothing in a source reaches the terminal as it is: secrets are masked by the names beside them,
 * and control characters are written out.
 *
 * @param sources  the texts that places point into; a place in another file is shown without its line
 */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  options: { readonly color: boolean },
): string {
  const style = styleFor(options.color)
  const views = viewSources(sources)
  return diagnostics.map((each) => renderDiagnostic(each, views, style)).join('')
}

/** One diagnostic as JSON shows it; `line` and `column` count from 1, `column` in UTF-16 units. */
export interface DiagnosticJson {
  readonly code: Code
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly file?: string
  readonly line?: number
  readonly column?: number
  readonly hint: string
  /** The rule of the policy that found it. */
  readonly rule?: string
}

/** The diagnostics of a `--format json` document, in the order given. */
export function diagnosticsJson(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
): readonly DiagnosticJson[] {
  const views = viewSources(sources)
  return diagnostics.map(({ code, severity, message, hint, at, rule }) => ({
    code,
    severity,
    message: oneLine(message),
    ...(at && { file: visible(at.file), ...positionOf(at, views) }),
    hint: oneLine(hint),
    ...(rule !== undefined && { rule: oneLine(rule) }),
  }))
}

function renderDiagnostic(diagnostic: Diagnostic, views: Views, style: Style): string {
  const { code, severity, message, hint, at } = diagnostic
  const paint = severity === 'error' ? style.red : style.yellow
  const where = at === undefined ? '' : `${style.bold(locate(at, views))}: `
  const head = `${where}${paint(`${severity} ${code}`)}: ${oneLine(message)}\n`
  return `${head}${at === undefined ? '' : renderExcerpt(at, views, paint, style)}  ${style.cyan('hint')}: ${oneLine(hint)}\n`
}

function locate(at: Place, views: Views): string {
  const position = positionOf(at, views)
  return visible(at.file) + (position === undefined ? '' : `:${position.line}:${position.column}`)
}

function renderExcerpt(at: Place, views: Views, paint: (text: string) => string, style: Style): string {
  const view = views(at.file)
  if (view === undefined) return ''
  const line = view.lines.lineAt(at.offset)
  const { line: shown, marks } = excerptLine(
    view.text,
    line,
    { start: at.offset, end: at.offset + at.length },
    view.secrets,
  )
  const gutter = String(line.number).padStart(5)
  return `${style.dim(`${gutter} |`)} ${shown}\n${style.dim(`${' '.repeat(gutter.length)} |`)} ${paint(marks)}\n`
}

function positionOf(at: Place, views: Views): { readonly line: number; readonly column: number } | undefined {
  const line = views(at.file)?.lines.lineAt(at.offset)
  return line && { line: line.number, column: at.offset - line.start + 1 }
}

/** What is derived from a source, once, and only when a diagnostic points into it. */
interface View {
  readonly text: string
  readonly lines: LineIndex
  readonly secrets: readonly Range[]
}
type Views = (file: string) => View | undefined

function viewSources(sources: ReadonlyMap<string, string>): Views {
  const views = new Map<string, View>()
  return (file) => {
    const text = sources.get(file)
    if (text === undefined) return undefined
    const view = views.get(file) ?? { text, lines: indexLines(text), secrets: findSecrets(file, text) }
    views.set(file, view)
    return view
  }
}

function oneLine(text: string): string {
  return visible(text.replace(/\s*[\r\n]+\s*/g, ' '))
}
