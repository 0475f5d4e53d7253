import type { Place } from '../errors.ts'
import type { Entry, ScalarNode, YamlNode } from './node.ts'

/** A key without quotes: never `<<`, nor what may begin another kind of scalar. */
const KEY = /([A-Za-z0-9_][\w.+/@-]{0,200}):(?=[ \n])/y
/** Goes on up to ` #`, `: ` or the end of the line; begins as no other kind of value does. */
const PLAIN = /(?:[\w./$+(\u00a1-\uffff]|-(?=[\w.]))(?:[^ \n#:]|:(?=[\w./$])|(?<=\w)#| +(?=[^ \n#:]))*/y
/** The same between brackets. */
const PLAIN_IN_FLOW =
  /(?:[\w./$+(\u00a1-\uffff]|-(?=[\w.]))(?:[^ \n#:,[\]{}]|:(?=[\w./$])|(?<=\w)#| +(?=[^ \n#:,[\]{}]))*/y
const SINGLE_QUOTED = /'(?:[^'\n]|'')*'/y
/** With no escapes but those of quote and backslash. */
const DOUBLE_QUOTED = /"(?:[^"\\\n]|\\["\\])*"/y
const REST_OF_LINE = / *(?: #[^\n]*)?\n/y

const MAYBE_NO_TEXT = /^[-+.0-9ntf]/i
const NULL = /^(?:null|Null|NULL)$/
const BOOLEAN = /^(?:true|True|TRUE|false|False|FALSE)$/
const DECIMAL = /^[-+]?[0-9]+$/
/** What the core schema takes for another number, and a little more. */
const OTHER_NUMBER = /^[-+]?(?:0[ox][0-9a-f]*|[0-9]*\.?[0-9]*(?:e[-+]?[0-9]*)?|\.inf|\.nan)$/i

/** Of a scalar with what stands around it between brackets, and of a pair of brackets. */
const LEXEMES_OF_A_VALUE = 4
const MAX_DEPTH = 10

/** Reads the keys and one-line values of a text; `undefined` for what it is not sure to read right. */
export class PlainValues {
  private next = 0
  /** Not fewer than the parser finds in what was read so far. */
  lexemes = 0

  constructor(
    private readonly file: string,
    private readonly text: string,
  ) {}

  at(start: number, end: number): Place {
    return { file: this.file, offset: start, length: end - start }
  }

  /** The key that begins here. */
  key(start: number): string | undefined {
    KEY.lastIndex = start
    const name = KEY.exec(this.text)?.[1]
    return name === undefined || NULL.test(name) ? undefined : name
  }

  /** The value that the line holds from here to its end, a comment aside. */
  read(start: number, end: number): YamlNode | undefined {
    const node = this.value(start, PLAIN, MAX_DEPTH)
    REST_OF_LINE.lastIndex = this.next
    const isWhole = node !== undefined && REST_OF_LINE.test(this.text) && REST_OF_LINE.lastIndex === end + 1
    return isWhole ? node : undefined
  }

  private value(start: number, plain: RegExp, depth: number): YamlNode | undefined {
    this.lexemes += LEXEMES_OF_A_VALUE
    const first = this.text.charAt(start)
    if (first === '"') return this.quoted(start, DOUBLE_QUOTED, (inner) => inner.replace(/\\(.)/g, '$1'))
    if (first === "'") return this.quoted(start, SINGLE_QUOTED, (inner) => inner.replaceAll("''", "'"))
    if (first === '{') return depth > 0 ? this.flowMap(start, depth - 1) : undefined
    if (first === '[') return depth > 0 ? this.flowList(start, depth - 1) : undefined
    return this.plain(start, plain)
  }

  private quoted(start: number, form: RegExp, decode: (inner: string) => string): ScalarNode | undefined {
    const source = this.match(form, start)
    if (source === undefined) return undefined
    const text = decode(source.slice(1, -1))
    return { kind: 'scalar', value: text, text, at: this.at(start, this.next) }
  }

  private plain(start: number, form: RegExp): ScalarNode | undefined {
    const source = this.match(form, start)
    if (source === undefined) return undefined
    const value = resolve(source)
    const text = typeof value === 'boolean' ? String(value) : source
    return value === undefined ? undefined : { kind: 'scalar', value, text, at: this.at(start, this.next) }
  }

  private flowMap(start: number, depth: number): YamlNode | undefined {
    const entries = new Map<string, Entry>()
    const isRead = this.flow(start, '}', (at) => {
      const name = this.key(at)
      if (name === undefined || entries.has(name)) return false
      const colon = at + name.length
      const node = this.value(pastBlanks(this.text, colon + 1), PLAIN_IN_FLOW, depth)
      if (node !== undefined) entries.set(name, { name, key: this.at(at, colon), node })
      return node !== undefined
    })
    return isRead ? { kind: 'map', entries, at: this.at(start, start + 1) } : undefined
  }

  private flowList(start: number, depth: number): YamlNode | undefined {
    const items: YamlNode[] = []
    const isRead = this.flow(start, ']', (at) => {
      const node = this.value(at, PLAIN_IN_FLOW, depth)
      if (node !== undefined) items.push(node)
      return node !== undefined
    })
    return isRead ? { kind: 'list', items, at: this.at(start, start + 1) } : undefined
  }

  /** What stands between two brackets, with commas between; `read` takes one of it. */
  private flow(start: number, closing: '}' | ']', read: (at: number) => boolean): boolean {
    const { text } = this
    let at = pastBlanks(text, start + 1)
    for (let isFirst = true; !isFirst || text[at] !== closing; isFirst = false) {
      this.lexemes += LEXEMES_OF_A_VALUE
      if (!read(at)) return false
      at = pastBlanks(text, this.next)
      if (text[at] === closing) break
      if (text[at] !== ',') return false
      at = pastBlanks(text, at + 1)
    }
    this.next = at + 1
    return true
  }

  private match(form: RegExp, start: number): string | undefined {
    form.lastIndex = start
    if (!form.test(this.text)) return undefined
    this.next = form.lastIndex
    return this.text.slice(start, this.next)
  }
}

/** The value of a plain scalar in the core schema, of which the source is kept for numbers. */
function resolve(source: string): string | number | boolean | undefined {
  if (!MAYBE_NO_TEXT.test(source)) return source
  if (DECIMAL.test(source)) return Number.parseInt(source, 10)
  if (BOOLEAN.test(source)) return /^t/i.test(source)
  return NULL.test(source) || OTHER_NUMBER.test(source) ? undefined : source
}

/** Past the blanks that begin here. */
export function pastBlanks(text: string, from: number): number {
  let at = from
  while (text.charCodeAt(at) === 32) at++
  return at
}
