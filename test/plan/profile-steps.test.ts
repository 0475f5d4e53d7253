import { profileSteps } from '../../src/plan/profile-steps.ts'
import type { Change, ProfileChange, SettingChange } from '../../src/model/plan.ts'
import { planSteps } from '../../src/plan/sequence.ts'
import type { ProfileWork } from '../../src/plan/stretches.ts'
import { stepLines } from '../../src/render/step-text.ts'
import { change, profileChange, settingChange } from '../support/plan-parts.ts'

const in_ = (profile: string, each: Change): Change => ({ ...each, profile })
const updated = (gateway: string, profile = 'external'): Change => in_(profile, change('update', { gateway }))
const created = (gateway: string, profile = 'external'): Change =>
  in_(
    profile,
    change('create', { gateway, runtime: { kill: false, registersBefore: false, registersAfter: false } }),
  )
const deleted = (gateway: string, profile = 'external'): Change =>
  in_(profile, change('delete', { gateway, runtime: { start: false, registersAfter: false } }))
const moved = (gateway: string, from: string, to: string): Change[] => [
  { ...deleted(gateway, from), movedTo: to },
  { ...created(gateway, to), movedFrom: from },
]

function lines(
  profiles: readonly ProfileChange[],
  changes: readonly Change[] = [],
  settings: readonly SettingChange[] = [],
  more: { batch?: number } & Omit<ProfileWork, 'profiles' | 'settings'> = {},
): string[] {
  const { batch, ...work } = more
  return stepLines(planSteps(changes, batch, { profiles, settings, ...work })).map((each) => each.trim())
}

const RESTART = [
  '1. reloadxml',
  '2. sofia profile external restart reloadxml',
  'wait until profile external takes calls',
]

describe('profiles as a whole', () => {
  it('restarts with neither killgw nor rescan, however much changes', () => {
    const changes = [updated('a'), created('b'), deleted('c')]
    const settings = [settingChange('sip-port'), settingChange('auth-calls', { effect: 'rescan' })]
    expect(lines([profileChange('restart')], changes, settings)).toEqual(RESTART)
  })

  it('stops first, then restarts, then starts', () => {
    const profiles = [
      profileChange('create', 'new'),
      profileChange('start', 'idle'),
      profileChange('restart'),
      profileChange('delete', 'old'),
      profileChange('delete', 'gone', { idle: true }),
    ]
    expect(lines(profiles)).toEqual([
      '1. reloadxml',
      '2. sofia profile old stop',
      'wait until profile old is gone',
      '3. sofia profile external restart reloadxml',
      'wait until profile external takes calls',
      '4. sofia profile new start',
      'wait until profile new takes calls',
      '5. sofia profile idle start',
      'wait until profile idle takes calls',
    ])
  })

  it('restarts what frees a port before what takes it', () => {
    const profiles = [
      profileChange('restart', 'a', { listens: { port: 2 }, listened: { port: 1 } }),
      profileChange('restart', 'b', { listens: { port: 3 }, listened: { port: 2 } }),
    ]
    expect(lines(profiles).filter((each) => each.includes('restart '))).toEqual([
      '2. sofia profile b restart reloadxml',
      '3. sofia profile a restart reloadxml',
    ])
    const ring = [
      ...profiles.slice(0, 1),
      profileChange('restart', 'b', { listens: { port: 1 }, listened: { port: 2 } }),
    ]
    expect(lines(ring)[1]).toContain('profile a restart')
  })

  it('lets a gateway go before the profile to which it moves starts', () => {
    expect(lines([profileChange('create', 'new')], moved('m', 'external', 'new'))).toEqual([
      '1. reloadxml',
      '2. sofia profile external killgw external::m',
      'wait until m is gone',
      '3. sofia profile new start',
      'wait until profile new takes calls',
    ])
  })

  it('adds what comes out of a profile that goes when that is gone', () => {
    expect(lines([profileChange('delete', 'old')], moved('m', 'old', 'external'))).toEqual([
      '1. reloadxml',
      '2. sofia profile old stop',
      'wait until profile old is gone',
      '3. sofia profile external rescan reloadxml',
    ])
  })

  it('takes on the other profiles afterwards, and proves what came before where there are batches', () => {
    const changes = [created('a', 'internal'), created('b', 'internal')]
    const carried = [updated('c')]
    expect(lines([profileChange('restart', 'external', { carried })], changes, [], { batch: 1 })).toEqual([
      ...RESTART,
      'verify batch 1 of 3: external/c; unless all are healthy, stop here',
      '3. sofia profile internal startgw a',
      'verify batch 2 of 3: internal/a; unless all are healthy, stop here',
      '4. sofia profile internal startgw b',
    ])
  })

  it('tries canaries before anything of their profile is touched', () => {
    const found = lines([profileChange('restart')], [{ ...updated('a'), canary: 'gwctl-canary-a' }])
    expect(found[0]).toContain('write sip_profiles/external/gwctl-canary-a.xml')
    expect(found.slice(-3)).toEqual(RESTART.map((each) => each.replace(/^\d/, (n) => String(Number(n) + 2))))
  })
})

describe('settings', () => {
  const scanned = settingChange('auth-calls', { effect: 'rescan' })

  it('come in with one rescan', () => {
    expect(lines([], [], [scanned])).toEqual(['1. sofia profile external rescan reloadxml'])
  })

  it('come in with the rescan that gateways need anyway', () => {
    expect(lines([], [created('a')], [scanned])).toEqual(['1. sofia profile external rescan reloadxml'])
  })

  it('come in last where gateways are added in batches', () => {
    const found = lines([], [created('a'), created('b')], [scanned], { batch: 1 })
    expect(found.at(-1)).toBe('3. sofia profile external rescan reloadxml')
    const changed = lines([], [created('a'), updated('b')], [scanned], { batch: 1 })
    expect(changed.filter((each) => each.includes('rescan'))).toHaveLength(1)
  })

  it.each<[string, Partial<SettingChange>]>([
    ['that FreeSWITCH does not read', { effect: 'none' }],
    ['that are in force already', { effect: 'restart', inForce: true }],
    ['that a rescan would apply, and are in force already', { effect: 'rescan', inForce: true }],
  ])('only have to be read %s', (_, more) => {
    expect(lines([], [], [settingChange('x', more)])).toEqual(['1. reloadxml'])
  })
})

describe('a profile that must not be rescanned', () => {
  const noRescan = new Set(['external'])

  it('gets its gateways one by one', () => {
    expect(lines([], [created('a'), created('b'), created('c', 'internal')], [], { noRescan })).toEqual([
      '1. sofia profile external startgw a',
      '2. sofia profile external startgw b',
      '3. sofia profile internal rescan reloadxml',
    ])
  })
})

describe('profileSteps', () => {
  it('is nothing where no profile changes', () => {
    expect(profileSteps([], [])).toEqual([])
  })
})
