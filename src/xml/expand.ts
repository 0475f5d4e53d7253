import type { ConfReader, DiskFile } from '../model/disk.ts'
import {
  expandReferences,
  isOpaque,
  opaqueToken,
  readGlobal,
  referencesIn,
  showOpaque,
} from '../model/text.ts'
import { decodeBytes } from './bytes.ts'
import type { Directive } from './directive.ts'
import { endOfLine, startOfLine } from './layout.ts'
import { hasWildcard } from './glob.ts'
import { judgeLine, SPECIAL, type LineFate } from './line.ts'
import { directoryOf, joinPath } from './paths.ts'
import { remarksOnLine, type LineRemark } from './line-remarks.ts'
import { SourceMap } from './source-map.ts'

/** The one document that FreeSWITCH parses, with `$${name}` still in it, and the way back to the files. */
export interface Expanded {
  /** Bytes as latin1. */
  readonly text: string
  readonly map: SourceMap
  readonly files: ReadonlyMap<string, DiskFile>
  /** How often each file stands in the document. */
  readonly uses: ReadonlyMap<string, number>
  readonly globals: ReadonlyMap<string, string>
  readonly includes: readonly Include[]
  readonly remarks: readonly Remark[]
}

/** One `include` that was carried out, where its content begins in the document. */
export interface Include {
  readonly at: number
  readonly pattern: string
  readonly paths: readonly string[]
  /** The file in which it stands; '' for a made-up top. */
  readonly from: string
}

/** A remark and where in the document it belongs. */
export interface Remark extends Omit<LineRemark, 'into'> {
  readonly at: number
  /** What is included there exists, and cannot be read here; FreeSWITCH may be able to. */
  readonly unread?: true
}

/**
 * Follows the preprocessor from one text on (switch_xml.c:1380-1645, 1.10.12). References stay in
 * the text, so that it maps to the files character for character; only where the value of a
 * variable carries markup the line is written as FreeSWITCH sees it.
 *
 * @param top  what stands for freeswitch.xml; read as a file of the configuration's root
 */
export function expandConfiguration(reader: ConfReader, top: DiskFile): Expanded {
  const expansion = new Expansion(reader)
  expansion.begin(top)
  return expansion.finish()
}

/** FreeSWITCH gives up after this many nested includes. */
const MAX_DEPTH = 100
/** No configuration is that large: files that include each other are. */
const MAX_LENGTH = 200_000_000
const MAX_FILES = 100_000

class Expansion {
  private readonly chunks: string[] = []
  private length = 0
  private readonly map = new SourceMap()
  private readonly files = new Map<string, DiskFile>()
  private readonly uses = new Map<string, number>()
  private count = 0
  private readonly globals = new Map<string, string>()
  private readonly includes: Include[] = []
  private readonly remarks: Remark[] = []
  private readonly active = new Set<string>()

  constructor(private readonly reader: ConfReader) {}

  /** A made-up top has no path and is not one of the files. */
  begin(top: DiskFile): void {
    if (top.path !== '') this.enter(top)
    this.appendFile(top, 0)
  }

  finish(): Expanded {
    const globals = new Map([...this.globals].map(([name, value]) => [decodeBytes(name), decodeBytes(value)]))
    const { map, files, uses, includes, remarks } = this
    return { text: this.chunks.join(''), map, files, uses, globals, includes, remarks }
  }

  /** Copies a file line by line; stretches of plain lines are copied in one piece. */
  appendFile(file: DiskFile, depth: number): void {
    const { text } = file
    const next = new RegExp(SPECIAL)
    let copied = 0
    let inComment = false
    for (let at = 0; at < text.length;) {
      next.lastIndex = at
      const found = inComment ? at : (next.exec(text)?.index ?? -1)
      if (found < 0) break
      const start = startOfLine(text, found)
      at = lineEnd(text, found)
      if (!inComment && isBareWrapper(text, start, found, at)) {
        this.append(file, copied, start)
        copied = at
        continue
      }
      const judged = this.judge(file, start, at, inComment)
      if (judged.plain && judged.notes.length === 0) continue
      this.append(file, copied, start)
      for (const note of judged.notes) this.remarks.push({ at: this.length + note.into, ...note })
      copied = judged.plain ? start : at
      inComment = judged.fate.inComment
      if (!judged.plain) this.follow(file, start, judged, depth)
    }
    this.append(file, copied, text.length)
  }

