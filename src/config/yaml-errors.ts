import type { YAMLError } from './yaml.ts'
import type { Cause } from './yaml-causes.ts'
import { problem, type Problem } from './problem.ts'

/**
 * A syntax error as a diagnostic. The parser's own words are used only where they cannot quote the
 * file: a piece of a password may be what was unexpected.
 */
export function explainYamlError(file: string, { error, found }: Cause): Problem {
  if (found !== undefined) {
    const { start, end, message, hint } = found
    return problem('GW102', { file, offset: start, length: end - start }, message, hint)
  }
  const [start, end] = error.pos
  const [message, hint] = QUOTING[error.code] ??
    PLAIN.get(error.message) ?? [`${error.message}.`, LAYOUT_HINT]
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

/** What the parser says in words of the grammar, in the words of who writes YAML. */
const PLAIN: ReadonlyMap<string, readonly [message: string, hint: string]> = new Map([
  [
    'Nested mappings are not allowed in compact mappings',
    [
      'A value cannot hold another `key: value` on its line.',
      'Put a text with a colon and a blank in quotes; let a key begin on a line of its own.',
    ],
  ],
  [
    'All mapping items must start at the same column',
    ['This line is not indented like the keys that it stands beside.', 'Indent it like them.'],
  ],
  [
    'A block sequence may not be used as an implicit map key',
    ['This line is not indented like the items that it stands beside.', 'Indent it like them.'],
  ],
  [
    'All sequence items must start at the same column',
    ['This line is not indented like the items that it stands beside.', 'Indent it like them.'],
  ],
  [
    'Implicit keys need to be on a single line',
    ['This line has no `key:`, and so goes on into the next one.', LAYOUT_HINT],
  ],
  [
    'Implicit map keys need to be followed by map values',
    ['A key without a colon and a value.', 'Write `key: value`, with a blank behind the colon.'],
  ],
])
