import { PROFILE_SETTINGS, UNREAD_SETTINGS, type SettingSpec } from '../model/profile-settings.ts'
import { describeSetting } from './describe-setting.ts'
import { SCALAR, type Schema } from './json-schema.ts'
import { anyWord, BOOL_PATTERN, NUMBER_PATTERN } from './schema-patterns.ts'

/** The schema of `settings` of a profile, made from the table of settings. */
export function settingsSchema(): Schema {
  return {
    type: 'object',
    description: 'Settings of the profile, by FreeSWITCH names; only those named here are managed.',
    additionalProperties: false,
    properties: {
      ...Object.fromEntries(PROFILE_SETTINGS.map((spec) => [spec.name, settingSchema(spec)])),
      ...Object.fromEntries(
        UNREAD_SETTINGS.map((name) => [
          name,
          { type: SCALAR, deprecated: true, description: 'FreeSWITCH 1.10.12 does not read it.' },
        ]),
      ),
    },
  }
}

/** What its value may be stands in an `allOf`, as in `paramSchema`. */
function settingSchema(spec: SettingSpec): Schema {
  const shape = valueShape(spec)
  return {
    allOf: [spec.several === undefined ? shape : orList(shape, spec.several.most)],
    description: describeSetting(spec),
    ...(spec.default !== undefined && { default: typed(spec, spec.default) }),
    examples: examplesOf(spec).map((example) => typed(spec, example)),
    ...(spec.effect === 'none' && { deprecated: true }),
  }
}

/** Editors complete a value from its examples: where there are few words, they are all of them. */
function examplesOf({ kind, orBool, words = [], examples }: SettingSpec): readonly string[] {
  if (kind === 'bool') return ['true', 'false']
  return kind === 'enum' ? [...(orBool === true ? ['true', 'false'] : []), ...words] : examples
}

function orList(shape: Schema, most: number | undefined): Schema {
  const type = [shape['type'], 'array'].flat()
  return { ...shape, type, items: shape, minItems: 1, ...(most !== undefined && { maxItems: most }) }
}

function valueShape(spec: SettingSpec): Schema {
  const { words = [] } = spec
  switch (spec.kind) {
    case 'bool':
      return { type: SCALAR, pattern: BOOL_PATTERN }
    case 'int':
    case 'seconds':
    case 'milliseconds':
    case 'port':
      return {
        type: ['integer', 'string'],
        minimum: spec.minimum,
        maximum: spec.maximum ?? 2147483647,
        pattern: words.length === 0 ? NUMBER_PATTERN : `${NUMBER_PATTERN}|${anyWord(words)}`,
      }
    case 'enum':
      return spec.orBool === true
        ? { type: SCALAR, pattern: `${BOOL_PATTERN}|${anyWord(words)}` }
        : { type: 'string', pattern: `${anyWord(words)}|\\$\\{` }
    case 'address':
    case 'list':
      return { type: 'string' }
    case 'text':
      return { type: SCALAR }
  }
}

function typed(spec: SettingSpec, text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  return spec.minimum !== undefined && /^\d+$/.test(text) ? Number(text) : text
}
