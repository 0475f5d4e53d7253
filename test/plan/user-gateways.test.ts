import type { Desired } from '../../src/model/desired.ts'
import type { Disk } from '../../src/model/disk.ts'
import { buildPlan, type BuildResult } from '../../src/plan/build.ts'
import { planGatewayRestart } from '../../src/plan/gateway-restart.ts'
import { desired, disk, gateway, live, profile, running } from '../support/plan-world.ts'

const TRUNK = { proxy: 'p.example', register: 'false' }
const FILE = 'directory/default/example.com.xml'
/** As a stock FreeSWITCH runs it: one trunk of the profile, one of a user. */
const LIVE = live([running('external/acme', TRUNK), running('external/example.com', TRUNK)])

function withUser(gateways: Record<string, Record<string, string>> = { 'external/acme': TRUNK }): Disk {
  const read = disk(gateways, { managed: ['external/acme'], profiles: ['external'] })
  const userGateways = [{ name: 'example.com', file: FILE }]
  return { ...read, profiles: read.profiles.map((each) => ({ ...each, userGateways })) }
}

function planned(wanted: Desired, onDisk = withUser(), running: typeof LIVE | undefined = LIVE) {
  const result: BuildResult = buildPlan(wanted, onDisk, running)
  if (result.plan === undefined) throw new Error(result.diagnostics.map((each) => each.message).join('\n'))
  return result.plan
}

const ACME = gateway('external/acme', TRUNK)
const LEFT = {
  code: 'GW143',
  message: expect.stringContaining(`external/example.com stands with a user of the directory (${FILE})`),
}

describe('a gateway of a user of the directory', () => {
  it('is unmanaged, without a word', () => {
    expect(planned(desired([ACME]))).toMatchObject({
      changes: [],
      steps: [],
      warnings: [],
      unmanaged: [{ gateway: 'example.com' }],
    })
  })

  it('is left alone by prune: all, since a rescan would bring it back, and that is said', () => {
    const plan = planned(desired([ACME], [{ name: 'external', prune: 'all' }]))
    expect(plan).toMatchObject({ changes: [], warnings: [LEFT], unmanaged: [{ gateway: 'example.com' }] })
  })

  it('is left alone by enabled: false, too', () => {
    const off = gateway('external/example.com', TRUNK, { enabled: false })
    expect(planned(desired([ACME, off]))).toMatchObject({ changes: [], warnings: [LEFT] })
    const standing = withUser({ 'external/acme': TRUNK, 'external/example.com': TRUNK })
    expect(planned(desired([ACME, off]), standing)).toMatchObject({
      changes: [{ action: 'delete', gateway: 'example.com' }],
    })
  })

  it('comes back with a restart of its profile', () => {
    const plan = planned(desired([ACME], [profile('external', { 'sip-port': '5090' })]))
    expect(plan.profiles).toMatchObject([{ action: 'restart' }])
    expect(plan.profiles?.[0]).not.toHaveProperty('loses')
    expect(plan.warnings).toEqual([])
  })

  it('is no gateway that only memory holds: one that the profile gets takes its place', () => {
    const own = gateway('external/example.com', { ...TRUNK, ping: '25' })
    const plan = planned(desired([ACME, own]))
    expect(plan.changes).toMatchObject([{ action: 'create', runtime: { kill: true } }])
    expect(plan.changes[0]).not.toHaveProperty('canary')
    expect(plan.warnings).toEqual([])
  })

  it('may be a node of a list, also where the switch was not asked', () => {
    const at = { file: 'gwctl.yaml', offset: 0, length: 1 }
    const list = (name: string) => [{ name: 'out', at, nodes: [{ name, weight: 1, at }] }]
    const told = (name: string) =>
      buildPlan({ ...desired([ACME]), distributors: list(name) }, withUser(), undefined).diagnostics
    expect(told('example.com').filter((each) => each.code === 'GW103')).toEqual([])
    expect(told('example.org').filter((each) => each.code === 'GW103')).toHaveLength(1)
  })

  it('is not restarted: startgw does not know it', () => {
    const world = { disk: withUser(), live: LIVE, loaded: withUser() }
    const plan = planGatewayRestart({ profile: 'external', gateway: 'example.com' }, world, true)
    expect(plan.refusals).toMatchObject([
      { rule: 'not-on-disk', lift: expect.stringContaining('gwctl profile rescan external') },
    ])
    expect(plan.steps).toEqual([])
  })
})
