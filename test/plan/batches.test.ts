import type { Change } from '../../src/model/plan.ts'
import { batchesOf } from '../../src/plan/batches.ts'
import { planSteps } from '../../src/plan/sequence.ts'
import { runtimeSteps } from '../../src/plan/steps.ts'
import { stepLines } from '../../src/render/step-text.ts'
import { change } from '../support/plan-parts.ts'

const updated = (gateway: string): Change => change('update', { gateway })
const created = (gateway: string): Change =>
  change('create', { gateway, runtime: { kill: false, registersBefore: false } })
const deleted = (gateway: string): Change =>
  change('delete', { gateway, runtime: { start: false, registersAfter: false } })
const adopted = (gateway: string): Change =>
  change('adopt', { gateway, runtime: { kill: false, start: false } })
/** Deleted in external, created in internal; in the order in which the planner finds them. */
const moved = (gateway: string): Change[] => [
  { ...deleted(gateway), movedTo: 'internal' },
  { ...created(gateway), profile: 'internal', movedFrom: 'external' },
]

function told(changes: readonly Change[], size?: number): string[] {
  return batchesOf(changes, size).map(
    (batch) => `${batch.adding}: ${batch.changes.map((each) => `${each.profile}/${each.gateway}`).join(' ')}`,
  )
}

describe('batchesOf', () => {
  it.each<[what: string, size: number | undefined]>([
    ['without a size', undefined],
    ['when all of them fit', 2],
  ])('is one batch %s', (_, size) => {
    const changes = [updated('a'), adopted('x'), updated('b')]
    expect(batchesOf(changes, size)).toEqual([{ changes, adding: 'rescan' }])
  })

  it('is one batch when nothing changes', () => {
    expect(batchesOf([], 1)).toEqual([{ changes: [], adding: 'rescan' }])
  })

  it('takes so many gateways at a time, in the order of the plan', () => {
    expect(told(['a', 'b', 'c', 'd', 'e'].map(updated), 2)).toEqual([
      'rescan: external/a external/b',
      'rescan: external/c external/d',
      'rescan: external/e',
    ])
  })

  it('takes first what is new, then what changes, at last what goes', () => {
    expect(told([deleted('z'), updated('a'), created('n'), updated('b'), adopted('x')], 2)).toEqual([
      'startgw: external/n',
      'rescan: external/a external/b',
      'rescan: external/z',
    ])
  })

  it('keeps both sides of a move together, and counts them as one gateway', () => {
    expect(told([...moved('m'), updated('a'), updated('b')], 1)).toEqual([
      'startgw: external/m internal/m',
      'rescan: external/a',
      'rescan: external/b',
    ])
  })

  it('takes what moves for new also when its name runs in both profiles', () => {
    const [from, to] = moved('m')
    if (from === undefined || to === undefined) throw new Error('a move has two sides')
    const both = { ...to, runtime: { ...to.runtime, kill: true } }
    expect(told([from, both, updated('a')], 1)).toEqual([
      'startgw: external/m internal/m',
      'rescan: external/a',
    ])
  })

  it('takes a move whose other side is not in the plan for a creation', () => {
    expect(told([...moved('m').slice(1), updated('a')], 1)).toEqual([
      'startgw: internal/m',
      'rescan: external/a',
    ])
  })

  it('keeps a delete of what does not run: the switch has to read the files again', () => {
    const idle = change('delete', { gateway: 'z', runtime: { kill: false, start: false } })
    expect(told([updated('a'), idle], 1)).toEqual(['rescan: external/a', 'rescan: external/z'])
  })

  it('has every commanded change in exactly one batch', () => {
    const changes = [
      ...Array.from({ length: 23 }, (_, at) => updated(`u${at}`)),
      ...Array.from({ length: 7 }, (_, at) => created(`c${at}`)),
      ...Array.from({ length: 5 }, (_, at) => moved(`m${at}`)).flat(),
      ...Array.from({ length: 4 }, (_, at) => deleted(`d${at}`)),
    ]
    for (const size of [1, 2, 3, 5, 10, 38]) {
      const batches = batchesOf(changes, size)
      expect(batches.flatMap((each) => each.changes).sort(byName)).toEqual([...changes].sort(byName))
      for (const batch of batches)
        expect(new Set(batch.changes.map((each) => each.gateway)).size).toBeLessThanOrEqual(size)
    }
  })
})

function byName(a: Change, b: Change): number {
  const [left, right] = [a, b].map((each) => `${each.profile}/${each.gateway}`)
  return (left ?? '') < (right ?? '') ? -1 : 1
}

describe('planSteps', () => {
  it('is the plain sequence without batches and canaries', () => {
    const changes = [updated('a'), created('n'), deleted('z')]
    expect(planSteps(changes)).toEqual(runtimeSteps(changes))
    expect(planSteps(changes, 3)).toEqual(runtimeSteps(changes))
  })

  it('proves one batch before the next is touched, and leaves the last to the end of the apply', () => {
    const trunk = (gateway: string): Change =>
      change('update', { gateway, runtime: { registersBefore: false, registersAfter: false } })
    expect(stepLines(planSteps([trunk('a'), trunk('b'), trunk('c')], 2)).map((line) => line.trim())).toEqual([
      '1. reloadxml',
      '2. sofia profile external killgw external::a',
      '3. sofia profile external killgw external::b',
      '4. sofia profile external rescan reloadxml',
      'verify batch 1 of 2: external/a, external/b; unless all are healthy, stop here',
      '5. reloadxml',
      '6. sofia profile external killgw external::c',
      '7. sofia profile external rescan reloadxml',
    ])
  })

  it('adds what is new one by one, after what moves is gone where it was', () => {
    const lines = stepLines(planSteps([...moved('m'), created('n'), updated('a')], 2)).map((line) =>
      line.trim(),
    )
    expect(lines.slice(0, 6)).toEqual([
      '1. reloadxml',
      '2. sofia profile external killgw external::m',
      'wait until m is gone',
      '3. sofia profile internal startgw m',
      '4. sofia profile external startgw n',
      'verify batch 1 of 2: external/m, internal/m, external/n; unless all are healthy, stop here',
    ])
  })

  it('tries the canaries of a batch in that batch', () => {
    const tried = (gateway: string): Change => ({ ...updated(gateway), canary: `gwctl-canary-${gateway}` })
    const lines = stepLines(planSteps([tried('a'), tried('b')], 1)).map((line) => line.trim())
    const first = lines.findIndex((line) => line.startsWith('verify batch 1 of 2'))
    expect(lines.slice(0, first).join('\n')).not.toContain('canary-b')
    expect(lines.slice(first).join('\n')).not.toContain('canary-a')
    expect(lines[first + 1]).toBe('write sip_profiles/external/gwctl-canary-b.xml')
  })
})
