import { newSpan, nextAttribute, plainInitial, type AttributeSpan } from './attributes.ts'

/** One element, as offsets into the scanned text. Its children are a linked list: a document has hundreds of thousands. */
export interface Element {
  readonly name: string
  /** Of the `<` of its start tag. */
  readonly start: number
  /** Past the `>` of its start tag. */
  readonly open: number
  /** Of the `<` of its end tag; for `<a/>` the same as `open`. */
  close: number
  /** Past the `>` of its end tag. */
  end: number
  readonly selfClosing: boolean
  /** Nothing in its start tag can be misread: all values are in quotes, and no two names begin alike. Most are so. */
  readonly plain: boolean
  readonly parent: Element | undefined
  firstChild: Element | undefined
  lastChild: Element | undefined
  next: Element | undefined
}

/** What the parser finds in a text: the root and all comments, or the first error, in FreeSWITCH's words. */
export type Scan = ScannedDocument | { readonly error: { readonly message: string; readonly at: number } }

export interface ScannedDocument {
  readonly root: Element
  /** Start and end of each comment, in order: start, end, start, end ... */
  readonly comments: readonly number[]
}

/**
 * Reads a document the way FreeSWITCH's parser does (ezxml; switch_xml.c:1053-1201, 1.10.12):
 * unquoted and duplicate attributes, raw `&` and text around the root are fine; a wrong end tag,
 * a second root, `--` in a comment and anything unclosed are not. Nesting has no limit.
 *
 * @param text  bytes as latin1, without NUL
 */
export function scan(text: string): Scan {
  const scanner = new Scanner(text)
  const failure = scanner.run()
  const { root, comments } = scanner
  if (failure === undefined && root !== undefined) return { root, comments }
  const { at, what } = failure ?? { at: text.length, what: 'root tag missing' }
  return { error: { at, message: `[error near line ${countLines(text, at)}]: ${what}` } }
}

/** The element that begins at `start`, without looking at anything around it; `undefined` when it does not end. */
export function scanElement(text: string, start: number): Element | undefined {
  const scanner = new Scanner(text)
  const failure = scanner.run(start, true)
  return failure === undefined ? scanner.root : undefined
}

/** The children of an element, all or those of one name, in order. */
export function childrenOf(parent: Element, name?: string): Element[] {
  const found: Element[] = []
  for (let each = parent.firstChild; each !== undefined; each = each.next)
    if (name === undefined || each.name === name) found.push(each)
  return found
}

/** The first child of a name: FreeSWITCH mostly looks at no other. */
export function firstChild(parent: Element, name: string): Element | undefined {
  let each = parent.firstChild
  while (each !== undefined && each.name !== name) each = each.next
  return each
}

interface Failure {
  readonly at: number
  readonly what: string
}

class Scanner {
  root: Element | undefined
  readonly comments: number[] = []
  private current: Element | undefined
  private at = 0
  private readonly attribute: AttributeSpan = newSpan()

  constructor(private readonly text: string) {}

  /** `one`: stop at the end of the first element. */
  run(from = 0, one = false): Failure | undefined {
    for (let start = this.text.indexOf('<', from); start >= 0; start = this.text.indexOf('<', this.at)) {
      const failure = this.construct(start)
      if (failure !== undefined) return failure
      if (one && this.root !== undefined && this.current === undefined) return undefined
    }
    if (this.current !== undefined)
      return { at: this.text.length, what: `unclosed tag <${this.current.name}>` }
    return undefined
  }

  private construct(start: number): Failure | undefined {
    const code = this.text.charCodeAt(start + 1)
    if (isNameStart(code)) return this.startTag(start)
    if (code === SLASH) return this.endTag(start)
    if (this.text.startsWith('!--', start + 1)) return this.comment(start)
    if (this.text.startsWith('![CDATA[', start + 1)) return this.skipTo(']]>', start, 'unclosed <![CDATA[')
    if (this.text.startsWith('!DOCTYPE', start + 1)) return this.doctype(start)
    if (this.text[start + 1] === '?') return this.skipTo('?>', start, 'unclosed <?')
    return { at: start + 1, what: 'unexpected <' }
  }

