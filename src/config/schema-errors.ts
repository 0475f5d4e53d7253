import type { ErrorObject } from 'ajv/dist/2020.js'
import type { Place } from '../errors.ts'
import type { Target } from './locate.ts'
import type { Entry, YamlNode } from './node.ts'
import { problem, type Problem } from './problem.ts'
import { explainUnknownKey } from './unknown-key.ts'

/**
 * One error of the schema as a sentence, at the key or value that is wrong. Values are not
 * repeated: any of them may be a secret that stands in the wrong place.
 */
export function explainSchemaError(error: ErrorObject, target: Target): Problem {
  const unknown: unknown = error.params.additionalProperty
  if (typeof unknown === 'string') {
    const entry = target.node.kind === 'map' ? target.node.entries.get(unknown) : undefined
    const found = explainUnknownKey(unknown, entry?.key ?? placeOf(target), target.path)
    return isBare(entry) ? { ...found, message: BARE_KEY } : found
  }
  const [message, hint] = sentence(error, nameOf(target.path), target.node)
  return problem('GW101', placeOf(target), message.charAt(0).toUpperCase() + message.slice(1), hint)
}

/** `{ password: a,b }` makes a key of the rest of a secret: a key without a value is not repeated. */
function isBare(entry: Entry | undefined): boolean {
  return entry?.node.kind === 'scalar' && entry.node.value === null && entry.node.text === ''
}

const BARE_KEY =
  'This stands as a key without a value and is not known; a text with a comma in it needs quotes.'

type Sentence = readonly [message: string, hint: string]

function sentence(error: ErrorObject, name: string, node: YamlNode): Sentence {
  const { allowedValue, allowedValues, limit, missingProperty, type } = error.params
  switch (error.keyword) {
    case 'required':
      return missing(String(missingProperty), name)
    case 'type':
      return wrongType([type].flat().map(String), name, node)
    case 'const':
      return [`${name} must be ${String(allowedValue)}.`, 'This gwctl knows version 1 only.']
    case 'enum':
      return [`${name} must be one of ${[allowedValues].flat().join(', ')}.`, 'Names are case-sensitive.']
    case 'minLength':
      return [`${name} is empty.`, 'Write a value, or remove the key.']
    case 'minItems':
      return [
        `${name} is an empty list.`,
        'Write at least one value; where FreeSWITCH knows it, `none` clears the list.',
      ]
    case 'maxItems':
      return [`${name} has more than ${String(limit)} values; FreeSWITCH ignores the others.`, 'Remove some.']
    case 'minimum':
      return [`${name} must be at least ${String(limit)}.`, 'Write a larger number.']
    default:
      return [`${name} is not written as it must be.`, 'docs/yaml.md tells what may stand here.']
  }
}

function missing(property: string, name: string): Sentence {
  const example = property === 'version' ? '`version: 1`' : `\`${property}:\``
  return [`\`${property}\` is missing in ${name}.`, `Add ${example}.`]
}

function wrongType(wanted: readonly string[], name: string, node: YamlNode): Sentence {
  const expected = wanted.map((word) => TYPES.get(word)?.words ?? word).join(' or ')
  const hints = wanted.flatMap((word) => TYPES.get(word)?.hint ?? [])
  if (node.kind !== 'scalar' || node.value !== null) {
    return [`${name} must be ${expected}, not ${kindOf(node)}.`, hints.slice(0, 1).join('')]
  }
  const hint = wanted.includes('object')
    ? 'Write `{}` for an empty one, or remove the key; nothing is never taken for "delete".'
    : 'Write a value, or remove the key; put the text null in quotes.'
  return [`${name} has no value; ${expected} is expected.`, hint]
}

const TYPES: ReadonlyMap<string, { readonly words: string; readonly hint: string }> = new Map([
  ['object', { words: 'a map', hint: 'Write `name: value` lines, indented below the key.' }],
  ['array', { words: 'a list', hint: 'Write a list: lines that begin with `- `.' }],
  ['string', { words: 'a text', hint: 'Put it in quotes if it is meant as text.' }],
  ['number', { words: 'a number', hint: 'Write a number, without quotes.' }],
  ['integer', { words: 'a whole number', hint: 'Write a whole number, without quotes.' }],
  ['boolean', { words: 'true or false', hint: 'Write true or false, without quotes.' }],
])

function kindOf(node: YamlNode): string {
  if (node.kind !== 'scalar') return node.kind === 'list' ? 'a list' : 'a map'
  return typeof node.value === 'string'
    ? 'a text'
    : typeof node.value === 'number'
      ? 'a number'
      : 'true or false'
}

/** How a value is called: by its key, or by its number in the list. */
function nameOf(path: readonly string[]): string {
  const [list, last] = path.slice(-2)
  if (list === undefined) return 'the file'
  if (last === undefined) return `\`${list}\``
  const isItem =
    /^\d+$/.test(last) && (list === 'variables' || list === 'subscriptions' || path.includes('settings'))
  return isItem ? `item ${Number(last) + 1} of \`${list}\`` : `\`${last}\``
}

/** A scalar is marked itself; for null, a map or a list the key that it stands under, or where it begins. */
function placeOf({ node, key }: Target): Place {
  if (node.kind === 'scalar' && (node.value !== null || key === undefined)) return node.at
  return key ?? node.at
}
