import { buildPlan } from '../../src/plan/build.ts'
import type { Disk } from '../../src/model/disk.ts'
import type { Plan } from '../../src/model/plan.ts'
import { desired, disk, gateway, live, running } from '../support/plan-world.ts'

const ACCOUNT = { proxy: 'p.example', username: 'alice', password: 'pw-of-alice' }
const TRUNK = { proxy: 'p.example', register: 'false' }
const EMPTY = disk({}, { profiles: ['external'] })

/** external/a runs with `params`, and stands in no file; `loaded` is what the switch has in memory. */
function plan(
  params: Record<string, string>,
  wanted: Parameters<typeof gateway>[1],
  loaded?: Disk,
  more: Parameters<typeof gateway>[2] = {},
): Plan {
  const result = buildPlan(
    desired([gateway('external/a', wanted, more)]),
    EMPTY,
    live([running('external/a', params)]),
    loaded && { evidence: { loaded } },
  )
  if (result.plan === undefined) throw new Error(result.diagnostics.map((each) => each.message).join('\n'))
  return result.plan
}

describe('a gateway that runs and stands in no file', () => {
  it('is left alone where all of it is as desired, in memory too', () => {
    const { changes, steps, warnings, files } = plan(
      ACCOUNT,
      ACCOUNT,
      disk({ 'external/a': ACCOUNT }, { profiles: ['external'] }),
    )
    expect(changes).toMatchObject([{ action: 'create', runtime: { kill: false, start: false } }])
    expect(files).toMatchObject([{ action: 'create' }])
    expect([steps, warnings]).toEqual([[], []])
  })

  it.each<[what: string, loaded: Record<string, string> | undefined]>([
    ['what is in memory is not known', undefined],
    ['another password is in memory', { ...ACCOUNT, password: 'other' }],
  ])('is re-made, and tried first, where %s', (_, params) => {
    const loaded = params && disk({ 'external/a': params }, { profiles: ['external'] })
    const { changes, warnings } = plan(ACCOUNT, ACCOUNT, loaded)
    expect(changes).toMatchObject([{ canary: 'gwctl-canary-a', runtime: { kill: true } }])
    expect(warnings).toMatchObject([{ code: 'GW142', message: expect.stringContaining('by a canary first') }])
  })

  it.each<[what: string, wanted: Record<string, string>, more: Parameters<typeof gateway>[2]]>([
    ['says canary: false', { ...ACCOUNT, ping: '25' }, { canary: false }],
    ['does not register', TRUNK, {}],
    ['could not have a canary', { username: 'alice', password: 'x' }, {}],
  ])('is not tried where it %s, and the plan warns', (_, wanted, more) => {
    const { changes, warnings, refusals } = plan(ACCOUNT, wanted, undefined, more)
    expect(changes[0]?.canary).toBeUndefined()
    expect(warnings).toMatchObject([{ code: 'GW142', message: expect.not.stringContaining('canary') }])
    expect(refusals).toEqual([])
  })
})
