import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bindDisk, bindInput, bindLive, movedDisk, movedInput, movedLive } from '../../src/apply/bindings.ts'
import { ensureKey, readKey, type Keyed } from '../../src/apply/digest-key.ts'
import { digestPlan } from '../../src/apply/plan-digest.ts'
import { requireUnused, markUsed } from '../../src/apply/used-plans.ts'
import type { Live } from '../../src/model/live.ts'
import type { Plan } from '../../src/model/plan.ts'
import { startLab, type Lab } from './lab.ts'

let root = ''
let key: Keyed
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gwctl-saved-'))
  key = ensureKey(root)
})
afterEach(() => rmSync(root, { recursive: true }))

describe('the key', () => {
  it('is made once, for its owner only, and nothing is left beside it', () => {
    const file = join(root, '.gwctl/key')
    expect(ensureKey(root).keyId).toBe(key.keyId)
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600')
    expect(readdirSync(join(root, '.gwctl')).sort()).toEqual(['.gitignore', 'key'])
    expect(readFileSync(file, 'utf8')).not.toContain(key.keyId)
  })

  it('is another one in another directory, with other digests', () => {
    const other = mkdtempSync(join(tmpdir(), 'gwctl-saved-'))
    expect(readKey(other)).toBeUndefined()
    expect(existsSync(join(other, '.gwctl'))).toBe(false)
    const made = ensureKey(other)
    expect(made.keyId).not.toBe(key.keyId)
    expect(made.digest('a', 'b')).not.toBe(key.digest('a', 'b'))
    rmSync(other, { recursive: true })
  })

  it('keeps digests of different things apart', () => {
    const digests = [key.digest('a', 'b'), key.digest('a', ''), key.digest('', 'ab'), key.digest('ab', '')]
    expect(new Set(digests).size).toBe(digests.length)
    expect(key.digest('a', 'ä')).toBe(key.digest('a', Buffer.from('ä')))
  })
})

describe('movedInput', () => {
  const bind = (files: Record<string, string>, secrets: Record<string, string> = {}) =>
    bindInput(
      {
        files: new Map(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])),
        secrets: new Map(Object.entries(secrets)),
      },
      key,
    )

  it.each<[Record<string, string>, Record<string, string>, string[]]>([
    [{ a: '1', b: '2' }, { a: '1', b: '2' }, []],
    [{ a: '1', b: '2' }, { '/x/a': '1', '/x/b': '2' }, []],
    [{ a: '1' }, { a: '2' }, ['a has changed']],
    [{ a: '1', b: '2' }, { a: '1' }, ['b is no longer among the YAML files']],
    [{ a: '1' }, { a: '1', b: '2' }, ['b is new among the YAML files']],
    [{ a: '1', b: '2' }, { b: '2', a: '1' }, ['the YAML files are read in another order or number']],
    [{ a: '1' }, { a: '1', b: '1' }, ['the YAML files are read in another order or number']],
    [{ a: '1', b: '2' }, { b: '1', a: '2' }, []],
    [{}, {}, []],
  ])('%j, then %j: %j', (before, after, moved) => {
    expect(movedInput(bind(before), bind(after))).toEqual(moved)
  })

  it('tells secrets by their references', () => {
    const before = { 'env:A': 'x', 'env:B': 'x', 'file:c': 'x' }
    const after = { 'env:A': 'x', 'env:B': 'y', 'env:D': 'x' }
    expect(movedInput(bind({}, before), bind({}, after))).toEqual([
      'the secret env:B has another value',
      'the secret file:c is no longer there',
      'the secret env:D is used now',
    ])
  })

  it('has equal digests for equal secrets nowhere', () => {
    const { secrets } = bind({}, { 'env:A': 'x', 'env:B': 'x' })
    expect(secrets[0]?.digest).not.toBe(secrets[1]?.digest)
  })
})

describe('movedDisk', () => {
  it('tells every file that changed, came or went', () => {
    const bind = (files: Record<string, string>) =>
      bindDisk(new Map(Object.entries(files).map(([name, text]) => [name, { text }])), key)
    const moved = movedDisk(bind({ a: '1', b: '\u00ff', c: '3' }), bind({ a: '1', b: '\u00fe', d: '3' }))
    expect(moved).toEqual(['b has changed', 'c is gone, or no longer included', 'd is new'])
  })
})

