import type { Desired } from '../../src/model/desired.ts'
import type { Disk } from '../../src/model/disk.ts'
import type { Live } from '../../src/model/live.ts'
import type { Plan } from '../../src/model/plan.ts'
import { buildPlan, type BuildOptions } from '../../src/plan/build.ts'
import { touchedChanges } from '../../src/plan/carried.ts'
import { isExact } from '../../src/plan/loaded-fields.ts'
import { addressText, bindSeconds } from '../../src/plan/listening.ts'
import { planProfiles } from '../../src/plan/profile-plan.ts'
import { buildRestorePlan } from '../../src/plan/restore-plan.ts'
import { valuesOf } from '../../src/plan/setting-meaning.ts'
import { evidenceOf } from '../../src/plan/switch-evidence.ts'
import { confFiles, desired, disk, gateway, live, profile, running } from '../support/plan-world.ts'
import { readFromMemory } from '../../src/xml/memory-reader.ts'
import { readDisk } from '../../src/xml/read.ts'

const TRUNK = { proxy: 'p.example', register: 'false' }
const RUNS: Live['profiles'] = [{ name: 'external', state: 'RUNNING', calls: 0 }]

function planned(wanted: Desired, standing: Disk, world: Live | undefined, options: BuildOptions = {}): Plan {
  const { plan, diagnostics } = buildPlan(wanted, standing, world, options)
  if (plan === undefined) throw new Error(diagnostics.map((each) => each.message).join('\n'))
  return plan
}

describe('a restart', () => {
  const standing = disk(
    { 'external/a': TRUNK, 'external/b': TRUNK, 'external/c': TRUNK },
    { managed: ['external/b'] },
  )
  const world = live(
    ['external/a', 'external/b', 'external/ghost'].map((path) => running(path, TRUNK)),
    { profiles: RUNS },
  )
  const wanted = desired(
    [gateway('external/b', { ...TRUNK, ping: '25' })],
    [profile('external', { 'sip-port': '5090' })],
  )

  it('carries what runs and stands and does not change, and warns of what will not come back', () => {
    const plan = planned(wanted, standing, world)
    expect(plan.profiles?.[0]?.carried?.map((each) => each.gateway)).toEqual(['a'])
    expect(plan.warnings.map((each) => each.message).join()).toContain(
      'external/ghost runs but does not stand on disk',
    )
    expect(touchedChanges(plan).map((each) => each.gateway)).toEqual(['b', 'a'])
  })

  it('carries a gateway that is adopted, once', () => {
    const plan = planned(
      desired(
        [gateway('external/a', TRUNK)],
        [profile('external', { 'sip-port': '5090' }, { prune: 'none' })],
      ),
      standing,
      world,
    )
    expect(plan.changes).toMatchObject([{ action: 'adopt', gateway: 'a' }])
    expect(touchedChanges(plan).map((each) => each.action)).toEqual(['recreate', 'recreate'])
  })

  it('carries nothing that is not known to run', () => {
    expect(planned(wanted, standing, undefined).profiles?.[0]).not.toHaveProperty('carried')
    expect(touchedChanges({ changes: [] })).toEqual([])
  })

  it('carries nothing of a profile that FreeSWITCH skips, or that runs without a file', () => {
    const skipped = disk({ 'external/a': { proxy: 'p.example' } })
    const alone = live([running('external/a', TRUNK), running('internal/x', TRUNK)], { profiles: RUNS })
    const plan = planned(desired([], [profile('external', { 'sip-port': '5090' })]), skipped, alone)
    expect(plan.profiles?.[0]).not.toHaveProperty('carried')
  })
})

describe('a profile that goes', () => {
  const absent = desired([], [profile('external', {}, { absent: true })])

  it('takes all its gateways along, on disk and in the switch, and no limit counts them', () => {
    const standing = disk(
      { 'external/a': TRUNK, 'external/b': TRUNK },
      { profiles: ['external', 'internal'] },
    )
    const plan = planned(absent, standing, live([running('external/a', TRUNK), running('external/x', TRUNK)]))
    expect(plan.changes.map((each) => `${each.gateway} ${each.action} ${String(each.explicit)}`)).toEqual([
      'a delete true',
      'b delete true',
      'x delete true',
    ])
    expect(plan.refusals).toEqual([])
  })

  it('takes along what runs without a file, too', () => {
    const plan = planned(absent, disk({}, { profiles: ['internal'] }), live([running('external/x', TRUNK)]))
    expect(plan).toMatchObject({ files: [], changes: [{ gateway: 'x', action: 'delete' }] })
    const offline = planned(
      absent,
      disk({ 'external/a': TRUNK }, { profiles: ['external', 'internal'] }),
      undefined,
    )
    expect(offline.changes).toMatchObject([{ gateway: 'a', action: 'delete' }])
  })
})

describe('canaries', () => {
  it('are not for gateways of a profile that does not run yet', () => {
    const custom = profile(
      'custom',
      { 'sip-port': '5090' },
      { create: true, gateways: [gateway('custom/a', TRUNK)] },
    )
    const plan = planned(desired([], [custom]), disk({}), live([]), { canary: true })
    expect(plan.changes).toHaveLength(1)
    expect(plan.changes[0]).not.toHaveProperty('canary')
  })
})

