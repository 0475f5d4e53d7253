import type { Desired, DesiredProfile } from '../../src/model/desired.ts'
import type { Live, LiveProfile } from '../../src/model/live.ts'
import { planProfiles, type ProfileOptions, type ProfilesPlan } from '../../src/plan/profile-plan.ts'
import { desired, disk, live, profile } from '../support/plan-world.ts'

/** `external` stands with sip-port 5080 and runs, unless told otherwise; what is loaded is what stands. */
function plan(
  wanted: DesiredProfile | Desired,
  options: Partial<ProfileOptions> & {
    settings?: string
    running?: readonly LiveProfile[] | null
    loaded?: string
    stands?: readonly string[]
  } = {},
): ProfilesPlan {
  const { settings = '', running, loaded, stands = ['external'], ...rest } = options
  const standing = disk({}, { settings, profiles: stands })
  const switched: Live | undefined =
    running === null
      ? undefined
      : live([], { profiles: running ?? [{ name: 'external', state: 'RUNNING', calls: 2 }] })
  const inMemory = loaded === undefined ? standing : disk({}, { settings: loaded, profiles: stands })
  const all = 'profiles' in wanted ? wanted : desired([], [wanted])
  return planProfiles(all, standing, switched, { ...rest, evidence: { loaded: inMemory, ...rest.evidence } })
}

const settingsOf = ({ settings }: ProfilesPlan) =>
  settings.map(({ name, before, after, effect, live: only, inForce }) =>
    [name, before, after, effect, ...(only ? ['live'] : []), ...(inForce ? ['in force'] : [])].join(' '),
  )