  private judge(file: DiskFile, start: number, end: number, inComment: boolean): Judged {
    const whole = file.text.slice(start, end)
    const nul = whole.indexOf('\0')
    const raw = nul < 0 ? whole : whole.slice(0, nul)
    const references = referencesIn(raw)
    const seen = references[0] === undefined ? raw : raw.slice(0, references[0].end - 1)
    const changed = inComment
      ? []
      : references.filter(({ start: at, name }) => this.carriesMarkup(raw, at, name))
    const line = changed.length > 0 ? expandReferences(raw, this.globals) : raw
    const fate = judgeLine(line, seen, inComment, this.globals)
    const notes = remarksOnLine({ file: file.path, start, raw, cut: nul >= 0, changed, fate })
    return { fate, line, exact: line === raw, plain: fate.why === 'plain' && line === raw && nul < 0, notes }
  }

  /** Whether a reference cannot stay in the text: its value would change where tags, values or comments end. */
  private carriesMarkup(line: string, at: number, name: string): boolean {
    const value = readGlobal(name, this.globals)
    if (/[<>"]|--|x-pre-process/i.test(value) || /[<>"']/.test(name)) return true
    return (value.includes("'") && line.includes("'")) || line[at - 1] === '<' || line[at - 1] === '/'
  }

  /** Does what a line that is not plain says. Text behind a `<!--#...-->` comes before what it includes. */
  private follow(file: DiskFile, start: number, judged: Judged, depth: number): void {
    for (const part of judged.fate.kept) {
      if (judged.exact) this.append(file, start + part.start, start + part.end)
      else this.appendChanged(file, start, judged.line.slice(part.start, part.end))
    }
    const { directive } = judged.fate
    if (directive !== undefined) this.obey(directive, file, start, depth)
  }

  private obey(directive: Directive, file: DiskFile, at: number, depth: number): void {
    switch (directive.kind) {
      case 'set':
        return this.setGlobal(directive.name, directive.value)
      case 'set-at-run-time':
        return this.setGlobal(directive.name, opaqueToken(directive.name))
      case 'include':
        return this.include(directive.pattern, file, at, depth + 1)
      case 'exec':
      case 'nothing':
        return
    }
  }

  /** Names are compared without case; the one set last gives the spelling (switch_core.c:441-461). */
  private setGlobal(name: string, value: string): void {
    const lower = name.toLowerCase()
    for (const known of this.globals.keys()) if (known.toLowerCase() === lower) this.globals.delete(known)
    this.globals.set(name, value)
  }

  private include(data: string, from: DiskFile, offset: number, depth: number): void {
    const remark: RemarkOnInclude = (what, hint, { scope = 'outside comments', unread } = {}) => {
      const at = { file: from.path, offset, length: lineEnd(from.text, offset) - offset }
      const message = `${from.path}: the include of "${showBytes(data)}" ${what}`
      this.remarks.push({
        at: this.length,
        scope,
        diagnostic: { code: 'GW202', severity: 'warning', message, hint, at },
        ...(unread && { unread }),
      })
    }
    const pattern = this.resolve(from, data)
    if (pattern === undefined)
      return remark(
        'depends on a variable that only the running switch knows',
        'Write the path out, or begin it with $${conf_dir}.',
      )
    const found = this.reader.glob(pattern)
    this.includes.push({ at: this.length, pattern, paths: found.paths, from: from.path })
    if (found.error !== undefined) return remark(`fails: ${found.error}`, UNREADABLE, { unread: true })
    // A directory without gateways is nothing unusual; a file that is named has to be there.
    if (found.paths.length === 0 && !hasWildcard(pattern))
      return remark('matches no file', 'FreeSWITCH goes on without it: correct the path or remove the line.')
    for (const path of found.paths) this.includeFile(path, depth, remark)
  }

  private includeFile(path: string, depth: number, remark: RemarkOnInclude): void {
    if (this.active.has(path))
      return remark(
        `comes back to ${path} itself`,
        'FreeSWITCH repeats it up to 100 times: remove the line.',
        { scope: 'always' },
      )
    if (depth > MAX_DEPTH)
      return remark('is nested too deep', 'FreeSWITCH stops at 100 nested includes.', { scope: 'always' })
    if (this.count++ > MAX_FILES || this.length > MAX_LENGTH)
      return remark('is one too many', 'Files include each other over and over: untangle them.', {
        scope: 'always',
      })
    const read = this.reader.read(path)
    if ('error' in read)
      return remark(
        `finds ${path}, which cannot be read: ${read.error}`,
        read.unknown === true
          ? UNREADABLE
          : 'FreeSWITCH goes on without a file it cannot read: correct its mode or remove it.',
        { scope: 'always', ...(read.unknown && { unread: true }) },
      )
    const file = { path, text: read.text }
    this.enter(file)
    this.appendFile(file, depth)
    this.active.delete(path)
  }

  private enter(file: DiskFile): void {
    this.files.set(file.path, file)
    this.uses.set(file.path, (this.uses.get(file.path) ?? 0) + 1)
    this.active.add(file.path)
  }

  /** The glob pattern an include means, or `undefined` when only the running switch can know it. */
  private resolve(from: DiskFile, data: string): string | undefined {
    const inside = data.startsWith(CONF_DIR) ? data.slice(CONF_DIR.length).replace(/^\/+/, '') : undefined
    const pattern = inside === undefined ? data : inside
    if (isOpaque(pattern)) return undefined
    return decodeBytes(joinPath(inside === undefined ? directoryOf(from.path) : '', pattern))
  }

  private append(file: DiskFile, start: number, end: number): void {
    if (start >= end) return
    this.map.add(this.length, file.path, start, true)
    this.chunks.push(file.text.slice(start, end))
    this.length += end - start
  }

  private appendChanged(file: DiskFile, lineAt: number, text: string): void {
    this.map.add(this.length, file.path, lineAt, false)
    this.chunks.push(text)
    this.length += text.length
  }
}

type RemarkOnInclude = (
  what: string,
  hint: string,
  about?: { readonly scope?: Remark['scope']; readonly unread?: true },
) => void

const UNREADABLE =
  'What stands there is not known here: run gwctl as a user who may read it, or correct its mode. FreeSWITCH goes on without what it cannot read.'

interface Judged {
  readonly fate: LineFate
  /** The line as far as it is read, with the values that carry markup in it. */
  readonly line: string
  /** Whether `line` is what stands in the file. */
  readonly exact: boolean
  /** Whether the whole line reaches the parser as it stands in the file. */
  readonly plain: boolean
  readonly notes: readonly LineRemark[]
}

const CONF_DIR = opaqueToken('conf_dir')

function showBytes(text: string): string {
  return showOpaque(decodeBytes(text))
}

/** Whether a line holds `<include>` or `</include>` and nothing else, as two lines of nearly every file do: it just goes. */
function isBareWrapper(text: string, start: number, found: number, end: number): boolean {
  if (start !== found) return false
  const line = text.slice(start, end)
  return line === '<include>\n' || line === '</include>\n'
}

/** Past the one character that ends the line: CR and LF count on their own (switch_utils.c:840-935). */
function lineEnd(text: string, at: number): number {
  return Math.min(endOfLine(text, at) + 1, text.length)
}
