import { guard, type Allowances } from '../../src/plan/guard.ts'
import { diff } from '../../src/plan/diff.ts'
import type { Live } from '../../src/model/live.ts'
import type { Refusal } from '../../src/model/plan.ts'
import { desired, disk, gateway, live, running } from '../support/plan-world.ts'

const trunk = { proxy: 'p.example', register: 'false' }

/** A profile of `total` gateways of which the first `going` are no longer desired. */
function refusals(total: number, going: number, allow: Allowances = {}, runs?: Live, policy = {}): Refusal[] {
  const paths = Array.from({ length: total }, (_, index) => `external/g${index}`)
  const wanted = desired(
    paths.slice(going).map((path) => gateway(path, trunk)),
    [{ name: 'external' }],
  )
  const onDisk = disk(Object.fromEntries(paths.map((path) => [path, trunk])), { managed: paths })
  const observed = runs ?? live(paths.map((path) => running(path, trunk)))
  const { changes } = diff(wanted, onDisk, observed, { adopt: true, going: [] })
  return guard(changes, onDisk, observed, { ...wanted.policy, ...policy }, allow)
}

describe('guard', () => {
  // total, going, refused as too many (default limit 3; more than half), refused as last healthy
  it.each([
    [1, 1, false, true],
    [2, 1, false, false],
    [2, 2, true, true],
    [3, 1, false, false],
    [3, 2, true, false],
    [5, 2, false, false],
    [5, 3, true, false],
    [9, 3, false, false],
    [9, 4, true, false],
    [10, 3, false, false],
    [10, 5, true, false],
    [11, 6, true, false],
    [100, 3, false, false],
    [100, 4, true, false],
    [100, 100, true, true],
  ])('%i gateways, %i go', (total, going, tooMany, last) => {
    const rules = refusals(total, going).map((each) => each.rule)
    expect(rules.includes('max-deletes')).toBe(tooMany)
    expect(rules.includes('last-healthy')).toBe(last)
  })

  /** The rule said once more, plainly, for every number that can go of every size that matters. */
  it.each([1, 2, 3, 5, 9, 10, 11, 100])('a profile of %i gateways, whatever goes and is allowed', (total) => {
    const all = Array.from({ length: total + 1 }, (_, going) => going)
    for (const going of total < 100 ? all : [0, 1, 3, 4, 50, 51, 99, 100]) {
      const rules = (allow: Allowances = {}): string[] =>
        refusals(total, going, allow).map((each) => each.rule)
      const moreThanHalf = total >= 2 && 2 * going > total
      const last = going === total
      const deletes = [...(going > 3 ? ['max-deletes'] : []), ...(moreThanHalf ? ['max-deletes'] : [])]
      const expected = [...deletes, ...(last ? ['last-healthy'] : [])]
      expect({ going, rules: rules() }).toEqual({ going, rules: expected })
      // What is told to lift it does, and one less does not; neither lifts the other rule.
      expect(rules({ deletes: going })).toEqual(last ? ['last-healthy'] : [])
      expect(rules({ lastHealthy: true })).toEqual(deletes)
      if (going > 0) expect(rules({ deletes: going - 1 })).toContain('max-deletes')
    }
  })

  it('lifts both limits up to N and no further', () => {
    expect(refusals(10, 6, { deletes: 6 })).toEqual([])
    expect(refusals(10, 2, { deletes: 1 }).map((each) => each.message)).toEqual([
      'The plan deletes 2 gateways; the limit is 1.',
    ])
    expect(refusals(10, 1, { deletes: 0 })).toHaveLength(1)
    expect(refusals(10, 6, { deletes: 5 }).map((each) => each.lift)).toEqual([
      '--allow-deletes 6',
      '--allow-deletes 6',
    ])
    expect(refusals(10, 4, {}, undefined, { maxDeletes: 4 })).toEqual([])
    expect(refusals(1, 1, {}, undefined, { maxDeletes: 0 }).map((each) => each.message)).toContain(
      'The plan deletes 1 gateway; the limit is 0.',
    )
  })

  it('lets the last healthy gateway go when that is allowed, or none was healthy', () => {
    expect(refusals(1, 1, { lastHealthy: true })).toEqual([])
    expect(refusals(1, 1, {}, undefined, { allowLastHealthy: true })).toEqual([])
    expect(refusals(1, 1, {}, live([running('external/g0', trunk, { status: 'DOWN' })]))).toEqual([])
  })

  it('knows nothing of health when the switch was not asked', () => {
    const wanted = desired([], [{ name: 'external' }])
    const onDisk = disk({ 'external/a': trunk }, { managed: ['external/a'] })
    const { changes } = diff(wanted, onDisk, undefined, { adopt: true, going: [] })
    expect(guard(changes, onDisk, undefined, wanted.policy, {})).toEqual([])
  })

  it('lets the last healthy gateway go when another comes in its place', () => {
    const wanted = desired([gateway('external/new', trunk)])
    const onDisk = disk({ 'external/old': trunk }, { managed: ['external/old'] })
    const observed = live([running('external/old', trunk)])
    const { changes } = diff(wanted, onDisk, observed, { adopt: true, going: [] })
    expect(guard(changes, onDisk, observed, wanted.policy, {})).toEqual([])
  })

  it('does not take a move for a loss', () => {
    const wanted = desired([gateway('internal/a', trunk)], [{ name: 'external' }, { name: 'internal' }])
    const onDisk = disk(
      { 'external/a': trunk },
      { managed: ['external/a'], profiles: ['external', 'internal'] },
    )
    const states = ['external', 'internal'].map((name) => ({ name, state: 'RUNNING' }))
    const observed = live([running('external/a', trunk)], { profiles: states })
    const { changes } = diff(wanted, onDisk, observed, { adopt: true, going: [] })
    expect(guard(changes, onDisk, observed, wanted.policy, {})).toEqual([])
  })

  it('lets a gateway be the last one where its own policy allows it', () => {
    const refused = (mayBeLast: boolean): Refusal[] => {
      const wanted = desired([gateway('external/a', trunk, { enabled: false, mayBeLast })])
      const onDisk = disk({ 'external/a': trunk })
      const observed = live([running('external/a', trunk)])
      const { changes } = diff(wanted, onDisk, observed, { adopt: true, going: [] })
      return guard(changes, onDisk, observed, wanted.policy, {})
    }
    expect(refused(false).map((each) => each.rule)).toEqual(['last-healthy'])
    expect(refused(true)).toEqual([])
  })

  it('refuses commands for a profile that does not run', () => {
    expect(
      refusals(
        2,
        1,
        {},
        live([running('external/g0', trunk)], { profiles: [{ name: 'external', state: 'DOWN' }] }),
      ).map((each) => each.rule),
    ).toContain('profile-not-running')
  })

  it('does not count what the YAML switches off by name', () => {
    const wanted = desired(
      ['a', 'b', 'c', 'd'].map((name) => gateway(`external/${name}`, trunk, { enabled: name === 'a' })),
    )
    const standing = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`external/${name}`, trunk]))
    const onDisk = disk(standing)
    const observed = live(Object.keys(standing).map((path) => running(path, trunk)))
    const { changes } = diff(wanted, onDisk, observed, { adopt: true, going: [] })
    expect(changes.filter((each) => each.action === 'delete')).toHaveLength(3)
    expect(guard(changes, onDisk, observed, wanted.policy, {})).toEqual([])
  })
})
