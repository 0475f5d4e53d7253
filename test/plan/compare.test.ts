import { changedGateways, compareDesired } from '../../src/plan/compare.ts'
import { definition, desired, gateway, profile, text } from '../support/plan-world.ts'

const AT = { file: 'gwctl.yaml', offset: 0, length: 1 }

describe('compareDesired', () => {
  it('takes the first for applied, and says in the words of a review what the second changes', () => {
    const before = desired([
      gateway('external/a', { proxy: 'x', register: 'false' }),
      gateway('external/b', { proxy: 'x', register: 'false' }),
      gateway('external/c', { proxy: 'x', register: 'false' }),
      gateway('external/off', { proxy: 'x', register: 'false' }, { enabled: false }),
      gateway('external/same', { proxy: 'x', register: 'false' }),
    ])
    const after = desired([
      gateway('external/a', { proxy: 'y', register: 'false' }),
      gateway('external/c', { proxy: 'x', register: 'false' }, { enabled: false }),
      gateway('external/d', { proxy: 'x', register: 'false' }),
      gateway('external/off', { proxy: 'x', register: 'false' }, { enabled: false }),
      gateway('external/same', { proxy: 'x', register: 'no' }),
    ])
    const { plan, notes } = compareDesired(before, after)
    expect(plan.changes.map(({ action, gateway, reasons }) => [action, gateway, ...reasons])).toEqual([
      ['update', 'a', 'the YAML changes it'],
      ['delete', 'c', 'enabled: false'],
      ['create', 'd', 'new in the YAML'],
      ['delete', 'b', 'not in the YAML any more'],
    ])
    expect(plan).toMatchObject({ files: [], observed: false, warnings: [], refusals: [] })
    expect(plan.unchanged).toEqual([{ profile: 'external', gateway: 'same' }])
    expect(notes).toEqual([])
    expect(changedGateways({ plan, notes })).toContainEqual({ profile: 'external', gateway: 'a' })
  })

  it('compares variables of FreeSWITCH by their names, wherever they stand', () => {
    const world = (name: string): ReturnType<typeof desired> => {
      const value = text(`$\${${name}}`)
      return desired([
        gateway('external/p', { proxy: `$\${${name}}`, register: 'false' }),
        gateway(
          'external/v',
          definition({ proxy: 'x', register: 'false' }, { variables: [{ name: text('n'), value }] }),
        ),
        gateway(
          'external/s',
          definition(
            { proxy: 'x', register: 'false' },
            { subscriptions: [{ event: text('e'), params: new Map([['expire-seconds', value]]) }] },
          ),
        ),
      ])
    }
    expect(compareDesired(world('one'), world('one')).plan.changes).toEqual([])
    expect(compareDesired(world('one'), world('two')).plan.changes.map((each) => each.gateway)).toEqual([
      'p',
      'v',
      's',
    ])
  })

  it('hides what is a secret on either side', () => {
    const secret = {
      params: new Map([['proxy', text('sip.example', true)]]),
      variables: [],
      subscriptions: [],
    }
    const open = { params: new Map([['proxy', text('other.example')]]), variables: [], subscriptions: [] }
    for (const [one, two] of [
      [secret, open],
      [open, secret],
    ] as const) {
      const { plan } = compareDesired(
        desired([gateway('external/a', one)]),
        desired([gateway('external/a', two)]),
      )
      expect(plan.changes[0]?.params).toEqual([{ name: 'proxy', before: null, after: null, sensitive: true }])
    }
  })

  it('notes what is not managed any more, and limits that move', () => {
    const before = desired([gateway('external/a', { proxy: 'x', register: 'false' })], [{ name: 'internal' }])
    const { profiles, policy } = before
    const left = { ...before, profiles: profiles.filter((each) => each.name === 'internal') }
    expect(compareDesired(before, left).notes).toEqual([
      'Profile external is no longer managed: its gateway is left as it is.',
    ])
    const trunk = { proxy: 'x', register: 'false' }
    const two = desired([gateway('external/a', trunk), gateway('external/b', trunk)], [{ name: 'internal' }])
    expect(compareDesired(two, left).notes).toEqual([
      'Profile external is no longer managed: its 2 gateways are left as they are.',
    ])
    const unmanaged = { ...before, profiles: [{ name: 'external', prune: 'managed' as const, at: AT }] }
    expect(compareDesired(before, unmanaged).notes).toHaveLength(1)
    expect(compareDesired(unmanaged, before).notes).toEqual([])
    const looser = { ...before, policy: { ...policy, maxDeletes: 9, allowLastHealthy: true } }
    expect(compareDesired(before, looser).notes).toEqual([
      'policy.max-deletes changes from 3 to 9.',
      'policy.allow-last-healthy changes from false to true.',
    ])
  })

  it('notes when calls in progress protect no more, or again', () => {
    const before = desired([])
    const looser = { ...before, policy: { ...before.policy, allowCalls: true } }
    const said = 'policy.allow-calls changes from'
    expect(compareDesired(before, looser).notes).toEqual([`${said} false to true.`])
    expect(compareDesired(looser, before).notes).toEqual([`${said} true to false.`])
    expect(
      compareDesired(before, { ...before, policy: { ...before.policy, allowCalls: false } }).notes,
    ).toEqual([])
  })

  it('tells settings that change, and what is new or gone among them', () => {
    const one = desired([], [profile('external', { 'sip-port': '5080', context: 'in' })])
    const two = desired([], [profile('external', { 'sip-port': '5090', 'sip-ip': '10.0.0.1' })])
    const { plan } = compareDesired(one, two)
    expect(plan.settings?.map(({ name, before, after }) => [name, before, after])).toEqual(
      expect.arrayContaining([
        ['sip-port', '5080', '5090'],
        ['sip-ip', null, '10.0.0.1'],
      ]),
    )
    expect(plan.changes).toEqual([])
    expect(compareDesired(one, one).plan).not.toHaveProperty('settings')
  })

  it('compares variables of FreeSWITCH in settings by their names', () => {
    const world = (name: string): ReturnType<typeof desired> =>
      desired([], [profile('external', { 'sip-port': `$\${${name}}` })])
    expect(compareDesired(world('one'), world('one')).plan).not.toHaveProperty('settings')
    expect(compareDesired(world('one'), world('two')).plan.settings).toMatchObject([{ name: 'sip-port' }])
  })

  it('tells a profile that is created, one that goes, and one that was gone already', () => {
    const without = desired([])
    const create = desired([], [profile('new', { 'sip-port': '5099' }, { create: true, gateways: [] })])
    const absent = desired([], [profile('new', {}, { absent: true })])
    const actions = (...[before, after]: Parameters<typeof compareDesired>): unknown =>
      compareDesired(before, after).plan.profiles?.map((each) => [each.action, each.profile])
    expect(actions(without, create)).toEqual([['create', 'new']])
    expect(actions(create, create)).toBeUndefined()
    expect(actions(create, absent)).toEqual([['delete', 'new']])
    expect(actions(absent, absent)).toBeUndefined()
    expect(actions(absent, create)).toEqual([['create', 'new']])
  })
})