describe('settings', () => {
  it('leaves alone what FreeSWITCH reads as desired, and what the YAML does not list', () => {
    const found = plan(profile('external', { 'sip-port': '05080', 'auth-calls': 'yes' }), {
      settings: '<param name="AUTH-CALLS" value="true"/>\n<param name="tls" value="true"/>\n',
    })
    expect(found).toMatchObject({ settings: [], profiles: [], intents: [], warnings: [] })
  })

  it('writes what a rescan applies, and restarts nothing', () => {
    const found = plan(profile('external', { 'auth-calls': 'true' }))
    expect(settingsOf(found)).toEqual(['auth-calls  true rescan'])
    expect(found.profiles).toEqual([])
    expect(found.intents).toMatchObject([{ kind: 'settings', remove: [] }])
  })

  it('restarts for what nothing else applies, and says where it will listen and which calls it hangs up', () => {
    const found = plan(profile('external', { 'sip-port': '5090' }))
    expect(settingsOf(found)).toEqual(['sip-port 5080 5090 restart'])
    expect(found.profiles).toEqual([
      {
        kind: 'profile',
        action: 'restart',
        profile: 'external',
        reasons: ['only a restart brings sip-port into force'],
        calls: 2,
        listens: { port: 5090 },
        listened: { port: 5080 },
        bindSeconds: 10,
      },
    ])
  })

  it('knows how long FreeSWITCH will try to bind', () => {
    const settings =
      '<param name="bind-attempts" value="5"/>\n<param name="bind-attempt-interval" value="2"/>\n'
    expect(plan(profile('external', { 'sip-port': '5090' }), { settings }).profiles).toMatchObject([
      { bindSeconds: 8 },
    ])
  })

  it('hides a secret on both sides', () => {
    const found = plan(profile('external', { 'tls-passphrase': 'hush' }), {
      settings: '<param name="tls-passphrase" value="old"/>\n',
    })
    expect(found.settings).toMatchObject([{ before: null, after: null, sensitive: true }])
  })

  it('only changes the file where FreeSWITCH still has the desired value', () => {
    const found = plan(profile('external', { 'user-agent-string': 'b' }), {
      settings: '<param name="user-agent-string" value="a"/>\n',
      loaded: '<param name="user-agent-string" value="b"/>\n',
    })
    expect(settingsOf(found)).toEqual(['user-agent-string a b restart in force'])
    expect(found.profiles).toEqual([])
    expect([...found.noRescan]).toEqual([])
  })

  it('restarts all the same where the socket says otherwise', () => {
    const loaded = '<param name="sip-port" value="5090"/>\n'
    const evidence = {
      loaded: disk({}, { settings: loaded }),
      sockets: [{ ip: '127.0.0.1', port: 5070, inode: 1, own: true, holder: 'freeswitch' }],
    }
    const found = plan(profile('external', { 'sip-port': '5090' }), {
      settings: '<param name="sip-port" value="5091"/>\n',
      evidence,
    })
    expect(settingsOf(found)).toEqual(['sip-port 5091 5090 restart in force'])
    const contradicted = plan(profile('external', { 'sip-port': '5080' }), {
      settings: '<param name="sip-port" value="5090"/>\n',
      evidence: { loaded: disk({}, { settings: loaded }), sockets: evidence.sockets },
    })
    expect(settingsOf(contradicted)).toEqual(['sip-port 5090 5080 restart'])
  })

  it('changes only the switch where the disk is right and another value is loaded', () => {
    const found = plan(profile('external', { 'auth-calls': 'true' }), {
      settings: '<param name="auth-calls" value="true"/>\n',
      loaded: '<param name="auth-calls" value="false"/>\n',
    })
    expect(settingsOf(found)).toEqual(['auth-calls false true rescan live'])
    expect(found.intents).toEqual([])
  })

  it('says nothing of a loaded value that nothing would bring into force', () => {
    const name = 'force-publish-expires'
    const found = plan(profile('external', { nonsense: 'x', [name]: '1' }), {
      settings: `<param name="nonsense" value="x"/>\n<param name="${name}" value="1"/>\n`,
      loaded: `<param name="nonsense" value="y"/>\n<param name="${name}" value="1"/>\n`,
    })
    expect(settingsOf(found)).toEqual([])
  })

  it('restarts for a listed setting that waits for it', () => {
    const found = plan(profile('external', { 'user-agent-string': 'a' }), {
      settings: '<param name="user-agent-string" value="a"/>\n',
      loaded: '<param name="user-agent-string" value="b"/>\n',
    })
    expect(settingsOf(found)).toEqual(['user-agent-string b a restart live'])
    expect(found.profiles).toMatchObject([{ action: 'restart' }])
    expect([...found.noRescan]).toEqual([])
  })

  it('never restarts for one that is not listed, and keeps rescans away', () => {
    const found = plan(profile('external', {}), {
      settings: '<param name="user-agent-string" value="a"/>\n',
      loaded: '<param name="user-agent-string" value="b"/>\n',
    })
    expect(found.profiles).toEqual([])
    expect([...found.noRescan]).toEqual(['external'])
    expect(found.warnings).toMatchObject([
      {
        code: 'GW141',
        message: expect.stringContaining('user-agent-string a stands on disk and is not in force'),
      },
    ])
  })

  it('tells what else a restart brings into force', () => {
    const found = plan(profile('external', { 'sip-port': '5090' }), {
      settings: '<param name="user-agent-string" value="a"/>\n<param name="tls-passphrase" value="x"/>\n',
      loaded: '<param name="dbname" value="b"/>\n',
    })
    expect(found.warnings.map((each) => each.message).sort()).toEqual([
      'external: the restart also brings the removal of dbname into force; somebody changed it on disk.',
      'external: the restart also brings tls-passphrase into force; somebody changed it on disk.',
      'external: the restart also brings user-agent-string a into force; somebody changed it on disk.',
    ])
  })

  it('takes several that wait together', () => {
    const { warnings } = plan(profile('external', {}), {
      settings: '<param name="user-agent-string" value="a"/>\n',
      loaded: '<param name="dbname" value="b"/>\n',
    })
    expect(warnings).toMatchObject([
      { message: expect.stringContaining(' stand on disk and are not in force') },
    ])
  })

  it('takes the last of several values that are desired, where FreeSWITCH takes only one', () => {
    expect(settingsOf(plan(profile('external', { alias: ['a', 'b'], nothing: [] })))).toEqual([
      'alias  a, b restart',
    ])
  })
})

describe('--no-restart', () => {
  it('withholds from disk what only a restart applies, and applies the rest', () => {
    const found = plan(profile('external', { 'sip-port': '5090', 'auth-calls': 'true' }), { noRestart: true })
    expect(settingsOf(found)).toEqual(['auth-calls  true rescan'])
    expect(found.profiles).toEqual([])
    expect(found.warnings).toMatchObject([
      { code: 'GW141', message: expect.stringContaining('sip-port is not written') },
    ])
  })

  it('leaves waiting what waits', () => {
    const found = plan(profile('external', { 'user-agent-string': 'a' }), {
      noRestart: true,
      settings: '<param name="user-agent-string" value="a"/>\n',
      loaded: '<param name="user-agent-string" value="b"/>\n',
    })
    expect([...found.noRescan]).toEqual(['external'])
    expect(found.warnings.map((each) => each.message).join()).toContain('is not brought into force')
  })
})

