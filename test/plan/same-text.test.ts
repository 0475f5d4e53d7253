import fc from 'fast-check'
import type { GatewayDefinition, Text } from '../../src/model/gateway.ts'
import { isSameText } from '../../src/model/same-text.ts'
import { meaningOf } from '../../src/plan/meaning.ts'
import { paramChanges } from '../../src/plan/param-changes.ts'
import { isSameDefinition } from '../../src/xml/same-definition.ts'

const CONTEXT = { gateway: 'acme', globals: new Map([['known', 'x']]), profileContext: undefined }
const measure = (definition: GatewayDefinition): ReturnType<typeof meaningOf> =>
  meaningOf(definition, CONTEXT)

const text = (xml: string): Text => ({ xml, sensitive: false })
const definition = (params: Iterable<readonly [string, string]>): GatewayDefinition => ({
  params: new Map([...params].map(([name, xml]) => [name, text(xml)])),
  variables: [],
  subscriptions: [],
})

const NAMES = ['retry-seconds', 'retry_seconds', 'register', 'username', 'from-user', 'ping', 'x-own']
const VALUES = ['', '30', '40', 'true', 'yes', '$${known}', 'x', '&amp;', '&#38;']
const written = fc
  .uniqueArray(fc.constantFrom(...NAMES), { maxLength: 5 })
  .chain((names) => fc.tuple(...names.map((name) => fc.tuple(fc.constant(name), fc.constantFrom(...VALUES)))))

describe('what is written alike', () => {
  it('is told from what is not', () => {
    const one = definition([['ping', '30']])
    const list = { ...one, variables: [{ name: text('a'), value: text('b') }] }
    expect(isSameText(one, definition([['ping', '30']]))).toBe(true)
    expect(isSameText(one, definition([['ping', '31']]))).toBe(false)
    expect(isSameText(one, definition([]))).toBe(false)
    expect(isSameText(one, list)).toBe(false)
    expect(isSameText(list, one)).toBe(false)
    expect(isSameText({ ...one, subscriptions: [{ event: text('a'), params: new Map() }] }, one)).toBe(false)
  })

  it('is compared with the same outcome as what is not', () => {
    // A variable that both have keeps the two from being found alike, and changes nothing else.
    const shared = { variables: [{ name: text('v'), value: text('1') }] }
    fc.assert(
      fc.property(written, written, fc.boolean(), (some, others, shuffled) => {
        const before = definition(some)
        const after = definition(shuffled ? [...some].reverse() : others)
        const changes = paramChanges({ ...before, ...shared }, { ...after, ...shared }, measure)
        expect(paramChanges(before, after, measure)).toEqual(changes)
        const same = isSameDefinition({ ...before, ...shared }, { ...after, ...shared }, CONTEXT.globals)
        expect(isSameDefinition(before, after, CONTEXT.globals)).toBe(same)
      }),
      { numRuns: 500 },
    )
  })
})
