import { LIVE_FIELDS } from '../../src/model/live.ts'
import type { Live, LiveGateway } from '../../src/model/live.ts'
import type { Desired } from '../../src/model/desired.ts'
import type { Disk } from '../../src/model/disk.ts'
import { GATEWAY_PARAMS } from '../../src/model/params.ts'
import { buildPlan } from '../../src/plan/build.ts'
import { countDrift, findDrift, hasDrift, type Drift } from '../../src/plan/drift.ts'
import type { SwitchEvidence } from '../../src/plan/switch-evidence.ts'
import { readFromMemory } from '../../src/xml/memory-reader.ts'
import { readDisk } from '../../src/xml/read.ts'
import {
  confFiles,
  definition,
  desired,
  disk,
  gateway,
  live,
  profile,
  running,
} from '../support/plan-world.ts'

const PARAMS = { proxy: 'h', username: 'u', password: 'p', 'expire-seconds': '600' }
const PATH = 'external/acme'
const WANTED = desired([gateway(PATH, PARAMS)])
const MANAGED = { managed: [PATH] }
const ON_DISK = disk({ [PATH]: PARAMS }, MANAGED)
const RUNS = live([running(PATH, PARAMS)])
const PROVEN = { applied: () => true }

function drift(more: {
  desired?: Desired
  disk?: Disk
  live?: Live
  loaded?: Disk
  evidence?: Partial<SwitchEvidence>
}): Drift {
  const world = { desired: WANTED, disk: ON_DISK, live: RUNS, loaded: more.disk ?? ON_DISK, ...more }
  const evidence = { loaded: world.loaded, ...PROVEN, ...more.evidence }
  const { plan, diagnostics } = buildPlan(world.desired, world.disk, world.live, { evidence })
  if (plan === undefined) throw new Error(JSON.stringify(diagnostics))
  return findDrift(plan, world.desired, world.disk, world.live, evidence)
}

const found = (drift: Drift): unknown =>
  drift.gateways.map(({ gateway, findings }) => ({ gateway, findings }))

