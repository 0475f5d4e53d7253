import type { Disk } from '../../src/model/disk.ts'
import type { Live } from '../../src/model/live.ts'
import type { Plan } from '../../src/model/plan.ts'
import { buildPlan, type BuildOptions } from '../../src/plan/build.ts'
import { stepLines } from '../../src/render/step-text.ts'
import { definition, desired, disk, gateway, live, running } from '../support/plan-world.ts'

const account = { proxy: 'p.example', username: 'alice', password: 'pw-of-alice' }
const changed = { ...account, 'expire-seconds': '600' }
const trunk = { proxy: 'p.example', register: 'false' }

/** One gateway `external/a` that stands and runs as `account`, and what is wanted of it. */
function planOf(
  wanted: Parameters<typeof desired>[0],
  options: BuildOptions = { canary: true },
  standing: Disk = disk({ 'external/a': account }, { managed: ['external/a'] }),
  runs: Live | undefined = live([running('external/a', account)]),
): Plan {
  const { plan, diagnostics } = buildPlan(desired(wanted), standing, runs, options)
  if (plan === undefined) throw new Error(diagnostics.map((each) => each.message).join('\n'))
  return plan
}

function canaries({ changes }: Plan): (string | undefined)[] {
  return changes.map((each) => each.canary)
}

