import { lineOf } from './problem.ts'
import { isCollection, isScalar, visit, type ParsedNode, type YAMLError } from './yaml.ts'

/** An error of the parser, and what is known of its cause beyond what the parser says. */
export interface Cause {
  readonly error: YAMLError
  /** Where the mistake itself stands, and in which words; absent: where the parser noticed it, and in its words. */
  readonly found?: Found
}

interface Found {
  readonly start: number
  readonly end: number
  readonly message: string
  readonly hint: string
}

/**
 * What a parser says of a text that it has lost the thread of is mostly the echo of one mistake. The first error of
 * each line counts, and of the errors of the layout, which every later line may repeat, the first of the file.
 */
export function causesOf(
  text: string,
  contents: ParsedNode | undefined,
  errors: readonly YAMLError[],
): readonly Cause[] {
  const open = unclosedIn(text, contents)
  const runsOn = new Set(
    errors.filter(({ code }) => code === 'MULTILINE_IMPLICIT_KEY').map(({ pos }) => pos[0]),
  )
  return firstOfEach(text, errors).map((error) => {
    const [at] = error.pos
    const isRunOn = error.code === 'BLOCK_AS_IMPLICIT_KEY' && runsOn.has(at)
    const isLost = error.code === 'UNEXPECTED_TOKEN'
    const found = isRunOn ? runOn(text, at) : isLost ? lostAt(text, at) : open.get(at)
    return { error, ...(found && { found }) }
  })
}

function firstOfEach(text: string, errors: readonly YAMLError[]): YAMLError[] {
  const told = new Set<number>()
  let layoutIsTold = false
  // Behind what is no directive after all, the end of the directives is missed.
  const isBadDirective = errors.some(({ code }) => code === 'BAD_DIRECTIVE')
  return [...errors]
    .sort((a, b) => a.pos[0] - b.pos[0])
    .filter(({ code, pos }) => {
      const line = lineStart(text, pos[0])
      const isEcho =
        told.has(line) || (LAYOUT.has(code) && layoutIsTold) || (isBadDirective && code === 'MISSING_CHAR')
      told.add(line)
      layoutIsTold ||= LAYOUT.has(code)
      return !isEcho
    })
}

const LAYOUT: ReadonlySet<string> = new Set(['BAD_INDENT', 'TAB_AS_INDENT', 'UNEXPECTED_TOKEN'])

/** A value goes on in the next line where that is indented further than its key. */
function runOn(text: string, at: number): Found {
  return {
    ...firstWord(text, text.indexOf('\n', at)),
    message:
      'This line is indented further than the key above it, and so goes on with the value of that key.',
    hint: 'Indent it like the keys that it stands beside.',
  }
}

/** A reference without quotes among braces, or a first block that is indented, so that what stands further left is none of it. */
function lostAt(text: string, at: number): Found | undefined {
  if (/\$\{$/.test(text.slice(at - 1, at + 1)))
    return {
      start: at,
      end: at + 1,
      message: 'A text with braces needs quotes among braces or brackets.',
      hint: 'Put it in quotes: "${env:NAME}".',
    }
  const start = text.search(/^ *(?!---|%)[^\s#]/m)
  const block = firstWord(text, start)
  if (at - lineStart(text, at) >= block.start - start) return undefined
  return {
    ...block,
    message: `The block that begins here is indented further than line ${lineOf(text, at)}, so that neither can belong to the other.`,
    hint: 'Move it to the left, or below the key that it belongs to.',
  }
}

/** The first word from an offset on, up to its colon. */
function firstWord(text: string, from: number): { start: number; end: number } {
  const start = from + text.slice(from).search(/\S/)
  return { start, end: start + text.slice(start).search(/[\s:]|$/) }
}

/**
 * What is opened and never closed: a bracket, a brace or a quote, by the offset at which the parser misses its end. Of
 * several that it misses there, the innermost.
 */
function unclosedIn(text: string, contents: ParsedNode | undefined): ReadonlyMap<number, Found> {
  const open = new Map<number, Found>()
  if (contents === undefined) return open
  visit(contents, (_, node) => {
    if (!isScalar(node) && !(isCollection(node) && node.flow === true)) return
    for (const [start, end] of [node.range].filter((each) => each !== undefined && each !== null)) {
      const sign = text.charAt(start)
      const closer = CLOSERS.get(sign)
      if (closer === undefined || (end > start + 1 && text.charAt(end - 1) === closer)) continue
      const message = `The ${sign} that stands here is not closed.`
      open.set(end, { start, end: start + 1, message, hint: `Write the ${closer} that belongs to it.` })
    }
  })
  return open
}

const CLOSERS: ReadonlyMap<string, string> = new Map([
  ['[', ']'],
  ['{', '}'],
  ['"', '"'],
  ["'", "'"],
])

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}
