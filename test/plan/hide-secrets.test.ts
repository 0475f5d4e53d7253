import { hideParams, hideSecrets, namesOfSecrets, secretNames } from '../../src/plan/hide-secrets.ts'
import type { Change } from '../../src/model/plan.ts'
import { definition, desired, gateway, text } from '../support/plan-world.ts'

const account = definition({ proxy: 'p' })
const secret = { ...account, params: new Map([...account.params, ['username', text('u', true)]]) }
const wanted = {
  ...desired([gateway('external/a', secret), gateway('external/b', account)]),
}
const unmanaged = { name: 'internal', prune: 'managed' as const, at: { file: 'f', offset: 0, length: 1 } }

describe('hideSecrets', () => {
  it('knows the names of what comes from secrets now, and of what did before', () => {
    const all = { ...wanted, profiles: [...wanted.profiles, unmanaged] }
    expect([...namesOfSecrets(all)]).toEqual([['a', ['username']]])
    const names = secretNames(
      all,
      new Map([
        ['a', ['pin']],
        ['gone', ['realm']],
      ]),
    )
    expect([...names('a')]).toEqual(['username', 'pin'])
    expect([...names('gone')]).toEqual(['realm'])
    expect([...secretNames(all, undefined)('b')]).toEqual([])
  })

  it('knows the settings of a profile, by profile and all together', () => {
    const at = unmanaged.at
    const settings = [
      { name: 'NDLB-force-rport', texts: [text('a'), text('b', true)], at },
      { name: 'debug', texts: [text('0')], at },
    ]
    const profiles = [
      { ...unmanaged, settings },
      { ...unmanaged, name: 'custom', settings: settings.slice(1) },
    ]
    const names = secretNames({ ...wanted, profiles }, new Map([['custom/', ['context']]]))
    expect([...names('internal/')]).toEqual(['ndlb-force-rport'])
    expect([...names('custom/')]).toEqual(['context'])
    expect([...names('/')]).toEqual(['ndlb-force-rport', 'context'])
    expect([...names('internal')]).toEqual([])
  })

  it('hides them on both sides, also where the gateway goes', () => {
    const before = '<gateway name="a"><param name="username" value="old"/></gateway>'
    const file = { path: 'a.xml', owner: 'p.xml', sensitiveBefore: [], sensitiveAfter: [] }
    const names = secretNames(wanted, undefined)
    const update = hideSecrets(
      { ...file, action: 'update', before, after: before.replace('old', 'new') },
      names,
    )
    expect(update.sensitiveBefore).toEqual(update.sensitiveAfter)
    const removed = hideSecrets({ ...file, action: 'delete', before, after: null }, names)
    expect(removed.sensitiveBefore.map((each) => before.slice(each.start, each.end))).toEqual(['old'])
    const created = hideSecrets({ ...file, action: 'create', before: null, after: before }, names)
    expect(created.sensitiveAfter).toHaveLength(1)
  })
})

describe('hideParams', () => {
  const lists = definition(
    { proxy: 'p' },
    {
      variables: [{ name: text('pin'), value: text('1') }],
      subscriptions: [{ event: text('presence'), params: new Map([['contact', text('c')]]) }],
    },
  )
  const change: Change = {
    kind: 'gateway',
    action: 'update',
    profile: 'external',
    gateway: 'a',
    params: ['username', 'proxy', 'variables', 'subscriptions'].map((name) => ({
      name,
      before: 'x',
      after: 'y',
    })),
    reasons: [],
    before: lists,
    runtime: { kill: false, start: false, registersBefore: false, registersAfter: false },
  }

  it.each([
    [['username'], ['username']],
    [['pin'], ['variables']],
    [['contact'], ['subscriptions']],
    [[], []],
  ])('with %j known to come from secrets hides %j, a literal that replaces one included', (known, hidden) => {
    const { params } = hideParams(change, () => new Set(known))
    expect(params.filter((each) => each.sensitive === true).map((each) => each.name)).toEqual(hidden)
    expect(params.filter((each) => each.before === null && each.after === null)).toHaveLength(hidden.length)
  })

  it('knows the params of a subscription', () => {
    const subscriptions = [{ event: text('presence'), params: new Map([['contact', text('c', true)]]) }]
    const all = desired([gateway('external/a', definition({ proxy: 'p' }, { subscriptions }))])
    expect([...namesOfSecrets(all)]).toEqual([['a', ['contact']]])
  })
})
