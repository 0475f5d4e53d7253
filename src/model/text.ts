/**
 * Attribute texts: what FreeSWITCH makes of the characters between two quotes, and the way back.
 *
 * Two steps happen to such a text: the preprocessor replaces `$${name}` line by line
 * (switch_xml.c:1269-1319), then the parser decodes entities and turns white space into blanks
 * (switch_xml.c:580-675; both 1.10.12).
 */
import { decodeEntities } from './entities.ts'

/** Texts by the name of a global variable. */
export type Globals = ReadonlyMap<string, string>

/** Stands on both sides of the name of a variable that only the running switch knows. */
const MARK = '\u0001'
const OPAQUE = new RegExp(`${MARK}([^${MARK}]*)${MARK}`, 'g')

/** Set by the core itself at its start: switch_core.c:146-189, 1919-1992, 2261-2341, switch_nat.c:427-429. */
const RUNTIME_VARIABLES: ReadonlySet<string> = new Set(
  (
    'hostname local_ip_v4 local_mask_v4 local_ip_v6 switch_serial base_dir recordings_dir sound_prefix ' +
    'sounds_dir conf_dir log_dir run_dir db_dir mod_dir htdocs_dir script_dir temp_dir grammar_dir fonts_dir ' +
    'images_dir certs_dir storage_dir cache_dir data_dir localstate_dir core_uuid nat_public_addr ' +
    'nat_private_addr nat_type spawn_instead_of_system exclude_error_log_from_xml_cdr rtp_retain_crypto_keys'
  ).split(' '),
)

/**
 * What FreeSWITCH reads from an attribute text.
 *
 * A variable that only the running switch knows stays as an opaque token, so that two equal
 * references compare equal (see `isOpaque`). U+0001 in the text itself becomes U+FFFD: nothing
 * that is written can pass for a token.
 *
 * @param xml      the text between the quotes
 * @param globals  the variables that the configuration sets; unknown names read as ''
 */
export function readText(xml: string, globals: Globals): string {
  return decodeEntities(expandReferences(xml.replaceAll(MARK, '\uFFFD'), globals))
}

/** Whether a text that was read depends on a variable that only the running switch knows. */
export function isOpaque(text: string): boolean {
  return text.includes(MARK)
}

/** A text that was read, for people: opaque tokens as `$${name}`. */
export function showOpaque(text: string): string {
  return text.replace(OPAQUE, (_, name: string) => `$\${${name}}`)
}

/** The token that stands for the value of a variable which only the running switch knows. */
export function opaqueToken(name: string): string {
  return `${MARK}${name}${MARK}`
}

/**
 * The attribute text, for double quotes, that FreeSWITCH reads back as exactly `value`.
 * Only for values that `unwritable` has nothing against.
 */
export function writeText(value: string): string {
  return value.replace(SPECIAL, escapeCharacter)
}

/** Like `writeText`, but a literal `$${name}` in the value stays a reference. */
export function writeTextKeepingReferences(value: string): string {
  if (!value.includes('$')) return writeText(value)
  return value
    .split(REFERENCE)
    .map((part, index) => (index % 2 === 1 ? part : writeText(part)))
    .join('')
}

/**
 * Why a value cannot stand in an attribute so that FreeSWITCH reads it back; `undefined` when it can.
 * The preprocessor reads lines of at most 1 MiB (switch_utils.c:840-935), which leaves this much for a value.
 */
export function unwritable(value: string): string | undefined {
  if (value.length <= SHORT && PRINTABLE.test(value)) return undefined
  const control = CONTROL.exec(value)
  if (control !== null) return `it holds the control character ${codePointName(control[0])}`
  if (LONE_SURROGATE.test(value)) return 'it holds bytes or code units that are not Unicode text'
  if (value.length > MAX_VALUE_BYTES || utf8Length(writeText(value)) > MAX_VALUE_BYTES)
    return `it is longer than ${MAX_VALUE_BYTES} bytes when written`
  return undefined
}

/** The reference names in a text, in order; only those that are closed on their own line. */
export function referencesIn(text: string): readonly Reference[] {
  if (!text.includes('$${')) return []
  const closing = matchBraces(text)
  const found: Reference[] = []
  let from = 0
  for (let at = text.indexOf('$${'); at >= 0; at = text.indexOf('$${', from)) {
    const close = closing.get(at + 2)
    from = close === undefined ? at + 1 : close + 1
    if (close !== undefined) found.push({ start: at, end: from, name: text.slice(at + 3, close) })
  }
  return found
}

/** One `$${name}`, from the first `$` to past the `}`. */
export interface Reference {
  readonly start: number
  readonly end: number
  readonly name: string
}

/** A text with every `$${name}` replaced: known ones by their value, unknown ones by ''. */
export function expandReferences(text: string, globals: Globals): string {
  let expanded = ''
  let from = 0
  for (const reference of referencesIn(text)) {
    expanded += text.slice(from, reference.start) + readGlobal(reference.name, globals)
    from = reference.end
  }
  return from === 0 ? text : expanded + text.slice(from)
}

/** The value of a global variable; FreeSWITCH compares their names without case (switch_event.c). */
export function readGlobal(name: string, globals: Globals): string {
  const exact = globals.get(name)
  if (exact !== undefined) return exact
  const wanted = name.toLowerCase()
  for (const [key, value] of globals) if (key.toLowerCase() === wanted) return value
  return RUNTIME_VARIABLES.has(wanted) ? opaqueToken(wanted) : ''
}

const MAX_VALUE_BYTES = 1_000_000
/** However much of it is escaped (`&quot;`), it stays below. */
const SHORT = MAX_VALUE_BYTES / 10
const PRINTABLE = /^[ -~]*$/
// The marker of a preprocessor line, `$${`, and what XML or its white space rules would change.
const SPECIAL = /[&<>"\t\n\r]|(?<=\$)\$(?=\{)|(?<=x)-(?=pre-process)/gi
const REFERENCE = /(\$\$\{[\w.-]+\})/
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/
const LONE_SURROGATE = /\p{Surrogate}/u
const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escapeCharacter(character: string): string {
  return NAMED[character] ?? `&#${character.charCodeAt(0)};`
}

function codePointName(character: string): string {
  return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
}

function utf8Length(text: string): number {
  let bytes = text.length
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    // A surrogate pair has two units and four bytes: one more byte for each unit.
    if (code >= 0x80) bytes += code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 1 : 2
  }
  return bytes
}

/** The offset of the `}` for each `{` that has one on its line, in one pass: a line can hold 300,000 open ones. */
function matchBraces(text: string): ReadonlyMap<number, number> {
  const closing = new Map<number, number>()
  let open: number[] = []
  BRACE_OR_LINE_END.lastIndex = 0
  for (let found = BRACE_OR_LINE_END.exec(text); found; found = BRACE_OR_LINE_END.exec(text)) {
    if (found[0] === '{') open.push(found.index)
    else if (found[0] === '}') closing.set(open.pop() ?? -1, found.index)
    else open = []
  }
  return closing
}

const BRACE_OR_LINE_END = /[{}\r\n]/g
