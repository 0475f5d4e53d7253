import type { YAMLError } from './yaml.ts'
import { problem, type Problem } from './problem.ts'

/**
 * A syntax error as a diagnostic. The parser's own words are used only where they cannot quote the
 * file: a piece of a password may be what was unexpected.
 */
export function explainYamlError(file: string, error: YAMLError): Problem {
  const [start, end] = error.pos
  const [message, hint] = QUOTING[error.code] ?? [`${error.message}.`, LAYOUT_HINT]
  return problem('GW102', { file, offset: start, length: Math.max(end - start, 0) }, message, hint)
}

const LAYOUT_HINT = 'Compare the indentation, colons, quotes and brackets with the lines around it.'
const QUOTE_HINT = 'If this is meant as text, put it in quotes.'

/** Errors whose text may quote the file. */
const QUOTING: Partial<Record<YAMLError['code'], readonly [message: string, hint: string]>> = {
  BAD_DQ_ESCAPE: [
    'A backslash in double quotes is followed by something that is no escape sequence.',
    'Write `\\\\` for a backslash, or use single quotes.',
  ],
  BAD_PROP_ORDER: ['Anchors and tags must stand after the indicator.', QUOTE_HINT],
  BAD_SCALAR_START: ['A text without quotes cannot start with this character.', 'Put the text in quotes.'],
  BAD_DIRECTIVE: ['This is no YAML directive.', 'A line that starts with `%` needs quotes or indentation.'],
  TAG_RESOLVE_FAILED: ['Tags (`!name`) are not supported.', QUOTE_HINT],
  TAB_AS_INDENT: ['Tabs cannot indent YAML.', 'Indent with blanks.'],
  UNEXPECTED_TOKEN: ['This is not expected here.', LAYOUT_HINT],
}
