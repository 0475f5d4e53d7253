import { meaningUnder, unshownNames } from '../../src/plan/unshown.ts'
import { changedVariables, namesWithSource, textsUnder, variablesOf } from '../../src/plan/variables-of.ts'
import { definition, text } from '../support/plan-world.ts'

const WRITTEN = definition(
  { proxy: '$${host}:$${port}', password: '$${pw}', 'retry-seconds': '$${port}', 'x-vendor': '1' },
  { variables: [{ name: text('x'), value: text('$${v}') }] },
)

describe('variables of a definition', () => {
  it('are those of the params and lists asked for, each once', () => {
    expect(variablesOf(WRITTEN, ['retry-seconds', 'proxy', 'variables', 'realm'])).toEqual([
      'port',
      'host',
      'v',
    ])
    expect(textsUnder(WRITTEN, 'variables')).toEqual(['x', '$${v}', ''])
  })

  it('have changed where the next load reads something else than the last', () => {
    const last = new Map(Object.entries({ host: 'a', port: '1', gone: 'x' }))
    const next = new Map(Object.entries({ HOST: 'a', port: '2' }))
    expect(changedVariables(['host', 'port', 'gone', 'nowhere'], last, next)).toEqual(['port', 'gone'])
  })

  it('stand behind the names that they are in', () => {
    expect(namesWithSource(['proxy', 'password'], ['host'])).toBe('proxy, password (from $${host})')
    expect(namesWithSource(['proxy'], [])).toBe('proxy')
  })
})

describe('what no status shows', () => {
  it('is what FreeSWITCH acts on without printing it', () => {
    expect(unshownNames(WRITTEN)).toEqual(['password', 'retry-seconds', 'variables'])
    const subscription = { event: text('reg'), params: new Map() }
    expect(unshownNames(definition({ proxy: 'h' }, { subscriptions: [subscription] }))).toEqual([
      'subscriptions',
    ])
  })

  it('means something by name', () => {
    const meaning = { params: new Map([['password', 'p']]), variables: ['a', 'b'], subscriptions: [] }
    expect(
      ['password', 'realm', 'variables', 'subscriptions'].map((name) => meaningUnder(meaning, name)),
    ).toEqual(['p', '', 'a\nb', ''])
  })
})
