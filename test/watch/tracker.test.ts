import type { GatewayEvent } from '../../src/freeswitch/events.ts'
import type { LiveGateway } from '../../src/model/live.ts'
import { statusOf, type SwitchStatus } from '../../src/model/status.ts'
import { Tracker } from '../../src/watch/tracker.ts'
import { liveGateway } from '../support/live-gateway.ts'

function statusWith(
  gateways: readonly Partial<LiveGateway>[],
  profiles: Readonly<Record<string, string>> = { external: 'RUNNING' },
): SwitchStatus {
  const live = {
    coreUuid: 'one',
    version: '1.10.12-release',
    profiles: Object.entries(profiles).map(([name, state]) => ({ name, state, calls: 0 })),
    gateways: gateways.map(liveGateway),
    globals: new Map(),
  }
  return statusOf(live, new Set(), 0)
}

const state = (gateway: string, to: string, pingStatus: 'UP' | 'DOWN'): GatewayEvent => ({
  kind: 'state',
  gateway,
  state: to,
  pingStatus,
})

function tracking(...gateways: readonly Partial<LiveGateway>[]): Tracker {
  const tracker = new Tracker()
  tracker.settle(statusWith(gateways))
  return tracker
}

describe('Tracker', () => {
  it('takes the first look for granted', () => {
    const tracker = new Tracker()
    expect(tracker.settle(statusWith([{ name: 'a' }]))).toEqual([])
    expect(tracker.gateways.get('external::a')).toMatchObject({ state: 'REGED', up: true })
  })

  it('follows a lost registration, and counts it once', () => {
    const tracker = tracking({ name: 'a' })
    const told = [
      tracker.takeGateway(state('a', 'FAILED', 'UP')),
      tracker.takeGateway(state('a', 'FAIL_WAIT', 'DOWN')),
      tracker.takeGateway(state('a', 'UNREGED', 'DOWN')),
    ].flat()
    expect(told).toMatchObject([
      { profile: 'external', from: 'REGED', to: 'FAILED', wasUp: true, up: true },
      { from: 'FAILED', to: 'FAIL_WAIT', wasUp: true, up: false },
      { from: 'FAIL_WAIT', to: 'UNREGED', wasUp: false, up: false },
    ])
    expect(tracker.gateways.get('external::a')?.registrationsLost).toBe(1)
  })

  it.each([
    ['what was killed', 'REGED', 'DOWN'],
    ['what never registered', 'NOREG', 'NOREG'],
  ])('counts no lost registration of %s', (_, from, to) => {
    const tracker = tracking({ name: 'a', state: from })
    tracker.takeGateway(state('a', to, 'DOWN'))
    expect(tracker.gateways.get('external::a')?.registrationsLost).toBe(0)
  })

  it('tells of a gateway that it does not know, and wants to look', () => {
    const tracker = tracking()
    expect(tracker.takeGateway(state('new', 'TRYING', 'DOWN'))).toEqual([
      { kind: 'gateway', gateway: 'new', to: 'TRYING', up: false, resync: false },
    ])
    expect(tracker.needsLook).toBe(true)
  })

  it('does not guess which of two gateways of one name an event is of', () => {
    const tracker = tracking({ name: 'a' }, { name: 'a', profile: 'internal' })
    const [told] = tracker.takeGateway(state('a', 'FAILED', 'DOWN'))
    expect(told).not.toHaveProperty('profile')
    expect([...tracker.gateways.values()].map((each) => each.state)).toEqual(['REGED', 'REGED'])
    expect(tracker.needsLook).toBe(true)
  })

  it('keeps a gateway whose old twin is removed after the new one was added', () => {
    const tracker = tracking({ name: 'a' })
    tracker.takeGateway({ kind: 'add', gateway: 'a', profile: 'external' })
    expect(tracker.takeGateway({ kind: 'delete', gateway: 'a', profile: 'external' })).toMatchObject([
      { kind: 'gateway-removed', replaced: true },
    ])
    expect(tracker.gateways.has('external::a')).toBe(true)
    expect(tracker.takeGateway({ kind: 'delete', gateway: 'a', profile: 'external' })).toEqual([
      { kind: 'gateway-removed', profile: 'external', gateway: 'a', resync: false },
    ])
    expect(tracker.gateways.size).toBe(0)
    expect(tracker.takeGateway(state('a', 'DOWN', 'DOWN'))).not.toMatchObject([{ profile: 'external' }])
  })

  it('learns the state of what was just added from the next look', () => {
    const tracker = tracking()
    tracker.takeGateway({ kind: 'add', gateway: 'a', profile: 'external' })
    expect(tracker.check(statusWith([{ name: 'a', state: 'NOREG' }]))).toEqual([
      { kind: 'gateway', profile: 'external', gateway: 'a', to: 'NOREG', up: true, resync: false },
    ])
  })

  it('believes a look against the events only the second time', () => {
    const tracker = tracking({ name: 'a' }, { name: 'gone' })
    const seen = statusWith([{ name: 'a', state: 'FAILED', status: 'DOWN' }, { name: 'new' }])
    expect(tracker.check(seen)).toEqual([])
    expect(tracker.check(seen)).toEqual([
      { kind: 'gateway-removed', profile: 'external', gateway: 'gone', resync: true },
      expect.objectContaining({ gateway: 'a', from: 'REGED', to: 'FAILED', resync: true }),
      { kind: 'gateway-added', profile: 'external', gateway: 'new', resync: true },
    ])
  })

  it('does not believe it when an event has come in between', () => {
    const tracker = tracking({ name: 'a' })
    const seen = statusWith([{ name: 'a', state: 'FAILED', status: 'DOWN' }])
    tracker.check(seen)
    tracker.takeGateway(state('a', 'REGED', 'UP'))
    expect(tracker.check(seen)).toEqual([])
  })

  it('takes a look after a gap for the truth at once', () => {
    const tracker = tracking({ name: 'a' }, { name: 'b' })
    expect(tracker.settle(statusWith([{ name: 'b', state: 'FAILED', status: 'DOWN' }], {}))).toMatchObject([
      { kind: 'profile', profile: 'external', to: 'down', resync: true },
      { kind: 'gateway-removed', gateway: 'a', resync: true },
      { kind: 'gateway', gateway: 'b', to: 'FAILED', resync: true },
    ])
    expect(tracker.profiles.get('external')).toEqual({ name: 'external', running: false })
  })

  it('follows profiles', () => {
    const tracker = tracking()
    expect(tracker.takeProfile({ kind: 'down', profile: 'external' })).toEqual([
      { kind: 'profile', profile: 'external', to: 'down', resync: false },
    ])
    expect(tracker.takeProfile({ kind: 'failed', profile: 'external', message: 'why' })).toMatchObject([
      { to: 'failed', message: 'why' },
    ])
    expect(tracker.check(statusWith([], { external: 'DOWN' }))).toEqual([])
    tracker.takeProfile({ kind: 'up', profile: 'external' })
    expect(tracker.profiles.get('external')?.running).toBe(true)
    expect(tracker.check(statusWith([], { external: 'RUNNING', more: 'RUNNING' }))).toMatchObject([
      { kind: 'profile', profile: 'more', to: 'up', resync: true },
    ])
    const down = statusWith([], { external: 'DOWN', more: 'RUNNING' })
    expect(tracker.check(down)).toEqual([])
    expect(tracker.check(down)).toMatchObject([{ profile: 'external', to: 'down', resync: true }])
  })
})
