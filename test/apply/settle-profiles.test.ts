import { nothingSent, type ProfileSent, type Sent } from '../../src/apply/sent.ts'
import { settleProfiles } from '../../src/apply/settle-profiles.ts'

/** When, in ms, the wait for `external` ended; `stateAt` tells its state at a time, '' for none. */
async function settledAt(
  verb: ProfileSent['verb'],
  stateAt: (ms: number) => string,
  failsAt = Infinity,
): Promise<number> {
  let now = 0
  const link: Parameters<typeof settleProfiles>[1]['link'] = {
    mark: () => 0,
    profileStates: () => {
      const state = stateAt(now)
      return Promise.resolve(state === '' ? [] : [{ name: 'external', state, calls: 0, gateways: [] }])
    },
    waitForProfile: (profile, _isEnd, _since, until) => {
      now = Math.min(until, Math.max(now, failsAt))
      return Promise.resolve(now >= failsAt ? { event: { kind: 'failed', profile }, at: now } : undefined)
    },
  }
  const sent: Sent = { ...nothingSent() }
  sent.profiles.set('external', { verb, mark: 0, settled: false })
  const clock = { now: () => now, sleep: () => Promise.resolve(), date: () => new Date(0) }
  await settleProfiles(sent, { link, clock }, true)
  expect(sent.profiles.get('external')?.settled).toBe(true)
  return now
}

describe('a profile on its way when an apply fails', () => {
  it('is waited for while it stops, however slowly, and comes up', async () => {
    const slow = (ms: number): string => (ms < 31_000 ? 'DOWN' : ms < 33_000 ? '' : 'RUNNING')
    expect(await settledAt('restart', slow)).toBe(33_000)
    expect(await settledAt('stop', (ms) => (ms < 31_000 ? 'DOWN' : ''))).toBe(31_000)
  })

  it('is waited for no longer where it stops for ever, or does not come', async () => {
    expect(await settledAt('stop', () => 'DOWN')).toBe(65_000)
    expect(await settledAt('restart', () => 'DOWN')).toBe(80_000 - 500)
    expect(await settledAt('start', () => '')).toBe(15_000)
  })

  it('is settled when it fails', async () => {
    expect(await settledAt('start', () => '', 10_000)).toBe(10_000)
  })
})