describe('findDrift', () => {
  it('finds nothing where all four are the same and what cannot be seen is proven', () => {
    const none = drift({})
    expect(none).toEqual({ compared: 1, gateways: [], settings: [], profiles: [], distributors: [] })
    expect(hasDrift(none)).toBe(false)
  })

  it.each(
    GATEWAY_PARAMS.filter((each) => each.refused === undefined && each.name !== 'register').map(
      ({ name, kind }) => [name, kind],
    ),
  )('finds %s changed on disk, whatever shows of it', (name, kind) => {
    const other =
      kind === 'bool'
        ? 'true'
        : kind === 'transport'
          ? 'tcp'
          : kind === 'seconds' || kind === 'int'
            ? '77'
            : 'other'
    const value = PARAMS[name as keyof typeof PARAMS] === other ? 'another' : other
    const was = kind === 'bool' ? { ...PARAMS, [name]: 'false' } : PARAMS
    const result = drift({
      desired: desired([gateway(PATH, was)]),
      disk: disk({ [PATH]: { ...was, [name]: value } }, MANAGED),
      live: live([running(PATH, was)]),
      loaded: disk({ [PATH]: was }, MANAGED),
    })
    const between = result.gateways.flatMap((each) => each.findings.map((finding) => finding.between.join()))
    expect(between).toEqual(expect.arrayContaining(['desired,disk', 'disk,loaded']))
    expect(hasDrift(result)).toBe(true)
  })

  it.each(LIVE_FIELDS.map((field) => [field]))('finds %s changed in what runs', (field) => {
    const changed: Record<(typeof LIVE_FIELDS)[number], Partial<LiveGateway>> = {
      register: { state: 'NOREG' },
      scheme: { scheme: 'Other' },
      realm: { realm: 'x' },
      username: { username: 'x' },
      password: { password: false },
      from: { from: '<sip:x@h>' },
      contact: { contact: '<sip:x@127.0.0.1:5080;transport=udp;gw=acme>' },
      to: { to: 'sip:x@h' },
      exten: { exten: 'x' },
      proxy: { proxy: 'sip:x' },
      context: { context: 'x' },
      expires: { expires: '7' },
      freq: { freq: 7 },
      pingfreq: { pingfreq: 7 },
      pingmin: { pingfreq: 7, pingmin: 7 },
      pingmax: { pingfreq: 7, pingmax: 7 },
    }
    const result = drift({ live: live([running(PATH, PARAMS, changed[field])]) })
    const [finding] = result.gateways[0]?.findings ?? []
    expect(finding).toMatchObject({ between: ['loaded', 'live'], how: 'differs', moved: 'live' })
    expect(finding?.names).toContain(field)
  })

  it('tells which of YAML and XML moved, where one of them is what was applied', () => {
    const changed = disk({ [PATH]: { ...PARAMS, proxy: 'x' } }, MANAGED)
    const moved = (applied: SwitchEvidence['applied']): unknown =>
      drift({ disk: changed, evidence: { ...(applied && { applied }) } }).gateways[0]?.findings[0]?.moved
    const has =
      (proxy: string): SwitchEvidence['applied'] =>
      (_, meaning) =>
        meaning.params.get('proxy') === proxy
    expect([moved(has('h')), moved(has('x')), moved(has('y')), moved(() => undefined)]).toEqual([
      'disk',
      'desired',
      undefined,
      undefined,
    ])
  })

  it('tells memory that is not as the XML, and which of the two moved', () => {
    const loaded = disk({ [PATH]: { ...PARAMS, password: 'old' } }, MANAGED)
    const finding = { between: ['disk', 'loaded'], how: 'differs', names: ['password'] }
    const at = (applied: SwitchEvidence['applied']): unknown =>
      drift({ loaded, evidence: { ...(applied && { applied }) } }).gateways[0]?.findings
    expect(at(() => true)).toEqual([{ ...finding, moved: 'loaded' }])
    expect(at(() => false)).toEqual([{ ...finding, moved: 'disk' }])
    expect(at(() => undefined)).toEqual([finding])
  })

  it('tells what is missing, and where', () => {
    const nowhere = disk({}, { profiles: ['external'] })
    expect(found(drift({ disk: nowhere, live: live([]) }))).toEqual([
      { gateway: 'acme', findings: [{ between: ['desired', 'disk'], how: 'missing', names: [] }] },
    ])
    expect(found(drift({ disk: nowhere, loaded: ON_DISK }))).toEqual([
      {
        gateway: 'acme',
        findings: [
          { between: ['desired', 'disk'], how: 'missing', names: [] },
          { between: ['disk', 'loaded'], how: 'extra', names: [] },
        ],
      },
    ])
    expect(found(drift({ loaded: nowhere }))).toEqual([
      { gateway: 'acme', findings: [{ between: ['disk', 'loaded'], how: 'missing', names: [] }] },
    ])
    // What FreeSWITCH has not loaded, it cannot run: that is told once.
    expect(found(drift({ loaded: nowhere, live: live([]) }))).toEqual([
      { gateway: 'acme', findings: [{ between: ['disk', 'loaded'], how: 'missing', names: [] }] },
    ])
    expect(found(drift({ live: live([]) }))).toEqual([
      { gateway: 'acme', findings: [{ between: ['loaded', 'live'], how: 'missing', names: [] }] },
    ])
    expect(found(drift({ disk: nowhere }))).toEqual([
      {
        gateway: 'acme',
        findings: [
          { between: ['desired', 'disk'], how: 'missing', names: [] },
          { between: ['loaded', 'live'], how: 'extra', names: [] },
        ],
      },
    ])
  })

  it('tells what stands and should not: switched off, or not desired any more', () => {
    const off = desired([gateway(PATH, PARAMS, { enabled: false })])
    const extra = [{ between: ['desired', 'disk'], how: 'extra', names: [] }]
    expect(found(drift({ desired: off }))).toEqual([{ gateway: 'acme', findings: extra }])
    expect(found(drift({ desired: off, disk: disk({}), live: live([]) }))).toEqual([])
    const more = disk({ [PATH]: PARAMS, 'external/old': PARAMS }, { managed: [PATH, 'external/old'] })
    expect(found(drift({ disk: more }))).toEqual([{ gateway: 'old', findings: extra }])
    // A stranger is nobody's drift.
    expect(found(drift({ disk: disk({ [PATH]: PARAMS, 'external/old': PARAMS }, MANAGED) }))).toEqual([])
  })

  it('never calls in sync what nobody can see', () => {
    const params = { ...PARAMS, 'retry-seconds': '40', 'x-vendor': '1' }
    const variables = [{ name: { xml: 'a', sensitive: false }, value: { xml: 'b', sensitive: false } }]
    const subscriptions = [{ event: { xml: 'e', sensitive: false }, params: new Map() }]
    const text = `<include>\n<gateway name="acme">\n<!-- gwctl: managed ${PATH} -->\n${Object.entries(params)
      .map(([name, value]) => `<param name="${name}" value="${value}"/>\n`)
      .join(
        '',
      )}<variables>\n<variable name="a" value="b"/>\n</variables>\n<subscriptions>\n<subscription event="e"/>\n</subscriptions>\n</gateway>\n</include>\n`
    const standing = diskOf(text)
    const wanted = desired([gateway(PATH, definition(params, { variables, subscriptions }))])
    const result = drift({ desired: wanted, disk: standing, evidence: { applied: () => undefined } })
    expect(result.gateways).toEqual([
      {
        profile: 'external',
        gateway: 'acme',
        findings: [],
        unverified: ['password', 'retry-seconds', 'variables', 'subscriptions'],
      },
    ])
    expect(hasDrift(result)).toBe(false)
    expect(
      drift({ desired: wanted, disk: standing, evidence: { applied: () => false } }).gateways,
    ).toHaveLength(1)
  })

  it('compares without what is loaded, where that was not asked', () => {
    const { plan } = buildPlan(WANTED, ON_DISK, RUNS)
    if (plan === undefined) throw new Error('no plan')
    const compared = findDrift(plan, WANTED, ON_DISK, RUNS, {})
    expect(compared.gateways).toEqual([
      { profile: 'external', gateway: 'acme', findings: [], unverified: ['password'] },
    ])
    const skipped = disk({ [PATH]: { proxy: 'h' } }, MANAGED)
    expect(findDrift(plan, WANTED, skipped, RUNS, {}).gateways[0]?.findings[0]).toMatchObject({
      how: 'missing',
    })
  })

  it('tells profiles that should run, stand or be gone', () => {
    const at = { file: 'gwctl.yaml', offset: 0, length: 1 }
    const profile = (more: object): Desired => ({
      ...WANTED,
      profiles: [...WANTED.profiles, { name: 'other', prune: 'managed', at, ...more }],
    })
    const settings = [{ name: 'sip-port', texts: [{ xml: '5090', sensitive: false }], at }]
    const create = { create: true as const, settings }
    expect(drift({ desired: profile(create) }).profiles).toEqual([{ profile: 'other', how: 'not on disk' }])
    const runs: Live['profiles'] = [{ name: 'other', state: 'RUNNING', calls: 0 }]
    const ghost = { desired: profile(create), live: { ...RUNS, profiles: [...RUNS.profiles, ...runs] } }
    expect(drift(ghost).profiles).toEqual([{ profile: 'other', how: 'not on disk' }])
    const both = disk({ [PATH]: PARAMS }, { ...MANAGED, profiles: ['external', 'other'] })
    const idle = { desired: profile({ create: true }), disk: both }
    expect(drift(idle).profiles).toEqual([{ profile: 'other', how: 'does not run' }])
    const gone = drift({ desired: profile({ absent: true }), disk: both })
    expect(gone.profiles).toEqual([{ profile: 'other', how: 'should be absent' }])
    expect(hasDrift(gone)).toBe(true)
  })

  it('tells lists that are not as desired, and none that only pauses', () => {
    const { plan } = buildPlan(WANTED, ON_DISK, RUNS)
    if (plan === undefined) throw new Error('no plan')
    const list = { kind: 'distributor', nodes: [], after: [], paused: [], reasons: [] } as const
    const distributors = [
      { ...list, action: 'update', distributor: 'out' },
      { ...list, action: 'pause', distributor: 'in' },
    ] as const
    const found = findDrift({ ...plan, distributors }, WANTED, ON_DISK, RUNS, {})
    expect(found.distributors).toEqual(['out'])
    expect(countDrift(found)).toEqual({ gateways: 0, settings: 0, profiles: 0, distributors: 1 })
    expect(hasDrift(found)).toBe(true)
  })

  it('tells settings of a profile by themselves: it is where it should be', () => {
    const wanted = desired([gateway(PATH, PARAMS)], [profile('external', { 'sip-port': '5090' })])
    const found = drift({ desired: wanted })
    expect(found.profiles).toEqual([])
    expect(found.settings).toMatchObject([{ profile: 'external', name: 'sip-port' }])
  })

  it('leaves profiles alone whose gateways are not managed', () => {
    const at = { file: 'gwctl.yaml', offset: 0, length: 1 }
    const unmanaged: Desired = { ...WANTED, profiles: [{ name: 'external', prune: 'managed', at }] }
    expect(drift({ desired: unmanaged })).toMatchObject({ compared: 0, gateways: [] })
  })
})

function diskOf(text: string): Disk {
  const files = confFiles({ [PATH]: PARAMS }, MANAGED)
  files.set(`sip_profiles/${PATH}.xml`, text)
  return readDisk(readFromMemory(files))
}
