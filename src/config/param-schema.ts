import type { ParamSpec } from '../model/params.ts'
import type { SubscriptionParamSpec } from '../model/subscription-params.ts'
import { describeParam } from './describe-param.ts'
import { SCALAR, type Schema } from './json-schema.ts'
import { BOOL_PATTERN, NUMBER_PATTERN, TRANSPORT_PATTERN } from './schema-patterns.ts'

/**
 * The schema of one parameter, of a gateway or a subscription.
 *
 * What its value may be stands in an `allOf` of its own: to a property with a type and a default the YAML language
 * server writes the default, so that who completes `defaults` would get 21 parameters that nobody asked for.
 */
export function paramSchema(spec: ParamSpec | SubscriptionParamSpec): Schema {
  const shape = valueShape(spec)
  const typed = (text: string): string | number | boolean =>
    spec.kind === 'bool' ? text === 'true' : shape.minimum === undefined ? text : Number(text)
  return {
    allOf: [shape],
    description: describeParam(spec),
    ...(spec.default !== undefined && { default: typed(spec.default) }),
    ...(spec.examples.length > 0 && { examples: examplesOf(spec).map(typed) }),
    ...('refused' in spec && { deprecated: true }),
  }
}

/** Editors complete a value from its examples. */
function examplesOf({ kind, examples }: ParamSpec | SubscriptionParamSpec): readonly string[] {
  return kind === 'bool' ? ['true', 'false'] : examples
}

function valueShape(spec: ParamSpec | SubscriptionParamSpec): Schema {
  switch (spec.kind) {
    case 'bool':
      return { type: SCALAR, pattern: BOOL_PATTERN }
    case 'int':
    case 'seconds':
      return {
        type: ['integer', 'string'],
        minimum: 'zeroDisables' in spec ? 0 : spec.minimum,
        maximum: 2147483647,
        pattern: NUMBER_PATTERN,
      }
    case 'transport':
      return { type: 'string', pattern: TRANSPORT_PATTERN }
    case 'host':
    case 'text':
      return { type: SCALAR }
  }
}
