import { PROFILE_SETTINGS, UNREAD_SETTINGS, type SettingSpec } from '../model/profile-settings.ts'
import { describeSetting } from './describe-setting.ts'
import { anyWord, BOOL_PATTERN, NUMBER_PATTERN } from './schema-patterns.ts'

type Schema = Readonly<Record<string, unknown>>

const SCALAR = ['string', 'number', 'boolean']

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

function settingSchema(spec: SettingSpec): Schema {
  const shape = valueShape(spec)
  return {
    ...(spec.several === undefined ? shape : orList(shape, spec.several.most)),
    description: describeSetting(spec),
    ...(spec.default !== undefined && { default: typed(spec, spec.default) }),
    examples: spec.examples.map((example) => typed(spec, example)),
    ...(spec.effect === 'none' && { deprecated: true }),
  }
}

function orList(shape: Schema, most: number | undefined): Schema {
  const type = [shape['type'], 'array'].flat()
  return { ...shape, type, items: shape, minItems: 1, ...(most !== undefined && { maxItems: most }) }
}

function valueShape(spec: SettingSpec): Schema {
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
        pattern: spec.words === undefined ? NUMBER_PATTERN : `${NUMBER_PATTERN}|${anyWord(spec.words)}`,
      }
    case 'enum':
      return spec.orBool === true
        ? { type: SCALAR, pattern: `${BOOL_PATTERN}|${anyWord(spec.words ?? [])}` }
        : { type: 'string', pattern: `${anyWord(spec.words ?? [])}|\\$\\{` }
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
