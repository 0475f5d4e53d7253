import type { LiveGateway } from '../../src/model/live.ts'
import { hasAnsweredPing, wasHealthy } from '../../src/model/proven-up.ts'
import { running } from '../support/plan-world.ts'

describe('wasHealthy', () => {
  const trunk = running('external/a', { proxy: 'p.example', register: 'false', ping: '20' })
  it.each<[what: string, more: Partial<LiveGateway>, healthy: boolean]>([
    ['it is DOWN', { status: 'DOWN', pingtime: 3 }, false],
    ['no ping of it was answered yet', {}, false],
    ['its last ping was answered', { pingtime: 3.1 }, true],
    ['answers are counted', { pingcount: 1 }, true],
    ['it does not ping, so that nobody can tell', { pingfreq: 0 }, true],
    ['it is registered', { state: 'REGED' }, true],
  ])('%s', (_, more, healthy) => {
    const record = { ...trunk, status: 'UP', state: 'NOREG', pingcount: 0, pingtime: 0, ...more } as const
    expect(wasHealthy(record)).toBe(healthy)
    expect(hasAnsweredPing(record)).toBe(record.pingcount + record.pingtime > 0)
  })
})
