import { hideSecrets, namesOfSecrets, secretNames } from '../../src/plan/hide-secrets.ts'
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
