import { canonicalParamName, paramSpec, UNREAD_PARAMS } from '../../model/params.ts'
import { subscriptionParamSpec, VARIABLE_DIRECTIONS } from '../../model/subscription-params.ts'
import { unwritable } from '../../model/text.ts'
import type { Field, Part, SubscriptionFields, VariableFields } from '../document.ts'
import type { MapNode } from '../node.ts'
import { problem, warning, type Problem } from '../problem.ts'
import type { Value } from '../secrets.ts'
import type { ValueReader } from '../value-reader.ts'
import { lineBreak, unwritableValue, VALUE_RULES } from './values.ts'
import type { ValueRule, ValueSpec } from './rule.ts'

/** Checks one map of parameters as it is written, be it `defaults`, a template or a gateway. */
export function checkPart(map: MapNode, part: Part, values: ValueReader): Problem[] {
  return [
    ...repeatedParams(map),
    ...[...part.params.values()].flatMap((field) => checkParam(field, values)),
    ...[...part.extraParams.values()].flatMap((field) => checkExtraParam(field, values)),
    ...(part.variables ?? []).flatMap((variable) => checkVariable(variable, values)),
    ...repeatedVariables(part.variables ?? [], values),
    ...(part.subscriptions ?? []).flatMap((each) => checkSubscription(each, values)),
  ]
}

/** `retry_seconds` beside `retry-seconds`: FreeSWITCH would take the one written last. */
function repeatedParams(map: MapNode): Problem[] {
  const seen = new Map<string, string>()
  const found: Problem[] = []
  for (const { name, key } of map.entries.values()) {
    const canonical = canonicalParamName(name)
    const first = seen.get(canonical)
    seen.set(canonical, name)
    if (first === undefined) continue
    const message = `\`${name}\` and \`${first}\` are the same parameter.`
    found.push(problem('GW103', key, message, `Keep \`${canonical}\` only.`))
  }
  return found
}

function checkParam(field: Field, values: ValueReader): Problem[] {
  if (UNREAD_PARAMS.includes(field.name)) return [unread(field), ...apply(ANY_VALUE, field, values, TEXT)]
  const spec = paramSpec(field.name)
  // The schema has reported a name that is unknown.
  return spec === undefined ? [] : apply(VALUE_RULES, field, values, spec)
}

function checkExtraParam(field: Field, values: ValueReader): Problem[] {
  const spec = paramSpec(field.name)
  if (spec !== undefined) {
    const message = `FreeSWITCH does read \`${field.name}\`; under \`extra-params\` nothing would check it.`
    return [problem('GW103', field.key, message, 'Write it as a key of the gateway itself.')]
  }
  const fault = field.name === '' ? 'it is empty' : unwritable(field.name)
  if (fault !== undefined) {
    return [problem('GW103', field.key, `This cannot be the name of a parameter: ${fault}.`, 'Rename it.')]
  }
  return [unread(field), ...apply(ANY_VALUE, field, values, TEXT)]
}

function unread(field: Field): Problem {
  const message = `FreeSWITCH does not read \`${field.name}\`; it is kept on disk and does nothing.`
  return warning(field.key, message, 'Remove it if nothing else reads it.')
}

function checkVariable({ name, value, direction }: VariableFields, values: ValueReader): Problem[] {
  const found = [
    ...apply([secretName, unwritableValue], name, values, TEXT),
    ...apply([unwritableValue], value, values, TEXT),
  ]
  if (direction === undefined || VARIABLE_DIRECTIONS.includes(direction.node.text.toLowerCase())) return found
  const message = '`direction` is neither inbound nor outbound; FreeSWITCH applies the variable to no call.'
  const hint = 'Write inbound or outbound; leave it out for both.'
  return [...found, problem('GW103', direction.node.at, message, hint)]
}

/** Both are stored, and every look-up finds the first. */
function repeatedVariables(variables: readonly VariableFields[], values: ValueReader): Problem[] {
  const seen = new Set<string>()
  return variables.flatMap(({ name, direction }) => {
    const text = values.peek(name.node).text
    const key = `${text} ${direction?.node.text.toLowerCase() ?? ''}`
    const isRepeated = seen.has(key)
    seen.add(key)
    if (!isRepeated) return []
    return [
      warning(
        name.node.at,
        `The variable ${text} stands here twice; FreeSWITCH finds the first.`,
        'Remove one.',
      ),
    ]
  })
}

function checkSubscription({ event, params }: SubscriptionFields, values: ValueReader): Problem[] {
  const found = apply([secretName, ...ANY_VALUE], event, values, TEXT)
  return [
    ...found,
    ...params.flatMap((field) => {
      const spec = subscriptionParamSpec(field.name)
      // The schema has reported a name that is unknown.
      return spec === undefined ? [] : apply(VALUE_RULES, field, values, spec)
    }),
  ]
}

/** What is secret of a gateway is known, and kept, by the names beside it: a name cannot be a secret itself. */
function secretName(field: Field, value: Value): Problem | undefined {
  if (!value.fromSecret) return undefined
  const what = field.name === 'event' ? 'The event of a subscription' : 'The name of a variable'
  return problem(
    'GW103',
    field.node.at,
    `${what} cannot come from a secret.`,
    'Write it out; its value may be a secret.',
  )
}

const TEXT: ValueSpec = { name: '', kind: 'text', emptyIsUnset: true }
const ANY_VALUE: readonly ValueRule[] = [unwritableValue, lineBreak]

/** The first rule that finds fault with a value has the word. */
function apply(rules: readonly ValueRule[], field: Field, values: ValueReader, spec: ValueSpec): Problem[] {
  const value = values.peek(field.node)
  for (const rule of rules) {
    const found = rule(field, value, spec)
    if (found !== undefined) return [found]
  }
  return []
}