describe('a canary', () => {
  it('registers under a name of its own and is gone before the gateway is touched', () => {
    const plan = planOf([gateway('external/a', changed)])
    expect(stepLines(plan.steps).map((line) => line.trim())).toEqual([
      'write sip_profiles/external/gwctl-canary-a.xml',
      '1. sofia profile external startgw gwctl-canary-a',
      'wait until gwctl-canary-a is REGED; unless it is, stop here: a is not touched',
      '2. sofia profile external killgw external::gwctl-canary-a',
      'wait until gwctl-canary-a is gone',
      'remove sip_profiles/external/gwctl-canary-a.xml',
      '3. reloadxml',
      '4. sofia profile external killgw external::a',
      'wait until a is DOWN: its un-REGISTER has left',
      '5. sofia profile external rescan reloadxml',
      'wait until a is REGED',
      'wait until 1 s after the un-REGISTER, then refresh: a late copy of it may have removed the binding',
      '6. sofia profile external register external::a',
      'wait until a is REGED',
      'wait until 4 s after the un-REGISTER, then refresh: a late copy of it may have removed the binding',
      '7. sofia profile external register external::a',
      'wait until a is REGED',
    ])
    expect(plan.files.map((each) => each.path)).toEqual(['sip_profiles/external/a.xml'])
  })

  it('has the new definition, in a file that stands nowhere else in the plan', () => {
    const [file, ...others] = planOf([gateway('external/a', changed)]).temporary ?? []
    expect(others).toEqual([])
    expect(file).toMatchObject({ action: 'create', before: null, owner: 'sip_profiles/external.xml' })
    expect(file?.after).toContain('<gateway name="gwctl-canary-a">')
    expect(file?.after).toContain('<!-- gwctl: managed external/gwctl-canary-a -->')
    expect(file?.after).toContain('name="expire-seconds" value="600"')
  })

  it.each<[what: string, asked: boolean, own: boolean | undefined, tried: boolean]>([
    ['nobody asks', false, undefined, false],
    ['the run asks', true, undefined, true],
    ['the gateway asks', false, true, true],
    ['the gateway does not want it', true, false, false],
  ])('is decided by the gateway, then by the run: %s', (_, canary, own, tried) => {
    const more = own === undefined ? {} : { canary: own }
    const plan = planOf([gateway('external/a', changed, more)], { canary })
    expect(canaries(plan)).toEqual([tried ? 'gwctl-canary-a' : undefined])
    expect(plan.temporary?.length).toBe(tried ? 1 : undefined)
  })

  it.each<[what: string, wanted: Parameters<typeof desired>[0]]>([
    ['does not register afterwards', [gateway('external/a', trunk)]],
    ['is new', [gateway('external/a', account), gateway('external/b', account)]],
    ['goes', [gateway('external/a', account, { enabled: false })]],
  ])('is left out for a gateway that %s', (_, wanted) => {
    const plan = planOf(wanted, { canary: true })
    expect(plan.changes).toHaveLength(1)
    expect(canaries(plan)).toEqual([undefined])
    expect(plan.steps.filter((each) => each.kind === 'file')).toEqual([])
  })

  it('is left out for one that is only adopted', () => {
    const plan = planOf([gateway('external/a', account)], { canary: true }, disk({ 'external/a': account }))
    expect(plan.changes.map((each) => [each.action, each.canary])).toEqual([['adopt', undefined]])
  })

  it('takes another name where the first is taken: on disk, live, or desired', () => {
    const standing = disk(
      { 'external/a': account, 'external/gwctl-canary-a': trunk },
      { managed: ['external/a'] },
    )
    const runs = live([
      running('external/a', account),
      running('external/gwctl-canary-a', trunk),
      running('internal/gwctl-canary-2-a', trunk),
    ])
    const wanted = [gateway('external/a', changed), gateway('external/gwctl-canary-3-a', trunk)]
    expect(canaries(planOf(wanted, { canary: true }, standing, runs))).toEqual([
      'gwctl-canary-4-a',
      undefined,
    ])
  })

  it('is tried in the new profile before a gateway moves there', () => {
    const profiles = ['external', 'internal']
    const standing = disk({ 'external/a': account }, { managed: ['external/a'], profiles })
    const world = desired([gateway('internal/a', account)], [{ name: 'external' }, { name: 'internal' }])
    const runs = live([running('external/a', account)], {
      profiles: profiles.map((name) => ({ name, state: 'RUNNING' })),
    })
    const { plan } = buildPlan(world, standing, runs, { canary: true })
    const lines = stepLines(plan?.steps ?? []).map((line) => line.trim())
    expect(lines.slice(0, 3)).toEqual([
      'write sip_profiles/internal/gwctl-canary-a.xml',
      '1. sofia profile internal startgw gwctl-canary-a',
      'wait until gwctl-canary-a is REGED; unless it is, stop here: a is not touched',
    ])
    expect(lines).toContain('4. sofia profile external killgw external::a')
  })

  it('is refused where the profile does not include its directory', () => {
    const withA = disk({ 'external/a': account }, { managed: ['external/a'] })
    const standing = {
      ...withA,
      profiles: withA.profiles.map((each) => ({ ...each, includesDirectory: false })),
    }
    const plan = planOf([gateway('external/a', changed)], { canary: true }, standing)
    expect(plan.refusals).toEqual([
      {
        rule: 'canary',
        message:
          'external/a cannot be tried by a canary: the profile does not include sip_profiles/external/*.xml, where the file of the canary would stand.',
        lift: 'set `canary: false` on this gateway, or leave --canary out',
      },
    ])
    expect(canaries(plan)).toEqual([undefined])
  })

  it('is refused for a gateway whose host is its name', () => {
    const hostless = { username: 'alice', password: 'pw-of-alice' }
    const plan = planOf([gateway('external/a', hostless)])
    expect(plan.refusals.map((each) => each.message)).toEqual([
      'external/a cannot be tried by a canary: it has neither proxy nor realm, so that its name is its host, and a canary has another name.',
    ])
    const named = planOf([gateway('external/a', { ...hostless, realm: 'p.example' })])
    expect(named.refusals).toEqual([])
  })

  it.each(['extension-in-contact', 'rfc-5626'])('warns of a Contact that is not its own: %s', (param) => {
    const plan = planOf([gateway('external/a', { ...changed, [param]: 'true', 'reg-id': '1' })])
    expect(plan.warnings.map((each) => each.message)).toEqual([
      `external/a has ${param}: the carrier may take the Contact of its canary for its own, and drop it with the canary. gwctl registers external/a again right after; calls in may fail until then.`,
    ])
  })

  it('goes by definitions alone offline, and leaves a profile alone whose gateways are not managed', () => {
    const standing = disk({ 'external/a': account }, { managed: ['external/a'] })
    const both = desired([gateway('external/a', changed)])
    const world = {
      ...both,
      profiles: [
        ...both.profiles,
        { name: 'other', prune: 'managed' as const, at: { file: 'x', offset: 0, length: 1 } },
      ],
    }
    const { plan } = buildPlan(world, standing, undefined, { canary: true })
    expect(plan?.changes.map((each) => each.canary)).toEqual(['gwctl-canary-a'])
  })

  it('keeps its secrets to the text of its file', () => {
    const secret = definition({ ...changed, password: 'other-secret' })
    const plan = planOf([gateway('external/a', secret)])
    expect(plan.temporary?.[0]?.after).toContain('other-secret')
    expect(JSON.stringify(plan.steps)).not.toContain('other-secret')
  })
})
