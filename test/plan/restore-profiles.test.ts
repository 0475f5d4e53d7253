import type { Disk } from '../../src/model/disk.ts'
import type { Live, LiveProfile } from '../../src/model/live.ts'
import { restoreProfiles, type RestoredContext } from '../../src/plan/restore-profiles.ts'
import { disk, live } from '../support/plan-world.ts'

const NO_SECRET = { before: new Map(), after: new Map() }
const RUNS: LiveProfile = { name: 'external', state: 'RUNNING', calls: 1 }

function back(
  current: Disk,
  wanted: Disk,
  running: readonly LiveProfile[] | undefined = [RUNS],
  more: Partial<RestoredContext> = {},
): string[] {
  const switched: Live | undefined = running && live([], { profiles: running })
  const found = restoreProfiles(current, wanted, switched, { secret: NO_SECRET, ...more })
  return [
    ...found.profiles.map((each) =>
      [each.action, each.profile, ...(each.idle ? ['idle'] : []), ...each.reasons].join(' '),
    ),
    ...found.settings.map((each) =>
      [each.name, each.before, each.after, each.effect, ...(each.inForce ? ['in force'] : [])]
        .map(String)
        .join(' '),
    ),
  ]
}

const withSetting = (name: string, value: string): Disk =>
  disk({}, { settings: `<param name="${name}" value="${value}"/>\n` })
const PLAIN = disk({})

describe('restoreProfiles', () => {
  it('leaves alone what means the same', () => {
    expect(back(withSetting('auth-calls', 'yes'), withSetting('AUTH-CALLS', 'true'))).toEqual([])
  })

  it('restarts for a setting that nothing else brings back', () => {
    expect(back(withSetting('user-agent-string', 'b'), withSetting('user-agent-string', 'a'))).toEqual([
      'restart external only a restart brings user-agent-string back',
      'user-agent-string b a restart',
    ])
  })

  it('rescans for one that a rescan brings back', () => {
    expect(back(withSetting('auth-calls', 'false'), withSetting('auth-calls', 'true'))).toEqual([
      'auth-calls false true rescan',
    ])
  })

  it('restarts for one that goes and sticks, and rescans for one that does not', () => {
    expect(back(withSetting('auth-calls', 'true'), PLAIN)[0]).toContain('restart external')
    expect(back(withSetting('apply-inbound-acl', 'x'), PLAIN)).toEqual(['apply-inbound-acl x null rescan'])
    expect(back(withSetting('nonsense', 'x'), PLAIN)).toEqual(['nonsense x null none'])
  })

  it('only changes the file where FreeSWITCH still has it loaded', () => {
    const wanted = withSetting('user-agent-string', 'a')
    expect(back(withSetting('user-agent-string', 'b'), wanted, [RUNS], { loaded: wanted })).toEqual([
      'user-agent-string b a restart in force',
    ])
  })

  it('starts what comes back and stops what was not there', () => {
    const both = disk({}, { profiles: ['external', 'custom'] })
    expect(back(PLAIN, both)).toEqual(['create custom it was there before', 'sip-port null 5080 restart'])
    expect(back(PLAIN, both, [{ name: 'custom', state: 'RUNNING' }])[0]).toContain('restart custom')
    expect(back(both, PLAIN, [{ name: 'custom', state: 'RUNNING' }])).toEqual([
      'delete custom it was not there before',
    ])
    expect(back(both, PLAIN)).toEqual(['delete custom idle it was not there before'])
  })

  it('leaves what does not run as it is', () => {
    expect(
      back(withSetting('user-agent-string', 'b'), withSetting('user-agent-string', 'a'), []),
    ).toHaveLength(1)
  })

  it('takes what stands for what runs, where nobody asked', () => {
    const found = restoreProfiles(withSetting('dbname', 'b'), withSetting('dbname', 'a'), undefined, {
      secret: NO_SECRET,
    })
    expect(found.profiles).toMatchObject([{ action: 'restart' }])
    expect(found.profiles[0]).not.toHaveProperty('calls')
  })

  it('tells no port where there is none', () => {
    const [change] = restoreProfiles(
      withSetting('tls-only', 'true'),
      withSetting('tls-only', 'yes '),
      live([]),
      {
        secret: NO_SECRET,
      },
    ).profiles
    expect(change).toMatchObject({ action: 'restart', listens: { port: 5080 } })
    expect(change).not.toHaveProperty('listened')
    const [other] = restoreProfiles(
      withSetting('tls-only', 'no'),
      withSetting('tls-only', 'true'),
      live([]),
      {
        secret: NO_SECRET,
      },
    ).profiles
    expect(other).not.toHaveProperty('listens')
  })

  it('hides every value of a profile in whose settings a secret stands', () => {
    const file = 'sip_profiles/external.xml'
    const wanted = withSetting('dbname', 'a')
    const at = (wanted.files.get(file)?.text ?? '').indexOf('"a"')
    const secret = { before: new Map(), after: new Map([[file, [{ start: at + 1, end: at + 2 }]]]) }
    const { settings } = restoreProfiles(withSetting('dbname', 'b'), wanted, live([]), { secret })
    expect(settings).toMatchObject([{ before: null, after: null, sensitive: true }])
  })
})
