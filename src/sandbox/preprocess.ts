import type { ConfReader } from '../model/disk.ts'

const DEEPEST = 100

/** Global variables, one character a byte; an `X-PRE-PROCESS` line writes into them while files are read. */
export type Globals = Map<string, string>

interface Preprocessor {
  readonly reader: ConfReader
  readonly globals: Globals
  out: string
}

/**
 * The configuration as one text, as FreeSWITCH's line-based preprocessor makes it (switch_xml.c:1265-1645, 1.10.12).
 * The sandbox runs no program of the configuration: `exec`, `exec-set` and `stun-set` do nothing here.
 *
 * @param globals  read by `$${name}`, changed by `set` even where the text turns out not to parse
 * @returns        `undefined` when freeswitch.xml cannot be read
 */
export function preprocess(reader: ConfReader, globals: Globals): string | undefined {
  const state: Preprocessor = { reader, globals, out: '' }
  return includeFile(state, 'freeswitch.xml', 0) ? state.out : undefined
}

function includeFile(state: Preprocessor, path: string, depth: number): boolean {
  if (depth > DEEPEST) return false
  const file = state.reader.read(path)
  if ('error' in file) return false
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
  const scope = { state, folder, depth, inDirective: false }
  for (const line of file.text.match(/[^\r\n]*[\r\n]|[^\r\n]+$/g) ?? []) readLine(scope, line)
  return true
}

interface FileScope {
  readonly state: Preprocessor
  readonly folder: string
  readonly depth: number
  /** Inside a `<!--#` that its line has not closed. */
  inDirective: boolean
}

function readLine(scope: FileScope, raw: string): void {
  const line = raw.split('\0', 1)[0] ?? ''
  const expanded = expandVariables(line, scope.state.globals)
  // The check for wrapper tags sees the line only up to the first variable: expanding cuts it there.
  const seen = expanded.cutAt === undefined ? line : line.slice(0, expanded.cutAt)
  if (/<include>|<\/include>|<\?/.test(seen)) return
  let text = expanded.text
  if (scope.inDirective) {
    const end = seen.indexOf('-->')
    if (end < 0) return
    scope.inDirective = false
    text = seen.slice(end + 3)
  }
  const directive = text.search(/x-pre-process/i)
  if (directive >= 0) {
    if (text[directive - 1] === '<') runElement(scope, text.slice(directive))
    return
  }
  const comment = text.indexOf('<!--#')
  if (comment >= 0) runComment(scope, text, comment)
  else scope.state.out += text
}

/** `$${name}` by its value, empty when unknown; an unterminated one stays. */
function expandVariables(line: string, globals: Globals): { text: string; cutAt?: number } {
  let text = ''
  let at = 0
  let cutAt: number | undefined
  for (let next = line.indexOf('$${'); next >= 0; next = line.indexOf('$${', at)) {
    const end = closingBrace(line, next + 2)
    if (end === undefined) break
    cutAt ??= end
    text += line.slice(at, next) + (globals.get(line.slice(next + 3, end)) ?? '')
    at = end + 1
  }
  text += line.slice(at)
  return cutAt === undefined ? { text } : { text, cutAt }
}

function closingBrace(line: string, open: number): number | undefined {
  let depth = 0
  for (let at = open; at < line.length; at++) {
    if (line[at] === '{') depth++
    if (line[at] === '}' && --depth === 0) return at
  }
  return undefined
}

/** `cmd` must come before `data`, both in double quotes, on this very line; otherwise nothing happens. */
function runElement(scope: FileScope, element: string): void {
  const text = element.includes('/>') ? element.slice(0, element.indexOf('/>') + 2) : element
  const found = /cmd[^=]*=[^"]*"([^"]*)"?[^]*?data[^=]*=[^"]*"([^"]*)/i.exec(text)
  if (found !== null) runCommand(scope, found[1] ?? '', found[2] ?? '')
}

/** `<!--#cmd argument-->`: what stands around it on the line is kept. */
function runComment(scope: FileScope, text: string, start: number): void {
  const end = text.indexOf('-->', start)
  scope.state.out += text.slice(0, start) + (end < 0 ? '' : text.slice(end + 3))
  scope.inDirective = end < 0
  const body = text.slice(start + 5, end < 0 ? undefined : end).replace(/[\r\n][^]*/, '')
  const space = body.indexOf(' ')
  if (space < 0) return
  const rest = body.slice(space + 1)
  runCommand(scope, body.slice(0, space), /"([^"]*)"/.exec(rest)?.[1] ?? rest)
}

function runCommand(scope: FileScope, command: string, data: string): void {
  const { globals } = scope.state
  switch (command.toLowerCase()) {
    case 'set': {
      const [, name, value] = /^([^=]*?) *= *([^]*)$/.exec(data) ?? []
      // Variables of a channel are kept from being expanded too early (switch_core.c, switch_core_set_variable).
      if (name !== undefined && value !== undefined) globals.set(name, value.replaceAll('${', '%{'))
      return
    }
    case 'include':
      includeGlob(scope, data)
      return
  }
}

function includeGlob(scope: FileScope, pattern: string): void {
  const { state, folder, depth } = scope
  const path = pattern.startsWith('/') || folder === '' ? pattern : `${folder}/${pattern}`
  for (const each of state.reader.glob(path).paths) includeFile(state, each, depth + 1)
}
