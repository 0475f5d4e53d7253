import { Lexer, parseDocument } from 'yaml'
import type { YamlNode } from './node.ts'
import { parseYaml } from './parse-yaml.ts'
import { problem, type Problem } from './problem.ts'

/** A formatted text, or why there is none: then it must be left as it is. */
export type Formatted =
  | { readonly text: string; readonly problems?: undefined }
  | { readonly text?: undefined; readonly problems: readonly Problem[] }

/**
 * A YAML text in one layout: two blanks a level, one blank around brackets and before comments, no
 * trailing blanks. Everything that says something stays: keys, values and quotes as they are
 * written, comments, blank lines, anchors, merge keys, the end mark, line ends. Formatting again changes nothing.
 *
 * What does not parse is refused, and so is what would come out with another meaning or less comments.
 */
export function formatYaml(file: string, text: string): Formatted {
  const { root, problems } = parseYaml(file, text)
  if (root === undefined || problems.length > 0) return { problems }
  const lines = text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n')
  const formatted = layOut(layOut(lines))
  const after = parseYaml(file, formatted)
  const same =
    after.root !== undefined &&
    meaningOf(after.root) === meaningOf(root) &&
    commentsOf(formatted) === commentsOf(lines) &&
    layOut(formatted) === formatted
  if (!same) return { problems: [cannotKeep(file)] }
  return { text: /^[^\n]*\r\n/.test(text) ? formatted.replaceAll('\n', '\r\n') : formatted }
}

function layOut(text: string): string {
  // Without other schemas every plain value is a text, and stays as it is written: 010, +49, 1_000.
  const document = parseDocument(text, { schema: 'failsafe', customTags: ['null'], ...QUIET })
  return document.toString({ lineWidth: 0, flowCollectionPadding: true })
}

// Keys that stand twice are judged before; two merge keys are none.
const QUIET = { uniqueKeys: false, logLevel: 'silent' } as const

/** What a tree says, without where. */
function meaningOf(root: YamlNode): string {
  return JSON.stringify(root, (key, value: unknown) => {
    if (key === 'at' || key === 'key') return undefined
    return value instanceof Map ? [...(value as ReadonlyMap<unknown, unknown>)] : value
  })
}

/** The comments in their order: lexemes that begin with `#` and are no text, which a mark stands before. */
function commentsOf(text: string): string {
  const lexemes = [...new Lexer().lex(text)]
  const comments = lexemes.filter((each, at) => each.startsWith('#') && lexemes[at - 1] !== SCALAR_MARK)
  return comments.map((each) => each.trimEnd()).join('\n')
}

/** Of yaml's lexer. */
const SCALAR_MARK = '\u001f'

function cannotKeep(file: string): Problem {
  return problem(
    'GW107',
    { file, offset: 0, length: 0 },
    `${file} cannot be formatted so that its meaning and all of its comments stay as they are.`,
    'Move comments in the middle of a value to lines of their own, and format it again.',
  )
}