describe('what once was a secret in a setting', () => {
  it('stays hidden', () => {
    const knownSecrets = new Map([['external/', ['user-agent-string']]])
    const settings = { 'user-agent-string': 'b', 'auth-calls': 'true' }
    const world = live([], { profiles: RUNS })
    const plan = planned(desired([], [profile('external', settings)]), disk({}), world, { knownSecrets })
    expect(plan.settings?.map((each) => each.sensitive)).toEqual([true, undefined])
  })
})

it('refuses to change a profile that is stopping', () => {
  const world = live([], { profiles: [{ name: 'external', state: 'DOWN' }] })
  const { refusals } = planned(desired([], [profile('external', { 'auth-calls': 'true' })]), disk({}), world)
  expect(refusals).toMatchObject([
    { rule: 'profile-not-running', lift: expect.stringContaining('does not list it as DOWN') },
  ])
})

it('is right on disk and takes a restart where only the socket tells', () => {
  const evidence = {
    loaded: disk({}),
    sockets: [{ ip: '127.0.0.1', port: 1, inode: 1, own: true, holder: 'freeswitch' }],
  }
  const plan = planned(
    desired([], [profile('external', { 'sip-port': '5080' })]),
    disk({}),
    live([], { profiles: RUNS }),
    { evidence },
  )
  expect(plan.settings).toMatchObject([{ live: true, before: null, after: '5080' }])
})

it('says how to start a profile that does not run', () => {
  const wanted = desired([], [profile('external', { 'auth-calls': 'true' })])
  const { refusals } = planned(wanted, disk({}), live([], { profiles: [] }))
  expect(refusals).toMatchObject([{ lift: expect.stringContaining('create: true') }])
})

it('changes settings also where only the last value of each was read', () => {
  const [external] = disk({}).profiles
  if (external === undefined) throw new Error('no profile')
  const { settingValues, ...plain } = external
  expect(settingValues).toBeDefined()
  const wanted = desired([], [profile('external', { 'sip-port': '5090' })])
  const found = planProfiles(wanted, { ...disk({}), profiles: [plain] }, undefined, { evidence: {} })
  expect(found.profiles).toMatchObject([{ action: 'restart', listens: { port: 5090 } }])
  expect(touchedChanges({ changes: [], profiles: found.profiles })).toEqual([])
  expect(addressText({ ip: '10.0.0.5', port: 5090 })).toBe('10.0.0.5:5090')
})

it('takes the record for what is in force', () => {
  const settings = '<param name="dbname" value="b"/>\n'
  const records = new Map([
    [
      'external',
      new Map([
        ['dbname', { value: 'a' }],
        ['sip-port', { value: '5080' }],
      ]),
    ],
  ])
  const evidence = {
    loaded: disk({}, { settings: settings.replace('"b"', '"a"') }),
    records,
    digest: () => 'x',
  }
  const plan = planned(
    desired([], [profile('external', { dbname: 'a' })]),
    disk({}, { settings }),
    live([], { profiles: RUNS }),
    { evidence },
  )
  expect(plan.settings).toMatchObject([{ inForce: true }])
})

it('reads what is known of one profile', () => {
  const [external] = disk({}).profiles
  if (external === undefined) throw new Error('no profile')
  const gateways = [
    running('external/a', TRUNK),
    running('external/b', TRUNK, { contact: 'odd' }),
    running('other/c', TRUNK),
  ]
  const found = evidenceOf(external, live(gateways), { digest: (...words) => words.join(' ') }, new Map())
  expect(found.contactPorts).toEqual([5080])
  expect(found.digest?.('name', 'value')).toBe('external name value')
  const { settingValues, ...plain } = external
  expect(settingValues?.get('sip-port')).toEqual(['5080'])
  expect([valuesOf(plain, 'sip-port'), valuesOf(plain, 'sip-ip')]).toEqual([['5080'], []])
  const odd = { ...plain, settings: new Map([['bind-attempts', '0']]) }
  expect(bindSeconds(odd, new Map())).toBe(10)
  expect([isExact('a'), isExact('\udc80')]).toEqual([true, false])
})

describe('a rollback', () => {
  const FILE = 'sip_profiles/external.xml'
  const texts = (settings: string): Map<string, string> => confFiles({ 'external/a': TRUNK }, { settings })

  it('restarts for a setting, and adds gateways one by one where another waits', () => {
    const now = texts('<param name="dbname" value="b"/>\n')
    const kept = texts('<param name="dbname" value="a"/>\n').get(FILE) ?? ''
    const file = { path: FILE, now: now.get(FILE) ?? '', kept, sensitiveNow: [], sensitiveKept: [] }
    const limits = { policy: { maxDeletes: 3, allowLastHealthy: true }, allow: {}, allowChanged: false }
    const world = live([running('external/a', TRUNK)], { profiles: RUNS })
    const standing = readDisk(readFromMemory(now))
    const { plan } = buildRestorePlan(standing, world, [file], { ...limits, evidence: { loaded: standing } })
    expect(plan).toMatchObject({
      settings: [{ name: 'dbname' }],
      profiles: [{ action: 'restart', carried: [{ gateway: 'a' }] }],
    })
    const waits = disk({}, { settings: '<param name="contact-user" value="x"/>\n' })
    const other = { ...file, kept: file.now }
    const unchanged = buildRestorePlan(standing, world, [other], {
      ...limits,
      evidence: { loaded: waits },
    }).plan
    expect(unchanged).toMatchObject({ noRescan: ['external'], steps: [] })
  })
})
