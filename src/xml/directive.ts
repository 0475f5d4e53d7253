import { endOfLine } from './layout.ts'

/** One instruction to the preprocessor, as FreeSWITCH understands it. Commands are compared without case. */
export type Directive =
  | { readonly kind: 'include'; readonly pattern: string }
  | { readonly kind: 'set'; readonly name: string; readonly value: string }
  /** A variable whose value only the running switch can find out: exec-set, stun-set, env-set. */
  | { readonly kind: 'set-at-run-time'; readonly name: string }
  /** The output of a shell command stands in its place. */
  | { readonly kind: 'exec' }
  /** Dropped without effect: single quotes, `data` before `cmd`, an unknown command ... */
  | { readonly kind: 'nothing' }

/**
 * The instruction in a line that holds `<X-PRE-PROCESS`: `cmd` first, then `data`, both in double
 * quotes, found by plain text search (switch_xml.c:1487-1568, 1.10.12).
 *
 * @param line  the line from `X-PRE-PROCESS` on, references expanded
 */
export function parseTagDirective(line: string): Directive {
  const end = line.indexOf('/>')
  const tag = end < 0 ? line : line.slice(0, end + 2)
  const command = quotedAfter(tag, 'cmd', 0)
  // A command without its closing quote ends the search.
  const data = command?.closed === true ? quotedAfter(tag, 'data', command.end) : undefined
  return command === undefined || data === undefined ? NOTHING : directive(command.text, data.text)
}

/** The text between the first quotes after the first `=` after the first `word`. */
function quotedAfter(line: string, word: string, from: number): Quoted | undefined {
  const name = line.toLowerCase().indexOf(word, from)
  const equals = name < 0 ? -1 : line.indexOf('=', name)
  const start = equals < 0 ? -1 : line.indexOf('"', equals)
  if (start < 0) return undefined
  const end = line.indexOf('"', start + 1)
  if (end < 0) return { text: line.slice(start + 1), end: line.length, closed: false }
  return { text: line.slice(start + 1, end), end: end + 1, closed: true }
}

interface Quoted {
  readonly text: string
  readonly end: number
  readonly closed: boolean
}

/**
 * The instruction in `<!--#command argument-->`, or nothing (switch_xml.c:1570-1631, 1.10.12).
 *
 * @param text  what follows `<!--#`, up to `-->` or the end of the line
 */
export function parseCommentDirective(text: string): Directive {
  const line = text.slice(0, endOfLine(text, 0))
  const blank = line.indexOf(' ')
  if (blank < 0) return NOTHING
  const argument = line.slice(blank + 1)
  const command = line.slice(0, blank)
  // This form knows no env-set.
  if (/^env-set$/i.test(command)) return NOTHING
  return directive(command, /"([^"]*)"/.exec(argument)?.[1] ?? argument)
}

const NOTHING: Directive = { kind: 'nothing' }

function directive(command: string, data: string): Directive {
  switch (command.toLowerCase()) {
    case 'include':
      return { kind: 'include', pattern: data }
    case 'exec':
      return { kind: 'exec' }
    case 'set':
      return assignment(data)
    case 'exec-set':
    case 'stun-set':
    case 'env-set': {
      const set = assignment(data)
      return set.kind === 'set' ? { kind: 'set-at-run-time', name: set.name } : set
    }
    default:
      return NOTHING
  }
}

/** `name = value`: blanks beside `=` are dropped; `${` is stored as `%{` (switch_utils.h:759-785). */
function assignment(data: string): Directive {
  const equals = data.indexOf('=')
  if (equals < 0) return NOTHING
  const name = data.slice(0, equals).replace(/ +$/, '')
  const value = data.slice(equals + 1).replace(/^ +/, '')
  return { kind: 'set', name, value: value.replace(/\$(\\*\{)/g, '%$1') }
}