describe('profiles', () => {
  it('are created where that is said, with their settings', () => {
    const found = plan(profile('custom', { 'sip-ip': '10.0.0.5', 'sip-port': '5090' }, { create: true }))
    expect(found.profiles).toMatchObject([
      {
        action: 'create',
        profile: 'custom',
        reasons: ['not on disk'],
        listens: { ip: '10.0.0.5', port: 5090 },
      },
    ])
    expect(found.intents).toMatchObject([{ kind: 'create-profile', name: 'custom' }])
    expect(found.planned.profiles.map((each) => each.name)).toEqual(['external', 'custom'])
  })

  it('are started where they stand and do not run', () => {
    const found = plan(profile('external', {}, { create: true }), { running: [] })
    expect(found.profiles).toMatchObject([{ action: 'start', reasons: ['it does not run'] }])
    expect(found.intents).toEqual([])
  })

  it('start anew where they run and do not stand', () => {
    const running = [{ name: 'custom', state: 'RUNNING', calls: 1 }]
    const found = plan(profile('custom', { 'sip-port': '5090' }, { create: true }), { running })
    expect(found.profiles).toMatchObject([
      { action: 'restart', reasons: ['not on disk, though it runs'], calls: 1 },
    ])
  })

  it('are left alone where they do not run and that is not said', () => {
    const found = plan(profile('external', { 'sip-port': '5090' }), { running: [] })
    expect(found.profiles).toEqual([])
    expect(found.settings).toHaveLength(1)
  })

  it('are not planned where they do not stand and that is not said', () => {
    expect(plan(profile('custom', { 'sip-port': '5090' }))).toMatchObject({ settings: [], profiles: [] })
  })

  it('go with ensure: absent', () => {
    const found = plan(profile('external', {}, { absent: true }))
    expect(found.profiles).toMatchObject([{ action: 'delete', calls: 2, listened: { port: 5080 } }])
    expect(found.intents).toMatchObject([{ kind: 'remove-profile' }])
    expect(found.planned.profiles).toEqual([])
    expect(found.going).toHaveLength(1)
  })

  it.each<[string, Parameters<typeof plan>[1], object[]]>([
    ['from disk only', { running: [] }, [{ action: 'delete', idle: true }]],
    [
      'from the switch only',
      { stands: ['other'] },
      [{ action: 'delete', reasons: [expect.stringContaining('runs, but does not stand')] }],
    ],
    ['nowhere', { stands: ['other'], running: [] }, []],
    ['as far as known offline', { running: null }, [{ action: 'delete' }]],
  ])('go %s', (_, options, expected) => {
    const wanted = profile('external', {}, { absent: true })
    const found = plan(desired([], [wanted]), options)
    expect(found.profiles).toMatchObject(expected)
    if (expected.length > 0) expect(found.profiles[0]?.idle === true).toBe('idle' in (expected[0] ?? {}))
  })

  it('are taken to run offline', () => {
    const found = plan(profile('external', { 'sip-port': '5090' }), { running: null })
    expect(found.profiles).toMatchObject([{ action: 'restart' }])
    expect(found.profiles[0]?.calls).toBeUndefined()
  })
})

describe('a plan for some gateways', () => {
  const targets = [{ profile: 'custom', gateway: 'a' }]

  it('leaves profiles alone', () => {
    const all = desired(
      [],
      [profile('external', { 'sip-port': '5090' }), profile('custom', {}, { absent: true })],
    )
    expect(plan(all, { targets: [...targets, { profile: 'external', gateway: 'a' }] })).toMatchObject({
      settings: [],
      profiles: [],
    })
    expect(plan(profile('external', { 'sip-port': '5090' }), { targets })).toMatchObject({ profiles: [] })
    expect(
      plan(profile('external', {}), { targets: [{ profile: 'external', gateway: 'a' }], running: [] }),
    ).toMatchObject({
      profiles: [],
    })
  })

  it('starts the ones that they need', () => {
    expect(plan(profile('custom', {}, { create: true }), { targets }).profiles).toMatchObject([
      { action: 'create' },
    ])
  })
})
