import type { Live } from '../../src/model/live.ts'
import { changesHealth } from '../../src/model/notice.ts'
import { doubtfulKeys, hideSecretFields, statusOf } from '../../src/model/status.ts'
import { liveGateway } from '../support/live-gateway.ts'

function live(...gateways: readonly Parameters<typeof liveGateway>[0][]): Live {
  return {
    coreUuid: 'one',
    version: '1.10.12-release',
    profiles: [
      { name: 'internal', state: 'RUNNING' },
      { name: 'external', state: 'RUNNING' },
    ],
    gateways: gateways.map(liveGateway),
    globals: new Map(),
  }
}

describe('statusOf', () => {
  it('sorts by profile and name', () => {
    const seen = live({ name: 'b' }, { name: 'c', profile: 'a' }, { name: 'a' })
    const { profiles, gateways } = statusOf(seen, new Set(), 0)
    expect(profiles.map((each) => each.name)).toEqual(['external', 'internal'])
    expect(gateways.map(({ record }) => `${record.profile}/${record.name}`)).toEqual([
      'a/c',
      'external/a',
      'external/b',
    ])
  })

  it.each([
    ['an answered ping', {}, 'ping'],
    ['a ping without an answer yet', { pingtime: 0 }, 'pending'],
    ['no ping, registered', { pingfreq: 0 }, 'registration'],
    ['no ping, not registering', { pingfreq: 0, state: 'NOREG' }, 'nothing'],
    ['no ping, un-registered', { pingfreq: 0, state: 'DOWN' }, 'nothing'],
  ])('tells what UP rests on: %s', (_, fields, proof) => {
    expect(statusOf(live(fields), new Set(), 0).gateways[0]?.proof).toBe(proof)
  })

  it.each([
    ['not pinging', { pinging: false, ping: 1000 }, undefined],
    ['just due', { pinging: true, ping: 1000, pingfreq: 5 }, undefined],
    ['longer than any ping takes', { pinging: true, ping: 964, pingfreq: 5 }, 36],
    ['within three intervals', { pinging: true, ping: 930, pingfreq: 25 }, undefined],
    ['more than three intervals', { pinging: true, ping: 924, pingfreq: 25 }, 76],
    ['no ping at all', { pinging: true, ping: 0 }, undefined],
  ])('finds a ping that is stuck: %s', (_, fields, seconds) => {
    expect(statusOf(live(fields), new Set(), 1000).gateways[0]?.pingStuckSeconds).toBe(seconds)
  })

  it('tells the deleted and ghosts from those that live', () => {
    const seen = live(
      { name: 'twin' },
      { name: 'twin', state: 'DOWN' },
      { name: 'killed', state: 'UNREGISTER' },
      { name: 'ghost' },
      { name: 'ghost', profile: 'internal' },
    )
    expect(doubtfulKeys(seen.gateways)).toEqual([
      'external::twin',
      'external::killed',
      'external::ghost',
      'internal::ghost',
    ])
    const { gateways } = statusOf(seen, new Set(['external::killed', 'internal::ghost']), 0)
    expect(gateways.map(({ record, standing, up }) => [record.profile, record.name, standing, up])).toEqual([
      ['external', 'ghost', 'live', true],
      ['external', 'killed', 'deleted', false],
      ['external', 'twin', 'live', true],
      ['external', 'twin', 'deleted', false],
      ['internal', 'ghost', 'ghost', false],
    ])
  })
})

describe('hideSecretFields', () => {
  const secrets = (names: Readonly<Record<string, string[]>>) => (gateway: string) => new Set(names[gateway])

  it('hides every text that a secret may be part of', () => {
    const status = statusOf(live({ name: 'a' }, { name: 'b' }), new Set(), 0)
    const { gateways } = hideSecretFields(status, secrets({ a: ['username'] }))
    expect(JSON.stringify(gateways[0])).not.toMatch(/alice|acme\.example/)
    expect(gateways[1]).toEqual(status.gateways[1])
  })

  it('hides nothing for a password, which no status holds, and for variables', () => {
    const status = statusOf(live({ name: 'a' }), new Set(), 0)
    expect(hideSecretFields(status, secrets({ a: ['password', 'x-key'] }))).toEqual(status)
  })
})

describe('changesHealth', () => {
  const gateway = { kind: 'gateway', gateway: 'a', to: 'REGED', up: true, resync: false } as const
  it.each([
    [{ ...gateway }, false],
    [{ ...gateway, wasUp: true }, false],
    [{ ...gateway, wasUp: false }, true],
    [{ kind: 'gateway-added', profile: 'p', gateway: 'a', resync: false } as const, true],
    [{ kind: 'gateway-removed', profile: 'p', gateway: 'a', resync: false } as const, true],
    [{ kind: 'gateway-removed', profile: 'p', gateway: 'a', replaced: true, resync: false } as const, false],
    [{ kind: 'profile', profile: 'p', to: 'down', resync: false } as const, true],
    [{ kind: 'disconnected', reason: 'x', retryMs: 1 } as const, false],
    [{ kind: 'connected', place: 'x', version: '1', how: 'first', gateways: 0, down: [] } as const, false],
  ])('%j: %s', (notice, expected) => {
    expect(changesHealth(notice)).toBe(expected)
  })
})