  private startTag(start: number): Failure | undefined {
    if (this.root !== undefined && this.current === undefined)
      return { at: start + 1, what: 'markup outside of root element' }
    const { text, attribute } = this
    const nameEnd = endOfName(text, start + 1)
    let at = skipBlanks(text, nameEnd)
    let initials = 0
    let plain = true
    while (nextAttribute(text, at, attribute)) {
      if (attribute.next < 0) return { at: start + 1, what: `missing ${attribute.quote}` }
      at = attribute.next
      const initial = plainInitial(text, attribute)
      plain &&= initial !== 0 && (initials & initial) === 0
      initials |= initial
    }
    const selfClosing = text.charCodeAt(at) === SLASH
    if (text.charCodeAt(selfClosing ? at + 1 : at) !== GREATER) return { at: start + 1, what: 'missing >' }
    this.at = selfClosing ? at + 2 : at + 1
    this.open(text.slice(start + 1, nameEnd), start, selfClosing, plain)
    return undefined
  }

  /** Its start tag ends at `at`. */
  private open(name: string, start: number, selfClosing: boolean, plain: boolean): void {
    const { at: open, current: parent } = this
    // One literal: a spread would cost ten times as much, a hundred thousand times.
    const element: Element = {
      name,
      start,
      open,
      close: open,
      end: open,
      selfClosing,
      plain,
      parent,
      firstChild: undefined,
      lastChild: undefined,
      next: undefined,
    }
    if (parent === undefined) this.root = element
    else if (parent.lastChild === undefined) parent.firstChild = element
    else parent.lastChild.next = element
    if (parent !== undefined) parent.lastChild = element
    if (!selfClosing) this.current = element
  }

  private endTag(start: number): Failure | undefined {
    const { text, current } = this
    const nameEnd = endOfEndName(text, start + 2)
    if (nameEnd >= text.length) return { at: start + 1, what: 'missing >' }
    const name = text.slice(start + 2, nameEnd)
    if (current?.name !== name) return { at: nameEnd, what: `unexpected closing tag </${name}>` }
    // What follows white space in an end tag is taken for text: `</a x>`.
    this.at = skipBlanks(text, nameEnd) + 1
    current.close = start
    current.end = this.at
    this.current = current.parent
    return undefined
  }

  private comment(start: number): Failure | undefined {
    const dashes = this.text.indexOf('--', start + 4)
    if (dashes < 0 || this.text.charCodeAt(dashes + 2) !== GREATER)
      return { at: start + 1, what: 'unclosed <!--' }
    this.at = dashes + 3
    this.comments.push(start, this.at)
    return undefined
  }

  private skipTo(end: string, start: number, what: string): Failure | undefined {
    const found = this.text.indexOf(end, start + 1)
    if (found < 0) return { at: start + 1, what }
    this.at = found + end.length
    return undefined
  }

  /** Its entities are not read: see the diagnostic for it. */
  private doctype(start: number): Failure | undefined {
    const { text } = this
    const subset = text.indexOf('[', start)
    const end = text.indexOf('>', start)
    if (end >= 0 && (subset < 0 || end < subset)) return this.skipTo('>', start, '')
    const closing = /\][\t\r\n ]*>/g
    closing.lastIndex = start
    if (!closing.test(text)) return { at: start + 1, what: 'unclosed <!DOCTYPE' }
    this.at = closing.lastIndex
    return undefined
  }
}

const SLASH = 47
const GREATER = 62

/** Letters, `_`, `:` and any byte that is not ASCII. */
function isNameStart(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 58 || code >= 128
  )
}

function endOfName(text: string, from: number): number {
  let at = from
  for (
    let code = text.charCodeAt(at);
    code > 32 ? code !== SLASH && code !== GREATER : !isBlank(code, at, text);
  )
    code = text.charCodeAt(++at)
  return at
}

function endOfEndName(text: string, from: number): number {
  let at = from
  for (let code = text.charCodeAt(at); code > 32 ? code !== GREATER : !isBlank(code, at, text);)
    code = text.charCodeAt(++at)
  return at
}

/** Blank, tab or line end; also the end of the text. */
function isBlank(code: number, at: number, text: string): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13 || at >= text.length
}

function skipBlanks(text: string, from: number): number {
  let at = from
  for (let code = text.charCodeAt(at); code === 32 || (code >= 9 && code <= 13);) code = text.charCodeAt(++at)
  return at
}

function countLines(text: string, end: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) line++
  return line
}
