import type { Disk } from '../../src/model/disk.ts'
import type { Meaning } from '../../src/model/meaning.ts'
import { buildPlan } from '../../src/plan/build.ts'
import { findDrift, type Drift } from '../../src/plan/drift.ts'
import type { SwitchEvidence } from '../../src/plan/switch-evidence.ts'
import { renderDriftText } from '../../src/render/drift.ts'
import { desired, disk, gateway, live, running } from '../support/plan-world.ts'

const PATH = 'external/acme'
const MANAGED = { managed: [PATH] }
const PARAMS = { proxy: '$${host}', username: 'u', password: '$${pw}' }

function set(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, value]) => `<X-PRE-PROCESS cmd="set" data="${name}=${value}"/>\n`)
    .join('')
}

interface Given {
  /** What vars.xml sets now. */
  readonly now: Record<string, string>
  /** What the switch knows from its last load; absent: the same. */
  readonly known?: Record<string, string>
  /** What its memory holds; absent: `known` in the definition. */
  readonly loaded?: Disk
  readonly started?: Partial<Pick<SwitchEvidence, 'applied' | 'changedSince'>>
  /** The host that runs; absent: as loaded. */
  readonly host?: string
  readonly params?: Record<string, string>
}

const BEFORE = { host: 'h', pw: 's3cret-one' }

