import type { Desired } from '../../src/model/desired.ts'
import type { Disk } from '../../src/model/disk.ts'
import type { Live } from '../../src/model/live.ts'
import { settingsDrift, type SettingDrift } from '../../src/plan/settings-drift.ts'
import type { SwitchEvidence } from '../../src/plan/switch-evidence.ts'
import { plan, settingChange } from '../support/plan-parts.ts'
import { desired, disk, live, profile } from '../support/plan-world.ts'

const param = (name: string, value: string): string => `<param name="${name}" value="${value}"/>\n`
const ON_DISK = disk({}, { settings: param('sip-ip', '10.0.0.1') + param('context', 'in') })
const LOADED = disk({}, { settings: param('sip-ip', '10.0.0.2') + param('context', 'in') })
const NAMED = desired([], [profile('external')])

function drift(
  more: {
    plan?: ReturnType<typeof plan>
    desired?: Desired
    disk?: Disk
    live?: Live
    evidence?: SwitchEvidence
  } = {},
): SettingDrift[] {
  const world = {
    plan: plan(),
    desired: NAMED,
    disk: ON_DISK,
    live: live([]),
    evidence: { loaded: LOADED },
    ...more,
  }
  return settingsDrift(world.plan, world.desired, world.disk, world.live, world.evidence)
}

describe('settingsDrift', () => {
  it('tells what a plan would change: on disk, or only in what runs', () => {
    const settings = [
      settingChange('sip-port'),
      settingChange('rtp-ip', { live: true }),
      settingChange('tls-passphrase', { before: null, after: null, sensitive: true }),
    ]
    const evidence = { loaded: ON_DISK }
    const at = { profile: 'external', actual: '1', expected: '2' }
    expect(drift({ plan: plan({ settings }), evidence })).toEqual([
      { ...at, name: 'sip-port', how: 'disk' },
      { ...at, name: 'rtp-ip', how: 'live' },
      { ...at, name: 'tls-passphrase', how: 'disk', actual: null, expected: null, sensitive: true },
    ])
  })

  it('tells what the YAML does not name and waits for a restart; once', () => {
    expect(drift()).toEqual([
      { profile: 'external', name: 'sip-ip', how: 'pending', actual: '10.0.0.2', expected: '10.0.0.1' },
    ])
    const told = plan({ settings: [settingChange('sip-ip', { live: true })] })
    expect(drift({ plan: told }).map((each) => each.how)).toEqual(['live'])
  })

  it('shows no text that waits: nothing tells whether it is a secret', () => {
    const world = {
      disk: disk({}, { settings: param('user-agent-string', 'one') }),
      evidence: { loaded: disk({}) },
    }
    expect(drift(world)).toEqual([
      {
        profile: 'external',
        name: 'user-agent-string',
        how: 'pending',
        actual: null,
        expected: null,
        sensitive: true,
      },
    ])
  })

  it('does not know what is in force where only a socket tells', () => {
    const bound = { ip: '127.0.0.1', port: 5081, holder: 'freeswitch', inode: 1, own: true }
    const port = drift({ evidence: { loaded: ON_DISK, sockets: [bound] } })
    expect(port).toContainEqual(expect.objectContaining({ name: 'sip-port', how: 'pending', actual: null }))
  })

  it('says of what the YAML names when nothing proves it, and of nothing else', () => {
    const wanted = desired([], [profile('external', { context: 'in' })])
    expect(drift({ desired: wanted, evidence: { loaded: ON_DISK } })).toEqual([
      { profile: 'external', name: 'context', how: 'unverified', actual: null, expected: null },
    ])
    expect(drift({ evidence: { loaded: ON_DISK } })).toEqual([])
  })

  it('leaves alone a profile that the YAML does not name, or that does not run', () => {
    expect(drift({ desired: desired([], [profile('internal')]) })).toEqual([])
    expect(drift({ live: live([], { profiles: [{ name: 'external', state: 'DOWN' }] }) })).toEqual([])
    expect(drift({ live: live([], { profiles: [] }) })).toEqual([])
  })
})
