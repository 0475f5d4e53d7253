import type { Live } from '../../src/model/live.ts'
import type { Change } from '../../src/model/plan.ts'
import { restoreChanges, staleGateways } from '../../src/plan/restore.ts'
import { runtimeSteps } from '../../src/plan/steps.ts'
import { disk, live, running } from '../support/plan-world.ts'

const trunk = { proxy: 'p.example', register: 'false' }
const account = { proxy: 'p.example', username: 'u', password: 'x' }
const A = 'external/a'

function told(changes: readonly Change[]): string[] {
  return changes.map(({ action, profile, gateway, runtime, movedTo, movedFrom }) =>
    [
      action,
      `${profile}/${gateway}`,
      ...(runtime.kill ? ['kill'] : []),
      ...(runtime.start ? ['start'] : []),
      ...(movedTo === undefined ? [] : [`to ${movedTo}`]),
      ...(movedFrom === undefined ? [] : [`from ${movedFrom}`]),
    ].join(' '),
  )
}

type Gateways = Parameters<typeof disk>[0]

function between(before: Gateways, after: Gateways, runs?: Live, touched: string[] = []): string[] {
  const refs = touched.map((path) => ({
    profile: path.split('/')[0] ?? '',
    gateway: path.split('/')[1] ?? '',
  }))
  return told(restoreChanges(disk(before), disk(after), runs, refs))
}

describe('restoreChanges', () => {
  it('creates what came back, deletes what came, and changes what means something else', () => {
    const runs = live([running(A, trunk), running('external/b', trunk)])
    expect(between({ [A]: trunk }, { [A]: trunk }, runs)).toEqual([])
    expect(between({}, { [A]: trunk }, live([]))).toEqual(['create external/a start'])
    expect(between({ [A]: trunk }, {}, runs)).toEqual(['delete external/a kill'])
    expect(between({ [A]: trunk }, { [A]: { ...trunk, ping: '25' } }, runs)).toEqual([
      'update external/a kill start',
    ])
    expect(between({ [A]: trunk }, {}, live([]))).toEqual(['delete external/a'])
  })

  it('takes what stands on disk to run when the switch was not asked', () => {
    expect(between({ [A]: trunk }, { [A]: account })).toEqual(['update external/a kill start'])
    expect(between({ [A]: account }, {})).toEqual(['delete external/a kill'])
    expect(between({}, { [A]: trunk })).toEqual(['create external/a start'])
  })

  it('brings back what was touched in between, and kills it where it does not stand', () => {
    const runs = live([running('external/b', trunk)])
    expect(between({ [A]: trunk }, { [A]: trunk }, live([]), [A])).toEqual(['recreate external/a start'])
    expect(between({}, {}, runs, ['external/b'])).toEqual(['delete external/b kill'])
    expect(between({}, {}, runs, ['external/c'])).toEqual([])
  })

  it('waits for the end of one that moves back', () => {
    const changes = restoreChanges(
      disk({ 'internal/a': trunk }, { profiles: ['external'] }),
      disk({ [A]: trunk }, { profiles: ['internal'] }),
      live([running('internal/a', trunk)]),
    )
    expect(told(changes)).toEqual([
      'create external/a start from internal',
      'delete internal/a kill to external',
    ])
    expect(runtimeSteps(changes)).toContainEqual({
      kind: 'wait',
      profile: 'internal',
      event: 'sofia::gateway_delete',
      gateway: 'a',
    })
  })

  it('waits for it, too, where it stands in its place again and only has to be started', () => {
    const there = { [A]: trunk }
    const runs = live([running('internal/a', trunk)])
    expect(between(there, there, runs, [A, 'internal/a'])).toEqual([
      'recreate external/a start',
      'delete internal/a kill to external',
    ])
  })

  it('leaves out what FreeSWITCH does not make a gateway of', () => {
    expect(between({}, { [A]: { username: 'u' } }, live([]))).toEqual([])
  })
})

describe('staleGateways', () => {
  const files = new Set(['sip_profiles/external/a.xml'])
  const stale = (runs: Live): string[] =>
    staleGateways(disk({ [A]: trunk, 'external/b': trunk }), runs, files).map((each) => each.gateway)

  it('names those of the files that do not run as they stand', () => {
    expect(stale(live([running(A, trunk)]))).toEqual([])
    expect(stale(live([running(A, { ...trunk, ping: '25' })]))).toEqual(['a'])
    expect(stale(live([]))).toEqual(['a'])
  })
})
