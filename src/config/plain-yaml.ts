import type { Entry, MapNode, YamlNode } from './node.ts'
import { pastBlanks, PlainValues } from './plain-values.ts'
import { MAX_LEXEMES } from './yaml-limits.ts'

/**
 * Reads a document that is written as nearly all are: block maps and lists, a value a line. It gives
 * the tree that the parser (yaml.ts) and yaml-tree.ts make of the same text, some twenty times faster,
 * or `undefined` for whatever it is not sure to read the same: a text with any fault in it, several
 * documents, anchors, merge keys, tags, values over several lines, keys in quotes, tabs, CRLF ...
 *
 * @param maxLexemes  what the parser would give up, it gives up, too
 * @see  test/config/plain-yaml.test.ts, which holds the two against each other
 */
export function readPlainYaml(file: string, text: string, maxLexemes = MAX_LEXEMES): MapNode | undefined {
  if (!text.endsWith('\n') || UNSURE.test(text)) return undefined
  const values = new PlainValues(file, text)
  const root = new PlainReader(text, values).read()
  return values.lexemes <= maxLexemes ? root : undefined
}

/** Control characters, tabs and CR; what some take for a blank or a line end; what is no Unicode text. */
const UNSURE =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f\u3000\ud800-\udfff\ufeff\ufffe\uffff]/
/** The parser's limits are wider: it takes a hundred levels, and lines as long as they are. */
const MAX_LEVELS = 50
const MAX_LINE = 2000
/** What the parser counts for a line beside its value, at most: `- key:  # comment` below another line. */
const LEXEMES_OF_A_LINE = 10

/** A block collection that is open, and the column that its lines begin in. */
interface MapLevel {
  readonly indent: number
  readonly entries: Map<string, Entry>
}
interface ListLevel {
  readonly indent: number
  readonly items: YamlNode[]
}

/** A key whose value begins on a line below. */
type Waiting = MapLevel & Omit<Entry, 'node'>

class PlainReader {
  private readonly levels: (MapLevel | ListLevel)[] = []
  private waiting: Waiting | undefined
  private root: MapNode | undefined

  constructor(
    private readonly text: string,
    private readonly values: PlainValues,
  ) {}

  read(): MapNode | undefined {
    const { text } = this
    for (let at = text.startsWith('---\n') ? 4 : 0; at < text.length;) {
      this.values.lexemes += LEXEMES_OF_A_LINE
      const end = text.indexOf('\n', at)
      const start = pastBlanks(text, at)
      const isEmpty = start === end || text[start] === '#'
      const isLast = text.startsWith('...\n', at)
      if (isLast && end + 1 < text.length) return undefined
      if (!isEmpty && !isLast && !this.line(start - at, start, end)) return undefined
      at = end + 1
    }
    return this.waiting === undefined ? this.root : undefined
  }

  /** One line that is neither blank nor a comment; false when it is not surely read. */
  private line(indent: number, start: number, end: number): boolean {
    const isItem = this.text.startsWith('- ', start)
    const level =
      this.waiting === undefined
        ? this.goOn(indent, start, isItem)
        : this.goDown(this.waiting, indent, start, isItem)
    if (level === undefined || end - start > MAX_LINE) return false
    return 'entries' in level ? this.entry(level, start, end) : this.item(level, start, end)
  }

  /** The open collection that a line in this column goes on with. */
  private goOn(indent: number, start: number, isItem: boolean): MapLevel | ListLevel | undefined {
    if (this.root === undefined && !isItem) {
      this.root = this.openMap(indent, start)
      return this.levels[0]
    }
    let level = this.levels.at(-1)
    while (level !== undefined && isOver(level, indent, isItem)) {
      this.levels.pop()
      level = this.levels.at(-1)
    }
    return level?.indent === indent && isItem === 'items' in level ? level : undefined
  }

  /** The collection below a key: deeper than it, or a list in the same column. */
  private goDown(
    { entries, indent: above, name, key }: Waiting,
    indent: number,
    start: number,
    isItem: boolean,
  ): MapLevel | ListLevel | undefined {
    if (indent < above || (indent === above && !isItem) || this.levels.length > MAX_LEVELS) return undefined
    this.waiting = undefined
    const node = isItem ? this.openList(indent, start) : this.openMap(indent, start)
    entries.set(name, { name, key, node })
    return this.levels.at(-1)
  }

  private openMap(indent: number, start: number): MapNode {
    const entries = new Map<string, Entry>()
    this.levels.push({ indent, entries })
    return { kind: 'map', entries, at: this.values.at(start, start + 1) }
  }

  private openList(indent: number, start: number): YamlNode {
    const items: YamlNode[] = []
    this.levels.push({ indent, items })
    return { kind: 'list', items, at: this.values.at(start, start + 1) }
  }

  /** `key: value`, or `key:` with its value below. */
  private entry({ entries, indent }: MapLevel, start: number, end: number): boolean {
    const name = this.values.key(start)
    if (name === undefined || entries.has(name)) return false
    const colon = start + name.length
    const key = this.values.at(start, colon)
    const from = pastBlanks(this.text, colon + 1)
    if (from === end || (this.text[from] === '#' && from > colon + 1)) {
      this.waiting = { entries, indent, name, key }
      return true
    }
    const node = this.values.read(from, end)
    if (node !== undefined) entries.set(name, { name, key, node })
    return node !== undefined
  }

  /** `- value`, or `- key: value`, the first entry of a map. */
  private item({ items, indent }: ListLevel, start: number, end: number): boolean {
    const from = pastBlanks(this.text, start + 1)
    if (this.values.key(from) !== undefined) {
      items.push(this.openMap(indent + from - start, from))
      return this.line(indent + from - start, from, end)
    }
    const node = this.values.read(from, end)
    if (node !== undefined) items.push(node)
    return node !== undefined
  }
}

/** Whether a line in this column ends the collection: a list may stand in the column of the key it belongs to. */
function isOver(level: MapLevel | ListLevel, indent: number, isItem: boolean): boolean {
  return level.indent > indent || (level.indent === indent && !isItem && 'items' in level)
}
