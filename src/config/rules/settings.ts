import {
  canonicalSettingName,
  settingSpec,
  UNREAD_SETTINGS,
  type SettingSpec,
} from '../../model/profile-settings.ts'
import { readInt } from '../../model/read-values.ts'
import { closest } from '../closest.ts'
import { unitOf } from '../describe-setting.ts'
import type { Field } from '../document.ts'
import { isPlaceholder } from '../placeholder.ts'
import { problem, warning, type Problem } from '../problem.ts'
import type { Value } from '../secrets.ts'
import type { SettingField } from '../setting-fields.ts'
import type { ValueReader } from '../value-reader.ts'
import { badAddress } from './addresses.ts'
import { badPort } from './ports.ts'
import { quoteValue } from './rule.ts'
import { lineBreak, misreadBool, unwritableValue } from './values.ts'

/** A rule about one value of a setting by itself. */
type SettingRule = (field: Field, value: Value, spec: SettingSpec) => Problem | undefined

/** What FreeSWITCH would take for something else than it says, or not be able to read at all. */
const SETTING_RULES: readonly SettingRule[] = [
  (field, value) => unwritableValue(field, value) ?? lineBreak(field, value),
  (field, value, { kind, name, onBadValue }) =>
    kind === 'bool' ? misreadBool(field, value, { name, kind, onBadValue }) : undefined,
  misreadNumber,
  unknownWord,
  unknownWords,
  badAddress,
  badPort,
  badBinding,
  placeholder,
  emptyText,
]

/** Checks one setting of a profile, each of its values. */
export function checkSetting({ name, key, nodes }: SettingField, values: ValueReader): Problem[] {
  const spec = settingSpec(name)
  const fields = nodes.map((node): Field => ({ name, key, node }))
  if (spec === undefined) {
    // The schema has reported a name that is unknown.
    if (!UNREAD_SETTINGS.includes(canonicalSettingName(name))) return []
    const message = `FreeSWITCH 1.10.12 does not read \`${name}\`; it is kept on disk and does nothing.`
    return [
      warning(key, message, 'Remove it if nothing else reads it.'),
      ...fields.flatMap(check(values, PLAIN)),
    ]
  }
  return [...idle(key, spec), ...fields.flatMap(check(values, spec))]
}

const PLAIN: SettingSpec = {
  ...{ name: '', kind: 'text', effect: 'none', removal: 'sticky', emptyIsUnset: true },
  ...{ onBadValue: '', description: '', examples: [], source: '' },
}

/** The first rule that finds fault with a value has the word. */
function check(values: ValueReader, spec: SettingSpec): (field: Field) => Problem[] {
  return (field) => {
    const value = values.peek(field.node)
    for (const rule of SETTING_RULES) {
      const found = rule(field, value, spec)
      if (found !== undefined) return [found]
    }
    return []
  }
}

function idle(key: Problem['at'], { name, effect }: SettingSpec): Problem[] {
  if (effect !== 'none') return []
  const message = `FreeSWITCH 1.10.12 stores \`${name}\` and does nothing with it.`
  return [warning(key, message, 'Remove it if nothing else reads it.')]
}

/** atoi, and for a port the lower 16 bits of that. */
function misreadNumber(field: Field, value: Value, spec: SettingSpec): Problem | undefined {
  const { minimum, maximum = MAX_INT } = spec
  if (minimum === undefined || !value.known || isOneOf(value.text, spec.words)) return undefined
  const number = /^\d{1,10}$/.test(value.text) ? Number(value.text) : Number.NaN
  if (number >= minimum && number <= maximum) return undefined
  const isRead = number <= MAX_INT
  const message = isRead
    ? `\`${field.name}\` is ${number < minimum ? `under ${minimum}` : `above ${maximum}`}; FreeSWITCH ${spec.onBadValue}.`
    : `\`${field.name}\` ${whyNoNumber(value)} (${quoteValue(field, value)}).`
  const range = maximum === MAX_INT ? `${minimum} or more` : `${minimum} to ${maximum}`
  const words = (spec.words ?? []).map((word) => `, or ${word}`).join('')
  return problem('GW103', field.node.at, message, `Write a whole number: ${range}${unitOf(spec)}${words}.`)
}

