import type { ErrorObject } from 'ajv/dist/2020.js'
import type { Diagnostic, Place } from '../errors.ts'
import type { YamlNode } from './node.ts'
import { problem } from './problem.ts'
import { explainUnknownKey } from './unknown-key.ts'

/**
 * One error of the schema as a sentence, at the key or value that is wrong. Values are not
 * repeated: any of them may be a secret that stands in the wrong place.
 *
 * @param path   names from the root to the value the error is about
 * @param nodes  the nodes along that path, the root first
 */
export function explainSchemaError(
  error: ErrorObject,
  path: readonly string[],
  nodes: readonly YamlNode[],
): Diagnostic {
  const at = placeOf(path, nodes)
  const name = nameOf(path)
  const [message, hint] = sentence(error, name, nodes.at(-1))
  const unknown: unknown = error.params.additionalProperty
  if (typeof unknown === 'string') return explainUnknownKey(unknown, path, nodes.at(-1), at)
  return problem('GW101', at, message.charAt(0).toUpperCase() + message.slice(1), hint)
}

function sentence(error: ErrorObject, name: string, node: YamlNode | undefined): readonly [string, string] {
  switch (error.keyword) {
    case 'required':
      return missing(String(error.params.missingProperty), name)
    case 'type':
      return wrongType(error.params.type, name, node)
    case 'const':
      return [`${name} must be ${String(error.params.allowedValue)}.`, 'This gwctl knows version 1 only.']
    case 'enum':
      return [`${name} must be one of ${listWords(error.params.allowedValues)}.`, 'Names are case-sensitive.']
    case 'minLength':
      return [`${name} is empty.`, 'Write a value, or remove the key.']
    case 'minimum':
    case 'maximum':
      return outOfRange(error, name)
    default:
      return [`${name} is not written as it must be.`, 'See `gwctl schema` for what may stand here.']
  }
}

function missing(property: string, name: string): readonly [string, string] {
  const where = name === '' ? 'the file' : name
  const example = property === 'version' ? '`version: 1`' : `\`${property}:\``
  return [`\`${property}\` is missing in ${where}.`, `Add ${example}.`]
}

function outOfRange(error: ErrorObject, name: string): readonly [string, string] {
  const word = error.keyword === 'minimum' ? 'at least' : 'at most'
  return [`${name} must be ${word} ${String(error.params.limit)}.`, 'Change the number.']
}

function wrongType(wanted: unknown, name: string, node: YamlNode | undefined): readonly [string, string] {
  const words = Array.isArray(wanted) ? wanted.map(String) : [String(wanted)]
  const expected = words.map((word) => TYPE_WORDS[word] ?? word).join(' or ')
  if (node?.kind === 'scalar' && node.value === null) {
    const hint =
      words[0] === 'object'
        ? 'Write `{}` for an empty one, or remove the key; nothing is never taken for "delete".'
        : 'Write a value, or remove the key; put the text null in quotes.'
    return [`${name === '' ? 'the file' : name} has no value; ${expected} is expected.`, hint]
  }
  return [
    `${name === '' ? 'the file' : name} must be ${expected}, not ${kindOf(node)}.`,
    HINTS[words[0] ?? ''] ?? '',
  ]
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  object: 'a map',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
}

const HINTS: Readonly<Record<string, string>> = {
  object: 'Write `name: value` lines, indented below the key.',
  array: 'Write a list: lines that begin with `- `.',
  string: 'Put it in quotes if it is meant as text.',
  boolean: 'Write true or false, without quotes.',
  integer: 'Write a whole number, without quotes.',
}

function kindOf(node: YamlNode | undefined): string {
  if (node?.kind !== 'scalar') return node?.kind === 'list' ? 'a list' : 'a map'
  return TYPE_WORDS[typeof node.value] ?? 'a text'
}

function listWords(values: unknown): string {
  return Array.isArray(values) ? values.map(String).join(', ') : ''
}

function nameOf(path: readonly string[]): string {
  const last = path.at(-1)
  if (last === undefined) return ''
  return /^\d+$/.test(last) && LISTS.has(path.at(-2) ?? '')
    ? `item ${Number(last) + 1} of \`${path.at(-2) ?? ''}\``
    : `\`${last}\``
}

const LISTS: ReadonlySet<string> = new Set(['variables', 'subscriptions'])

/** A scalar is marked itself; for a map or list the key that it stands under, or where an item begins. */
function placeOf(path: readonly string[], nodes: readonly YamlNode[]): Place {
  const node = nodes.at(-1)
  const parent = nodes.at(-2)
  const key = parent?.kind === 'map' ? parent.entries.get(path.at(-1) ?? '')?.key : undefined
  const at = node?.at ?? { file: '', offset: 0, length: 0 }
  if (node?.kind === 'scalar') return node.value === null && key !== undefined ? key : at
  return key ?? { ...at, length: Math.min(at.length, 1) }
}
