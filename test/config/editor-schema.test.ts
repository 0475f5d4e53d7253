import { desiredSchema } from '../../src/config/desired-schema.ts'
import { describeParam } from '../../src/config/describe-param.ts'
import { describeSetting } from '../../src/config/describe-setting.ts'
import { GATEWAY_PARAMS } from '../../src/model/params.ts'
import { PROFILE_SETTINGS } from '../../src/model/profile-settings.ts'
import { SUBSCRIPTION_PARAMS } from '../../src/model/subscription-params.ts'

/*
 * What an editor can show: nothing in the schema may lack what somebody who writes the YAML wants to know.
 */

type Node = Readonly<Record<string, unknown>>

/** Every property of every map in the schema, with its path. */
function properties(node: unknown, path = ''): readonly (readonly [path: string, schema: Node])[] {
  if (typeof node !== 'object' || node === null) return []
  const entries = Object.entries(node)
  return entries.flatMap(([key, value]) => {
    const below = properties(value, `${path}/${key}`)
    if (key !== 'properties') return below
    return [
      ...Object.entries(Object(value) as Node).map(
        ([name, each]) => [`${path}/${name}`, Object(each) as Node] as const,
      ),
      ...below,
    ]
  })
}

const words = (text: string): readonly string[] => text.toLowerCase().match(/[a-z\d]+/g) ?? []

const TABLES = [
  ...GATEWAY_PARAMS.map((spec) => [spec.name, spec, describeParam(spec)] as const),
  ...SUBSCRIPTION_PARAMS.map((spec) => [`subscription ${spec.name}`, spec, describeParam(spec)] as const),
  ...PROFILE_SETTINGS.map((spec) => [`setting ${spec.name}`, spec, describeSetting(spec)] as const),
]

describe('what an editor shows', () => {
  it.each(properties(desiredSchema()))(
    '%s has a description, and an example where it is a value',
    (_, schema) => {
      const isReference = '$ref' in schema
      if (isReference) return
      expect(schema['description']).toMatch(/^\S.*[.)]$/)
      const isValue = !['object', 'array'].includes(String(schema['type'])) && schema['deprecated'] !== true
      const hasChoice = 'enum' in schema || 'const' in schema || schema['type'] === 'boolean'
      if (isValue && !hasChoice)
        expect([schema['examples'] ?? schema['default']].flat().length).toBeGreaterThan(0)
    },
  )

  it.each(TABLES)('%s says more than its name', (name, spec, shown) => {
    const own = new Set(words(name))
    expect(words(spec.description).filter((word) => !own.has(word)).length).toBeGreaterThanOrEqual(3)
    if ('refused' in spec || ('effect' in spec && spec.effect === 'none')) return
    expect(spec.examples.length).toBeGreaterThan(0)
    expect(shown).toMatch(/Default: \S/)
  })

  it.each(TABLES)('%s has its unit', (_, spec, shown) => {
    if (spec.kind === 'seconds' || spec.kind === 'milliseconds')
      expect(shown).toMatch(new RegExp(`At least \\d+ ${spec.kind}|From \\d+ to \\d+ ${spec.kind}`))
    // Where the name has a unit, the text has it, too.
    if (/-msec$|-ms$/.test(spec.name)) expect(shown.toLowerCase()).toContain('milliseconds')
    if (/seconds$|-sec$/.test(spec.name)) expect(shown).toContain('seconds')
  })

  it.each(
    PROFILE_SETTINGS.filter(({ kind, effect }) => kind === 'enum' && effect !== 'none').map(
      (spec) => [spec.name, spec] as const,
    ),
  )('%s says what each word means', (_, spec) => {
    for (const word of spec.words ?? []) expect(spec.wordsMean).toMatch(new RegExp(`(^|\\W)${word}\\W`))
  })

  it('gives every word of a choice to the completion', () => {
    const settings = Object(Object(desiredSchema()['$defs'])['settings']) as {
      properties: Record<string, Node>
    }
    for (const spec of PROFILE_SETTINGS) {
      const { examples } = settings.properties[spec.name] ?? {}
      if (spec.kind === 'bool') expect(examples).toEqual([true, false])
      if (spec.kind === 'enum')
        expect(examples).toEqual([...(spec.orBool ? [true, false] : []), ...(spec.words ?? [])])
    }
  })
})
