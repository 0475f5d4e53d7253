import { FALSE_WORDS, readBool, readInt, TRUE_WORDS } from '../../model/read-values.ts'
import { unwritable } from '../../model/text.ts'
import { closest } from '../closest.ts'
import type { Field } from '../document.ts'
import { isPlaceholder, isReference } from '../placeholder.ts'
import { problem, warning, type Problem } from '../problem.ts'
import { TRANSPORTS } from '../schema-patterns.ts'
import type { Value } from '../secrets.ts'
import { badPort } from './ports.ts'
import { quoteValue, type ValueRule, type ValueSpec } from './rule.ts'

/** What FreeSWITCH would take for something else than it says, or not be able to read at all. */
export const VALUE_RULES: readonly ValueRule[] = [
  refusedParam,
  unwritableValue,
  lineBreak,
  misreadBool,
  misreadNumber,
  unknownTransport,
  badHost,
  badPort,
  placeholder,
  shellVariable,
  emptyText,
]

function refusedParam(field: Field, _value: Value, spec: ValueSpec): Problem | undefined {
  if (spec.refused === undefined) return undefined
  return problem('GW103', field.key, `\`${spec.name}\` cannot be used: ${spec.refused}.`, 'Remove it.')
}

export function unwritableValue(field: Field, value: Value): Problem | undefined {
  const reason = unwritable(value.text)
  if (reason === undefined) return undefined
  const message = `The value of \`${field.name}\` cannot be written so that FreeSWITCH reads it: ${reason}.`
  return problem('GW103', field.node.at, message, 'Use a value without it.')
}

/** It would end a header of a SIP message. */
export function lineBreak(field: Field, value: Value): Problem | undefined {
  if (!/[\r\n]/.test(value.text)) return undefined
  const hint = 'Write the value on one line; a file of a secret may end with one line end.'
  return problem('GW103', field.node.at, `The value of \`${field.name}\` holds a line break.`, hint)
}

/** Words that FreeSWITCH would take for false, or numbers it would take for true. */
export function misreadBool(field: Field, value: Value, spec: ValueSpec): Problem | undefined {
  if (spec.kind !== 'bool' || !value.known || isBool(value.text)) return undefined
  const suggestion = closest(value.text, [...TRUE_WORDS, ...FALSE_WORDS])
  const hint =
    suggestion === undefined || value.fromSecret ? 'Write true or false.' : `Did you mean ${suggestion}?`
  const read = readBool(value.text) ? 'reads it as true' : consequence(spec)
  const message = `\`${field.name}\` is ${quoteValue(field, value)}, neither true nor false; FreeSWITCH ${read}.`
  return problem('GW103', field.node.at, message, hint)
}

function isBool(text: string): boolean {
  return (
    FALSE_WORDS.has(text.toLowerCase()) ||
    (readBool(text) && /^[a-z]+$/i.test(text)) ||
    /^[-+]?\d+$/.test(text)
  )
}

function misreadNumber(field: Field, value: Value, spec: ValueSpec): Problem | undefined {
  if (spec.minimum === undefined || !value.known) return undefined
  const unit = spec.kind === 'seconds' ? ' seconds' : ''
  const hint = `Write a whole number: ${spec.minimum} or more${unit}${spec.zeroDisables ? ', or 0 for none' : ''}.`
  if (!/^\d+$/.test(value.text)) {
    const quoted = quoteValue(field, value)
    const isNegative = /^-\d+$/.test(value.text)
    const read = value.fromSecret ? 'something else' : String(readInt(value.text))
    const why = isNegative ? 'is negative' : `is not a whole number; FreeSWITCH reads ${read}`
    return problem('GW103', field.node.at, `\`${field.name}\` ${why} (${quoted}).`, hint)
  }
  if (value.text.length > 10 || Number(value.text) > 2147483647) {
    return problem('GW103', field.node.at, `\`${field.name}\` is too large for FreeSWITCH.`, hint)
  }
  const number = Number(value.text)
  if (number >= spec.minimum || (spec.zeroDisables && number === 0)) return undefined
  const message = `\`${field.name}\` is under ${spec.minimum}: FreeSWITCH ${consequence(spec)}.`
  return problem('GW103', field.node.at, message, hint)
}

function unknownTransport(field: Field, value: Value, spec: ValueSpec): Problem | undefined {
  if (spec.kind !== 'transport' || !value.known) return undefined
  if (TRANSPORTS.includes(value.text.toLowerCase())) return undefined
  const message = `${quoteValue(field, value)} is no transport that a gateway can have; FreeSWITCH skips the whole gateway.`
  return problem('GW103', field.node.at, message, `Write one of ${TRANSPORTS.join(', ')}.`)
}

function badHost(field: Field, value: Value, spec: ValueSpec): Problem | undefined {
  if (spec.kind !== 'host') return undefined
  if (/^\s*sips?:/i.test(value.text)) {
    const message = `\`${field.name}\` begins with a scheme; FreeSWITCH ${consequence(spec)}.`
    return problem(
      'GW103',
      field.node.at,
      message,
      'Write `host[:port]`; the transport goes to register-transport.',
    )
  }
  if (!/[\s<>"@]/.test(value.text)) return undefined
  const message = `\`${field.name}\` is no host: it holds a blank, a quote, an at sign or an angle bracket.`
  return problem('GW103', field.node.at, message, 'Write `host[:port]`.')
}

/** `${NAME}` in a parameter is a forgotten `env:`; in a variable it is FreeSWITCH's own syntax. */
function placeholder(field: Field, value: Value, spec: ValueSpec): Problem | undefined {
  if (value.fromSecret || (spec.kind !== 'text' && spec.kind !== 'host')) return undefined
  const isUnknown = isReference(value.text)
  if (!isUnknown && (field.name !== 'password' || !isPlaceholder(value.text))) return undefined
  const message = isUnknown
    ? `\`${field.name}\` is a reference that neither gwctl nor FreeSWITCH resolves here.`
    : `\`${field.name}\` is a placeholder.`
  return problem('GW104', field.node.at, message, 'Write `${env:NAME}` or `${file:PATH}`.')
}

/** As a shell would write it. A password may begin so: it is taken, and not repeated here. */
function shellVariable(field: Field, value: Value): Problem | undefined {
  if (field.name !== 'password' || value.fromSecret || !/^\$[A-Za-z_]\w*$/.test(value.text)) return undefined
  const message = '`password` is taken as it stands, with the $ before it; gwctl does not read `$NAME`.'
  return warning(field.node.at, message, 'Write `${env:NAME}` if a variable of the environment is meant.')
}

function emptyText(field: Field, value: Value, spec: ValueSpec): Problem | undefined {
  const isText = spec.kind === 'text' || spec.kind === 'host'
  if (value.text !== '' || !isText || spec.emptyIsUnset) return undefined
  const message = `\`${field.name}\` is empty; FreeSWITCH takes the empty text, not its default.`
  return warning(field.key, message, 'Remove the key to have the default.')
}

function consequence(spec: ValueSpec): string {
  return spec.onBadValue ?? 'may read it as something else'
}