function resolved(params: Record<string, string>, values: Record<string, string>): Record<string, string> {
  const value = (text: string): string =>
    text.replace(/\$\$\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
  return Object.fromEntries(Object.entries(params).map(([name, text]) => [name, value(text)]))
}

function see({ now, known = now, started, host, params = PARAMS, ...given }: Given): {
  reasons: readonly (readonly string[])[]
  drift: Drift
  text: string
} {
  const onDisk = disk({ [PATH]: params }, { ...MANAGED, globals: set(now) })
  const memory = resolved(params, known)
  const loaded = given.loaded ?? disk({ [PATH]: memory })
  const record = running(PATH, { ...memory, ...(host !== undefined && { proxy: host }) })
  const runs = live([record], { globals: new Map(Object.entries(known)) })
  const evidence = { loaded, ...started }
  const wanted = desired([gateway(PATH, params)])
  const { plan } = buildPlan(wanted, onDisk, runs, { evidence })
  if (plan === undefined) throw new Error('no plan')
  const drift = findDrift(plan, wanted, onDisk, runs, evidence)
  const text = renderDriftText(drift, { color: false })
  expect(JSON.stringify([plan.changes.map((each) => each.reasons), drift]) + text).not.toContain('s3cret')
  return { reasons: plan.changes.map((each) => each.reasons), drift, text }
}

const startedWith = (password: string): NonNullable<Given['started']> => ({
  applied: (_: string, meaning: Meaning) => meaning.params.get('password') === password,
  changedSince: (_: string, meaning: Meaning) =>
    meaning.params.get('password') === password ? [] : ['password'],
})
const ROTATED = { host: 'h', pw: 's3cret-two' }

describe('a variable that has changed on disk', () => {
  it('is told by what is loaded, where gwctl started nothing', () => {
    const { reasons, drift, text } = see({ now: ROTATED, known: BEFORE })
    expect(reasons).toEqual([['right on disk, but FreeSWITCH has loaded another password (from $${pw})']])
    expect(drift.gateways[0]?.findings).toEqual([
      { between: ['disk', 'loaded'], how: 'differs', names: ['password'], variables: ['pw'] },
    ])
    expect(text).toContain(
      'what FreeSWITCH has loaded differs from the XML in password; on disk $${pw} has another value than FreeSWITCH knows\n',
    )
  })

  it('is told by what gwctl noted, also once somebody has reloaded', () => {
    const reason = 'right on disk, but password (from $${pw}) has another value than gwctl started it with'
    const unread = see({ now: ROTATED, known: BEFORE, started: startedWith('s3cret-one') })
    expect(unread.reasons).toEqual([[reason]])
    expect(unread.drift.gateways[0]?.findings).toMatchObject([{ between: ['disk', 'loaded'], moved: 'disk' }])
    const reloaded = see({ now: ROTATED, started: startedWith('s3cret-one') })
    expect(reloaded.reasons).toEqual([[reason]])
    expect(reloaded.drift.gateways[0]?.findings).toEqual([
      {
        between: ['loaded', 'live'],
        how: 'changed',
        names: ['password'],
        moved: 'loaded',
        variables: ['pw'],
      },
    ])
    expect(reloaded.text).toContain(
      'password (from $${pw}) has another value than gwctl started it with; FreeSWITCH does not show whether',
    )
  })

  it('may be a literal that file and YAML have changed alike', () => {
    const literal = { ...PARAMS, proxy: 'h', password: 's3cret-two' }
    const { reasons, drift, text } = see({ now: {}, params: literal, started: startedWith('s3cret-one') })
    expect(reasons).toEqual([['right on disk, but password has another value than gwctl started it with']])
    expect(drift.gateways[0]?.findings[0]).not.toHaveProperty('variables')
    expect(text).toContain('      password has another value than gwctl started it with; ')
  })

  it('is nothing to do where the gateway runs with the value of today', () => {
    expect(see({ now: ROTATED, started: startedWith('s3cret-two') })).toMatchObject({
      reasons: [],
      drift: { gateways: [] },
    })
    // Somebody has loaded another value meanwhile: memory is behind, what runs is not.
    const behind = see({ now: ROTATED, known: BEFORE, started: startedWith('s3cret-two') })
    expect(behind.reasons).toEqual([])
    expect(behind.drift.gateways[0]?.findings).toMatchObject([{ names: ['password'], moved: 'loaded' }])
    // After a restart of FreeSWITCH: no note counts, and it has loaded what stands on disk.
    expect(see({ now: ROTATED }).reasons).toEqual([])
  })

  it('is told of a field that shows, and is not laid to the switch', () => {
    const moved = { host: 'other', pw: 's3cret-one' }
    const notes = {
      applied: (_: string, meaning: Meaning) => meaning.params.get('proxy') === 'h',
      changedSince: () => [],
    }
    const { reasons, text } = see({ now: moved, known: BEFORE, started: notes })
    expect(reasons).toEqual([['right on disk, but it runs with another realm, from, to, proxy']])
    expect(text).toContain(
      'in proxy; the XML changed since the last apply; on disk $${host} has another value than FreeSWITCH knows\n',
    )
    const reloaded = see({ now: moved, host: 'h', started: notes })
    expect(reloaded.drift.gateways[0]?.findings).toEqual([
      {
        between: ['loaded', 'live'],
        how: 'differs',
        names: ['realm', 'from', 'to', 'proxy'],
        moved: 'loaded',
      },
    ])
    const unnoted = see({ now: moved, host: 'h' })
    expect(unnoted.drift.gateways[0]?.findings[0]).not.toHaveProperty('moved')
  })

  it('names several variables, and those of lists are none of a param', () => {
    const both = { ...PARAMS, proxy: 'h', 'auth-username': '$${user}' }
    const { text, reasons } = see({
      now: { pw: 's3cret-two', user: 'b' },
      known: { pw: 's3cret-one', user: 'a' },
      params: both,
    })
    expect(reasons[0]?.[0]).toContain('another password, auth-username (from $${pw}, $${user})')
    expect(text).toContain('on disk $${pw}, $${user} have other values than FreeSWITCH knows')
  })

  it('is not guessed where the variables of the switch do not explain what it has loaded', () => {
    const twice = disk({ [PATH]: { proxy: 'h', username: 'u', password: 's3cret-zero' } })
    expect(see({ now: BEFORE, loaded: twice }).reasons).toEqual([])
    expect(see({ now: ROTATED, known: BEFORE, loaded: twice }).drift.gateways[0]?.findings).toEqual([])
  })

  it('leaves what is not in memory, and names that FreeSWITCH does not read, alone', () => {
    expect(see({ now: BEFORE, loaded: disk({}, { profiles: ['external'] }) }).reasons).toEqual([])
    const unread = { ...PARAMS, 'x-vendor': '$${pw}', password: 'p' }
    expect(see({ now: ROTATED, known: BEFORE, params: unread }).reasons).toEqual([])
  })
})