const MAX_INT = 2147483647

function whyNoNumber({ text, fromSecret }: Value): string {
  if (/^-\d+$/.test(text)) return 'is negative'
  if (/^\d+$/.test(text)) return 'is too large for FreeSWITCH'
  return `is not a whole number; FreeSWITCH reads ${fromSecret ? 'something else' : String(readInt(text))}`
}

function unknownWord(field: Field, value: Value, spec: SettingSpec): Problem | undefined {
  const { words = [] } = spec
  if (spec.kind !== 'enum' || !value.known || isOneOf(value.text, words)) return undefined
  if (spec.orBool === true && isBool(field, value)) return undefined
  const known = [...(spec.orBool === true ? ['true', 'false'] : []), ...words]
  return notKnown(field, value, spec, known, value.text)
}

function unknownWords(field: Field, value: Value, spec: SettingSpec): Problem | undefined {
  const { separator = ',', words = [] } = spec
  if (spec.kind !== 'list' || !value.known || (value.text === '' && spec.emptyIsUnset === true))
    return undefined
  const isFlags = words.includes('clear')
  const wrong = value.text
    .split(separator)
    .find((part) => !isOneOf(isFlags ? part.trim().replace(/^~/, '') : part, words))
  return wrong === undefined ? undefined : notKnown(field, value, spec, words, wrong)
}

function notKnown(
  field: Field,
  value: Value,
  spec: SettingSpec,
  known: readonly string[],
  word: string,
): Problem {
  const suggestion = value.fromSecret ? undefined : closest(word, known)
  const hint = suggestion === undefined ? `Write one of ${known.join(', ')}.` : `Did you mean ${suggestion}?`
  const message = `\`${field.name}\` does not know ${quoteValue(field, { ...value, text: word })}; FreeSWITCH ${spec.onBadValue}.`
  return problem('GW103', field.node.at, message, hint)
}

/** sofia.c:5815-5840: what follows the last colon is the port. */
function badBinding(field: Field, value: Value, spec: SettingSpec): Problem | undefined {
  if (!/^wss?-binding$/.test(spec.name) || !value.known) return undefined
  const port = Number(/^[^\s]*:(\d{1,5})$/.exec(value.text)?.[1] ?? '0')
  if (port >= 1 && port <= 65535) return undefined
  const message = `\`${field.name}\` has no port (${quoteValue(field, value)}); FreeSWITCH ${spec.onBadValue}.`
  return problem('GW103', field.node.at, message, 'Write `:PORT` or `IP:PORT`, the port from 1 to 65535.')
}

function placeholder(field: Field, value: Value, spec: SettingSpec): Problem | undefined {
  if (spec.sensitive !== true || value.fromSecret || !isPlaceholder(value.text)) return undefined
  return problem(
    'GW104',
    field.node.at,
    `\`${field.name}\` is a placeholder.`,
    'Write `${env:NAME}` or `${file:PATH}`.',
  )
}

function emptyText(field: Field, value: Value, spec: SettingSpec): Problem | undefined {
  if (value.text !== '' || spec.kind !== 'text' || spec === PLAIN) return undefined
  const what = spec.emptyIsUnset === true ? 'ignores it' : 'takes the empty text, not its default'
  return warning(
    field.key,
    `\`${field.name}\` is empty; FreeSWITCH ${what}.`,
    'Remove the key to leave it alone.',
  )
}

function isBool(field: Field, value: Value): boolean {
  return misreadBool(field, value, { name: field.name, kind: 'bool' }) === undefined
}

function isOneOf(text: string, words: readonly string[] = []): boolean {
  return words.some((word) => word.toLowerCase() === text.toLowerCase())
}
