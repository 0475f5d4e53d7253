import type { DistributorChange } from '../../src/model/plan.ts'
import { shownChanges } from '../../src/render/shown-change.ts'
import { shownList } from '../../src/render/shown-list.ts'
import { shownProfiles } from '../../src/render/shown-profile.ts'
import { change, plan, profileChange, settingChange } from '../support/plan-parts.ts'

function list(action: DistributorChange['action']): DistributorChange {
  const nodes = [
    { name: 'a', before: null, after: 3 },
    { name: 'b', before: 2, after: null },
  ]
  const reasons = ['one', 'two']
  return { kind: 'distributor', action, distributor: 'out', nodes, after: [], paused: [], reasons }
}

describe('a list as a page shows it', () => {
  it.each([
    ['create', 'add'],
    ['update', 'change'],
    ['delete', 'remove'],
    ['pause', 'change'],
  ] as const)('%s looks like %s', (action, tone) => {
    expect(shownList(list(action))).toMatchObject({ name: 'list out', verb: action, tone, why: 'one; two' })
  })

  it('has its nodes for parameters', () => {
    expect(shownList(list('update')).params).toEqual([
      { name: 'a', before: null, after: 'weight 3' },
      { name: 'b', before: 'weight 2', after: null },
    ])
  })
})

describe('profiles as a page shows them', () => {
  it.each([
    ['create', 'add', 'writes it and starts it, with its gateways'],
    ['start', 'add', 'starts it, with its gateways'],
    ['restart', 'change', 'hangs up every call through it; it has no gateway that runs'],
    ['delete', 'remove', 'stops it: hangs up every call through it; it has no gateway that runs'],
  ] as const)('%s looks like %s', (action, tone, consequence) => {
    expect(shownProfiles(plan({ profiles: [profileChange(action)] }))).toEqual([
      { name: 'profile external', verb: action, tone, consequence, why: 'because', params: [] },
    ])
  })

  it('settings alone are a change of their profile, and each reason and consequence is told once', () => {
    const settings = [
      settingChange('sip-port'),
      settingChange('sip-ip', { before: null, after: null, sensitive: true }),
      settingChange('rtp-ip', { effect: 'rescan', reasons: ['another'] }),
      settingChange('sip-port', { profile: 'internal' }),
    ]
    expect(shownProfiles(plan({ settings }))).toEqual([
      {
        name: 'profile external',
        verb: 'change settings',
        tone: 'change',
        consequence: 'applied by a restart of the profile; applied by a rescan',
        why: 'because; another',
        params: [
          { name: 'sip-port', before: '1', after: '2' },
          { name: 'sip-ip', before: null, after: null, sensitive: true },
          { name: 'rtp-ip', before: '1', after: '2' },
        ],
      },
      expect.objectContaining({ name: 'profile internal', verb: 'change settings' }),
    ])
  })

  it('a profile that changes as a whole has its settings for parameters, once', () => {
    const both = plan({ profiles: [profileChange('restart')], settings: [settingChange('sip-port')] })
    expect(shownProfiles(both)).toMatchObject([{ verb: 'restart', params: [{ name: 'sip-port' }] }])
    expect(shownProfiles(plan())).toEqual([])
  })
})

describe('all changes of a plan', () => {
  it('what ends something comes first, markers last', () => {
    const shown = shownChanges(
      plan({
        changes: [
          change('adopt'),
          change('create', { gateway: 'b' }),
          change('release', { gateway: 'c' }),
          change('recreate', { gateway: 'd' }),
          change('update', { gateway: 'e', movedFrom: 'internal' }),
          change('delete', { gateway: 'f', movedTo: 'internal' }),
        ],
        distributors: [list('delete')],
        profiles: [profileChange('create', 'other')],
      }),
    )
    expect(shown.map((each) => [each.tone, each.name, each.verb])).toEqual([
      ['remove', 'list out', 'delete'],
      ['remove', 'external/f', 'move to internal'],
      ['change', 'external/d', 'recreate'],
      ['change', 'external/e', 'move here from internal'],
      ['add', 'profile other', 'create'],
      ['add', 'external/b', 'create'],
      ['mark', 'external/acme', 'adopt'],
      ['mark', 'external/c', 'release'],
    ])
  })
})
