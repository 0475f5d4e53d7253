import { decodeText } from './decode-xml.ts'
import type { XmlElement } from './xml-tree.ts'

/** The tree, or the parser's message as `Reload XML [...]` carries it. */
export type ParsedXml = { readonly root: XmlElement } | { readonly error: string }

interface OpenElement extends XmlElement {
  readonly attributes: [string, string][]
  readonly children: OpenElement[]
  text: string
}

interface Parser {
  readonly source: string
  at: number
  /** Newlines that FreeSWITCH has overwritten (less) or made (more) so far: its line numbers do not count them. */
  lineShift: number
  root?: OpenElement
  readonly open: OpenElement[]
}

/** Ends the parse; never leaves this file. */
class Malformed extends Error {}

const LONGEST_ERROR = 127
const BLANKS = ' \t\r\n'
const NAME_START = /[A-Za-z_:\x80-\xff]/

/**
 * Parses the expanded configuration by FreeSWITCH's rules (switch_xml.c:1053-1201, 1.10.12): no validation
 * of attributes, unknown entities kept, an element after the root is an error, text outside is ignored.
 *
 * @param source  one character a byte (latin1)
 */
export function parseXml(source: string): ParsedXml {
  const parser: Parser = { source, at: source.indexOf('<'), lineShift: 0, open: [] }
  try {
    if (parser.at < 0) return { error: describeError(parser, source.length, 'root tag missing') }
    while (parser.at < source.length) readMarkup(parser)
    const unclosed = parser.open.at(-1)
    if (unclosed !== undefined) fail(parser, source.length, `unclosed tag <${unclosed.name}>`)
    if (parser.root === undefined) fail(parser, source.length, 'root tag missing')
    return { root: parser.root }
  } catch (error) {
    if (error instanceof Malformed) return { error: error.message }
    throw error
  }
}

/** One piece of markup, from its `<`, and the text after it. */
function readMarkup(parser: Parser): void {
  const start = parser.at + 1
  const { source } = parser
  if (NAME_START.test(source.charAt(start))) readTag(parser, start)
  else if (source.startsWith('/', start)) readClosingTag(parser, start + 1)
  else if (source.startsWith('!--', start)) skipComment(parser, start)
  else if (source.startsWith('![CDATA[', start)) readCdata(parser, start)
  else if (source.startsWith('!DOCTYPE', start)) skipPast(parser, start, '>', 'unclosed <!DOCTYPE')
  else if (source.startsWith('?', start)) skipPast(parser, start, '?>', 'unclosed <?')
  else fail(parser, start, 'unexpected <')
  readText(parser)
}

function readTag(parser: Parser, start: number): void {
  if (parser.root !== undefined && parser.open.length === 0)
    fail(parser, start, 'markup outside of root element')
  const { source } = parser
  let at = spanUntil(source, start, `${BLANKS}/>`)
  const element = openElement(parser, source.slice(start, at))
  const named = spanWhile(source, at, BLANKS)
  parser.lineShift -= countNewlines(source, at, named)
  at = named
  while (at < source.length && source[at] !== '/' && source[at] !== '>')
    at = readAttribute(parser, element, start, at)
  if (at >= source.length) fail(parser, start, 'missing >')
  if (source[at] === '/') {
    if (source[at + 1] !== '>') fail(parser, start, 'missing >')
    parser.open.pop()
    at++
  }
  parser.at = at + 1
}

function openElement(parser: Parser, name: string): OpenElement {
  const parent = parser.open.at(-1)
  const element: OpenElement = {
    name,
    attributes: [],
    children: [],
    text: '',
    offset: parent?.text.length ?? 0,
  }
  if (parent === undefined) parser.root = element
  else parent.children.push(element)
  parser.open.push(element)
  return element
}

/** Returns where the next attribute or the end of the tag starts. An unquoted value is no value, but an attribute of its own. */
function readAttribute(parser: Parser, element: OpenElement, tag: number, start: number): number {
  const { source } = parser
  const nameEnd = spanUntil(source, start, `${BLANKS}=/>`)
  const name = source.slice(start, nameEnd)
  const ends = source.charAt(nameEnd)
  if (ends === '' || ends === '/' || ends === '>') {
    element.attributes.push([name, ''])
    return nameEnd
  }
  if (ends === '\n') parser.lineShift--
  const valueStart = spanWhile(source, nameEnd, `${BLANKS}=`)
  const quote = source.charAt(valueStart)
  if (quote !== '"' && quote !== "'") {
    element.attributes.push([name, ''])
    return valueStart
  }
  const valueEnd = source.indexOf(quote, valueStart + 1)
  if (valueEnd < 0) fail(parser, tag, `missing ${quote}`)
  const raw = source.slice(valueStart + 1, valueEnd)
  const value = decodeText(raw, 'attribute')
  parser.lineShift += countNewlines(value) - countNewlines(raw)
  element.attributes.push([name, value])
  return spanWhile(source, valueEnd + 1, BLANKS)
}

function readClosingTag(parser: Parser, start: number): void {
  const { source } = parser
  const nameEnd = spanUntil(source, start, `${BLANKS}>`)
  if (nameEnd >= source.length) fail(parser, start, 'missing >')
  const name = source.slice(start, nameEnd)
  if (parser.open.at(-1)?.name !== name) fail(parser, nameEnd, `unexpected closing tag </${name}>`)
  parser.open.pop()
  parser.at = spanWhile(source, nameEnd, BLANKS) + 1
}

/** `--` ends a comment, and nothing but `>` may follow it. */
function skipComment(parser: Parser, start: number): void {
  const end = parser.source.indexOf('--', start + 3)
  if (end < 0 || parser.source[end + 2] !== '>') fail(parser, start, 'unclosed <!--')
  parser.at = end + 3
}

function readCdata(parser: Parser, start: number): void {
  const from = start + '![CDATA['.length
  const end = parser.source.indexOf(']]>', from)
  if (end < 0) fail(parser, start, 'unclosed <![CDATA[')
  const element = parser.open.at(-1)
  if (element !== undefined) element.text += decodeText(parser.source.slice(from, end), 'cdata')
  parser.at = end + 3
}

function skipPast(parser: Parser, start: number, end: string, message: string): void {
  const at = parser.source.indexOf(end, start)
  if (at < 0) fail(parser, start, message)
  parser.at = at + end.length
}

/** Text up to the next `<`; text that nothing follows is lost. */
function readText(parser: Parser): void {
  const next = parser.source.indexOf('<', parser.at)
  if (next < 0) {
    parser.at = parser.source.length
    return
  }
  const element = parser.open.at(-1)
  const raw = parser.source.slice(parser.at, next)
  if (element !== undefined && raw !== '') {
    const text = decodeText(raw, 'content')
    parser.lineShift += countNewlines(text) - countNewlines(raw)
    element.text += text
  }
  parser.at = next
}

function fail(parser: Parser, at: number, message: string): never {
  throw new Malformed(describeError(parser, at, message))
}

function describeError(parser: Parser, at: number, message: string): string {
  const line = 1 + countNewlines(parser.source, 0, at) + parser.lineShift
  return `[error near line ${line}]: ${message}`.slice(0, LONGEST_ERROR)
}

function countNewlines(text: string, from = 0, to = text.length): number {
  let count = 0
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count++
  return count
}

function spanUntil(text: string, from: number, stops: string): number {
  let at = from
  while (at < text.length && !stops.includes(text.charAt(at))) at++
  return at
}

function spanWhile(text: string, from: number, set: string): number {
  let at = from
  while (at < text.length && set.includes(text.charAt(at))) at++
  return at
}
