import type { Policy } from '../../src/model/desired.ts'
import type { Live } from '../../src/model/live.ts'
import type { ProfileChange, SettingChange } from '../../src/model/plan.ts'
import type { Allowances } from '../../src/plan/guard.ts'
import { guardProfiles } from '../../src/plan/profile-guard.ts'
import type { SwitchEvidence } from '../../src/plan/switch-evidence.ts'
import { profileChange, settingChange } from '../support/plan-parts.ts'
import { disk, live } from '../support/plan-world.ts'

const POLICY: Policy = { maxDeletes: 3, allowLastHealthy: false }

interface More {
  settings?: readonly SettingChange[]
  policy?: Policy
  allow?: Allowances
  evidence?: SwitchEvidence
  live?: Live | null
  stands?: string
  planned?: string
  noRescan?: readonly string[]
}

function refusals(profiles: readonly ProfileChange[], more: More = {}): string[] {
  const found = guardProfiles(profiles, more.settings ?? [], {
    disk: disk({}, { settings: more.stands ?? '' }),
    planned: disk({}, { settings: more.planned ?? '' }),
    live: more.live === null ? undefined : (more.live ?? live([])),
    evidence: more.evidence ?? {},
    policy: more.policy ?? POLICY,
    allow: more.allow ?? {},
    noRescan: new Set(more.noRescan),
    globals: new Map(),
  })
  return found.map(({ rule, message }) => `${rule}: ${message}`)
}

const socket = (port: number, own = false) => ({
  ip: '0.0.0.0',
  port,
  inode: port,
  own,
  holder: 'nc (pid 7)',
})

describe('calls in progress', () => {
  it.each<[ProfileChange, string]>([
    [
      profileChange('restart', 'external', { calls: 1 }),
      'Restarting profile external would hang up 1 call in progress.',
    ],
    [
      profileChange('delete', 'external', { calls: 3 }),
      'Stopping profile external would hang up 3 calls in progress.',
    ],
  ])('are not hung up (%#)', (each, message) => {
    expect(refusals([each])).toEqual([`allow-calls: ${message}`])
    expect(refusals([each], { policy: { ...POLICY, allowCalls: true } })).toEqual([])
    expect(refusals([each], { allow: { calls: true } })).toEqual([])
  })

  it('that are not there keep nothing', () => {
    expect(
      refusals([profileChange('restart', 'external', { calls: 0 }), profileChange('restart', 'x')]),
    ).toEqual([])
  })
})

describe('shutdown-on-fail', () => {
  const on = '<param name="shutdown-on-fail" value="true"/>\n'
  it.each<[string, More]>([
    ['on disk', { stands: on }],
    ['desired', { planned: on }],
    ['loaded', { evidence: { loaded: disk({}, { settings: on }) } }],
  ])('%s keeps a profile from restarting, whatever is allowed', (_, more) => {
    const [refusal] = refusals([profileChange('restart')], { ...more, allow: { calls: true } })
    expect(refusal).toContain('shutdown-on-fail: Profile external has shutdown-on-fail')
    expect(refusals([profileChange('delete')], more)).toEqual([])
  })

  it('that is off keeps nothing', () => {
    expect(refusals([profileChange('restart')], { stands: on.replace('true', 'false') })).toEqual([])
  })
})

describe('names', () => {
  it('are not taken from an alias', () => {
    const world = live([], { aliases: ['Custom'] })
    expect(refusals([profileChange('create', 'custom')], { live: world })).toEqual([
      'name-taken: Profile custom cannot be started: it is an alias of another profile.',
    ])
    expect(refusals([profileChange('restart', 'custom')], { live: world })).toEqual([])
  })

  it('are not those of a profile that runs in another letter case', () => {
    const world = live([], { profiles: [{ name: 'Custom', state: 'RUNNING' }] })
    expect(refusals([profileChange('start', 'custom')], { live: world })).toEqual([
      'name-taken: Profile custom cannot be started: profile Custom runs already.',
    ])
  })
})

it('leaves a profile alone that is on its way', () => {
  const world = live([], { profiles: [{ name: 'external', state: 'DOWN' }] })
  const [refusal] = refusals([profileChange('start')], { live: world })
  expect(refusal).toContain('profile-not-running: Profile external is in state DOWN')
})

describe('ports', () => {
  const listens = { ip: '127.0.0.1', port: 5090 }
  const takes = profileChange('create', 'custom', { listens })

  it('are not taken that somebody else holds, and it is said who', () => {
    expect(refusals([takes], { evidence: { sockets: [socket(5090)] } })).toEqual([
      'port-in-use: Profile custom cannot take 127.0.0.1:5090: nc (pid 7) has it.',
    ])
  })

  it('are not taken from another profile', () => {
    const evidence = { sockets: [socket(5080, true)] }
    const other = profileChange('create', 'custom', { listens: { port: 5080 } })
    expect(refusals([other], { evidence })).toEqual([
      'port-in-use: Profile custom cannot take port 5080: profile external has it.',
    ])
    const freed = profileChange('restart', 'external', { listens: { port: 5070 } })
    expect(refusals([other, freed], { evidence })).toEqual([])
    expect(refusals([other, profileChange('delete')], { evidence })).toEqual([])
  })

  it('are not taken twice', () => {
    const second = profileChange('create', 'other', { listens: { ip: '127.0.0.1', port: 5090 } })
    const third = profileChange('create', 'third', { listens: { ip: '127.0.0.2', port: 5090 } })
    expect(refusals([takes, second, third], { evidence: { sockets: [] } })).toEqual([
      'port-in-use: Profile other cannot take 127.0.0.1:5090: profile custom has it.',
    ])
  })

  it('are free for the profile that holds them', () => {
    const stays = profileChange('restart', 'external', { listens: { port: 5080 } })
    expect(refusals([stays], { evidence: { sockets: [socket(5080, true)] } })).toEqual([])
  })

  it('are written with brackets', () => {
    const six = profileChange('create', 'custom', { listens: { ip: '::1', port: 5090 } })
    expect(refusals([six], { evidence: { sockets: [socket(5090)] } })[0]).toContain('[::1]:5090')
  })

  it('are not known where the switch runs elsewhere, and may be anything where that is not said', () => {
    expect(refusals([takes])).toEqual([])
    const quiet = disk({}, { settings: '<param name="sip-port" value="auto"/>\n' })
    expect(
      refusals([takes, profileChange('create', 'x')], { evidence: { sockets: [], loaded: quiet } }),
    ).toEqual([])
    expect(refusals([takes], { live: null, evidence: { sockets: [] } })).toEqual([])
  })
})

describe('a setting for a rescan while another waits for a restart', () => {
  const settings = [settingChange('auth-calls', { effect: 'rescan' })]
  it('is refused', () => {
    const [refusal] = refusals([], { settings, noRescan: ['external'] })
    expect(refusal).toContain('restart-pending: auth-calls of profile external would need a rescan')
  })

  it.each<[string, readonly ProfileChange[], More]>([
    ['nothing waits', [], { settings }],
    ['its profile restarts', [profileChange('restart')], { settings, noRescan: ['external'] }],
    ['it is in force', [], { settings: [{ ...settings[0]!, inForce: true }], noRescan: ['external'] }],
  ])('is not where %s', (_, profiles, more) => {
    expect(refusals(profiles, more)).toEqual([])
  })
})
