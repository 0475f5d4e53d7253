import type { GatewayRef } from '../../src/model/plan.ts'
import {
  callsInProgress,
  doesNotRegister,
  doesNotRun,
  lastHealthyKilled,
  shutdownOnFail,
} from '../../src/plan/operation-refusals.ts'
import { disk, live, running } from '../support/plan-world.ts'

const GATEWAYS = {
  'external/acme': { proxy: 'a.example', username: 'a', password: 'x' },
  'external/beta': { proxy: 'b.example', register: 'false' },
}

describe('callsInProgress', () => {
  it.each<[number, boolean, string | undefined]>([
    [0, false, undefined],
    [2, true, undefined],
    [1, false, 'Profile external has 1 call in progress, which would be hung up.'],
    [2, false, 'Profile external has 2 calls in progress, which would be hung up.'],
  ])('%d calls, allowed: %s', (calls, allowed, message) => {
    expect(callsInProgress('external', calls, allowed)[0]?.message).toBe(message)
  })
})

describe('shutdownOnFail', () => {
  const withSetting = (value: string) =>
    disk(GATEWAYS, { settings: `<param name="shutdown-on-fail" value="${value}"/>` })

  it.each(['true', 'TRUE', 'elegant', 'asap', 'reincarnate-now'])('refuses %s, in either place', (value) => {
    const plain = disk(GATEWAYS)
    expect(shutdownOnFail('external', [withSetting(value), plain])).toHaveLength(1)
    expect(shutdownOnFail('external', [plain, withSetting(value)])).toHaveLength(1)
  })

  it.each(['false', 'yes', ''])('lets %j pass, which FreeSWITCH does not read', (value) => {
    expect(shutdownOnFail('external', [withSetting(value)])).toEqual([])
  })

  it('lets a profile pass that is nowhere', () => {
    expect(shutdownOnFail('nope', [withSetting('true')])).toEqual([])
  })
})

describe('doesNotRun', () => {
  it('lets one that runs pass', () => {
    expect(doesNotRun('external', 'RUNNING')).toEqual([])
  })

  it.each([
    [undefined, 'Profile external does not run.'],
    ['DOWN', 'Profile external is DOWN: it starts or stops at this moment, or hangs.'],
  ])('refuses %s', (state, message) => {
    expect(doesNotRun('external', state)).toMatchObject([{ rule: 'profile-not-running', message }])
  })
})

describe('lastHealthyKilled', () => {
  const world = live([
    running('external/acme', GATEWAYS['external/acme']),
    running('external/beta', GATEWAYS['external/beta']),
    running('internal/trunk', { proxy: 'c.example' }, { status: 'DOWN' }),
  ])
  const ref = (path: string): GatewayRef => {
    const [profile = '', gateway = ''] = path.split('/')
    return { profile, gateway }
  }

  it('protects the last that is UP of each profile', () => {
    expect(lastHealthyKilled([ref('external/acme')], world, false)).toEqual([])
    expect(lastHealthyKilled([ref('internal/trunk')], world, false)).toEqual([])
    const both = [ref('external/acme'), ref('external/beta')]
    expect(lastHealthyKilled(both, world, false)).toMatchObject([
      { message: 'Profile external would lose its last healthy gateway (acme, beta).' },
    ])
    expect(lastHealthyKilled(both, world, true)).toEqual([])
  })
})

describe('doesNotRegister', () => {
  it.each([
    ['NOREG', 1],
    ['REGED', 0],
    ['DOWN', 0],
  ])('%s: %d', (state, count) => {
    expect(doesNotRegister(running('external/acme', GATEWAYS['external/acme'], { state }))).toHaveLength(
      count,
    )
  })
})