describe('movedLive', () => {
  let lab: Lab
  let live: Live
  beforeAll(async () => {
    const params = { proxy: '127.0.0.1:15060', username: 'u', password: 'p', ping: '5' }
    lab = await startLab({ gateways: { 'external/a': params, 'external/b': params } })
    live = await lab.live()
  })
  afterAll(() => lab.close())

  const moved = (change: Partial<Live>): string[] =>
    movedLive(bindLive(live, key), bindLive({ ...live, ...change }, key))

  it('takes counters and states for what they are', () => {
    const busy = live.gateways.map((each) => ({
      ...each,
      state: 'FAIL_WAIT',
      status: 'DOWN' as const,
      ping: each.ping + 1,
      pingcount: 3,
      pingtime: 7,
      pinging: true,
      uptimeUsec: 5,
      callsIn: 1,
      callsOut: 2,
      failedCallsIn: 3,
      failedCallsOut: 4,
      retry: '28s',
      contact: each.contact.replace('127.0.0.1', '10.0.0.1'),
    }))
    expect(live.gateways).toHaveLength(2)
    expect(moved({ gateways: busy.reverse(), globals: new Map() })).toEqual([])
  })

  it.each(['realm', 'username', 'proxy', 'from', 'exten', 'context', 'expires', 'to', 'scheme'] as const)(
    'knows a gateway with another %s',
    (field) => {
      const gateways = live.gateways.map((each) => (each.name === 'a' ? { ...each, [field]: 'other' } : each))
      expect(moved({ gateways })).toEqual(['gateway external/a runs with another definition'])
    },
  )

  it('knows a gateway that the switch lists twice', () => {
    expect(moved({ gateways: [...live.gateways, ...live.gateways.slice(0, 1)] })).toHaveLength(1)
  })

  it('knows profiles by whether they run', () => {
    const down = live.profiles.map((each) => ({ ...each, state: 'DOWN' }))
    const profiles = live.profiles.map((each) => `profile ${each.name} no longer runs`).sort()
    expect(moved({ profiles: down })).toEqual(profiles)
    const more = [...live.profiles, { name: 'more', state: 'RUNNING' }]
    expect(moved({ profiles: more })).toEqual(['profile more runs now'])
  })

  it('says of a restart nothing but that', () => {
    const change = { coreUuid: 'other', gateways: [], profiles: [] }
    expect(moved(change)).toEqual(['FreeSWITCH was restarted, or it is another one'])
  })

  it('shows in the digest of a plan what it does, and not how things stand', async () => {
    const yaml = (password: string): string =>
      `profiles: { external: { gateways: { a: { proxy: "127.0.0.1:15060", username: u, password: ${password} } } } }\n`
    const plan = await lab.plan(yaml('new'))
    const digest = digestPlan(plan, key)
    const standing: Plan = {
      ...plan,
      refusals: [{ rule: 'r', message: 'm', lift: 'l' }],
      warnings: [],
      unmanaged: [],
      changes: plan.changes.map(({ runtime, ...change }) => ({
        ...change,
        runtime: { ...runtime, ...(runtime.before && { before: { ...runtime.before, callsIn: 9 } }) },
      })),
    }
    expect(digestPlan(await lab.plan(yaml('new')), key)).toBe(digest)
    expect(digestPlan(standing, key)).toBe(digest)
    // Shown alike, and not the same.
    expect(digestPlan(await lab.plan(yaml('other')), key)).not.toBe(digest)
    expect(digestPlan({ ...plan, steps: plan.steps.slice(1) }, key)).not.toBe(digest)
    expect(digestPlan({ ...plan, files: [] }, key)).not.toBe(digest)
  })
})

describe('the use of a plan', () => {
  it('is recorded once, and tells by which apply', () => {
    requireUnused(root, 'abc')
    markUsed(root, 'abc', '20261123T101500.123Z')
    const record = join(root, '.gwctl/used-plans/abc.json')
    expect(JSON.parse(readFileSync(record, 'utf8'))).toEqual({ apply: '20261123T101500.123Z' })
    expect(() => requireUnused(root, 'abc')).toThrow('applied before')
    expect(() => markUsed(root, 'abc', 'other')).toThrow('applied before')
    requireUnused(root, 'def')
  })

  it('that cannot be recorded is said', () => {
    writeFileSync(join(root, '.gwctl/used-plans'), '')
    expect(() => markUsed(root, 'abc', 'x')).toThrow(/cannot be recorded/)
  })
})
