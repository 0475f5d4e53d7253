import type { Disk } from '../../src/model/disk.ts'
import type { ProfileIntent } from '../../src/model/edit.ts'
import { newProfile } from '../../src/xml/create-profile.ts'
import { planFiles, type Intent } from '../../src/xml/files.ts'
import { readFromMemory } from '../../src/xml/memory-reader.ts'
import { readWith } from '../../src/xml/overlay.ts'
import { readDisk } from '../../src/xml/read.ts'
import { verifyFiles } from '../../src/xml/verify.ts'
import { conf, definition, EXTERNAL, FREESWITCH_XML, gatewaysOf, SOFIA_CONF } from './conf-fixture.ts'
import { profileOf, setting, settingTexts, valuesOf, type Wanted } from './profile-fixture.ts'

function read(files: Readonly<Record<string, string>>): Disk {
  return readDisk(readFromMemory(conf(files)))
}

function creating(name: string, wanted: Wanted = {}): ProfileIntent {
  return { kind: 'create-profile', name, settings: settingTexts(wanted) }
}

function creatingGateway(profile: string, name: string): Intent {
  return { kind: 'create', profile: newProfile(profile), name, definition: definition({ register: 'false' }) }
}

function removing(disk: Disk, name: string): ProfileIntent {
  return { kind: 'remove-profile', profile: profileOf(disk, name) }
}

/** The files after the intents, by path; `null`: gone. */
function plan(disk: Disk, intents: readonly Intent[]): Record<string, string | null> {
  const { files, diagnostics } = planFiles(disk, intents)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return Object.fromEntries(files.map((each) => [each.path, each.after]))
}

function refusals(disk: Disk, intents: readonly Intent[]): string[] {
  const { files, diagnostics } = planFiles(disk, intents)
  expect(files).toEqual([])
  return diagnostics.map((each) => `${each.code} ${each.message}`)
}

describe('planFiles, a new profile', () => {
  it('writes its file, with its gateways beside it, and reads both', () => {
    const disk = read({})
    const intents = [
      creatingGateway('custom', 'gw'),
      creating('custom', { 'sip-ip': '10.0.0.5', 'sip-port': '5090', 'rtp-ip': ['10.0.0.5', '10.0.0.6'] }),
    ]
    const { files, diagnostics } = planFiles(disk, intents)
    expect(diagnostics).toEqual([])
    expect(files.map(({ path, owner, action }) => ({ path, owner, action }))).toEqual([
      { path: 'sip_profiles/custom.xml', owner: 'sip_profiles/external.xml', action: 'create' },
      { path: 'sip_profiles/custom/gw.xml', owner: 'sip_profiles/external.xml', action: 'create' },
    ])
    expect(files[0]?.after).toBe(`<profile name="custom">
  <gateways>
    <X-PRE-PROCESS cmd="include" data="custom/*.xml"/>
  </gateways>
  <settings>
    <param name="sip-ip" value="10.0.0.5"/>
    <param name="sip-port" value="5090"/>
    <param name="rtp-ip" value="10.0.0.5"/>
    <param name="rtp-ip" value="10.0.0.6"/>
  </settings>
</profile>
`)
    const after = readDisk(readWith(disk, files))
    expect(after.diagnostics).toEqual([])
    expect(valuesOf(after, 'custom')).toEqual({
      'sip-ip': ['10.0.0.5'],
      'sip-port': ['5090'],
      'rtp-ip': ['10.0.0.5', '10.0.0.6'],
    })
    expect(gatewaysOf(after).map(({ profile, name, managed }) => [profile, name, managed])).toEqual([
      ['custom', 'gw', true],
    ])
  })

  it('has no settings to edit before it stands, and may have TLS', () => {
    const intents: Intent[] = [
      { kind: 'settings', profile: newProfile('custom'), set: new Map(), remove: ['debug'] },
    ]
    expect(planFiles(read({}), intents)).toEqual({ files: [], diagnostics: [] })
    const { settingValues, settingElements, ...bare } = newProfile('custom')
    expect([settingValues?.size, settingElements]).toEqual([0, undefined])
    const disk = read({})
    expect(plan({ ...disk, profiles: [...disk.profiles, bare] }, [])).toEqual({})
  })

  it('takes a new gateway while its TLS is switched on', () => {
    const disk = read({})
    const gateway: Intent = {
      kind: 'create',
      profile: profileOf(disk),
      name: 'gw',
      definition: definition({ register: 'false', 'register-transport': 'tls' }),
    }
    expect(Object.keys(plan(disk, [gateway, setting(disk, { tls: 'true' })]))).toHaveLength(2)
    // Nobody asked for the profile; the gateways are judged all the same.
    const bare = disk.profiles.map(({ settingValues, ...each }) => (settingValues ? each : { ...each }))
    expect(refusals({ ...disk, profiles: bare }, [gateway])).toHaveLength(2)
  })

  it('can be the first one, and has a <settings> in any case', () => {
    const disk = readDisk(
      readFromMemory(
        new Map([
          ['freeswitch.xml', FREESWITCH_XML],
          ['vars.xml', ''],
          ['autoload_configs/sofia.conf.xml', SOFIA_CONF],
        ]),
      ),
    )
    const { files } = planFiles(disk, [creating('first')])
    expect(files.map(({ owner }) => owner)).toEqual(['autoload_configs/sofia.conf.xml'])
    expect(readDisk(readWith(disk, files)).diagnostics).toEqual([])
  })

  it.each<[what: string, name: string, files: Record<string, string>, message: string]>([
    [
      'a name that would be a pattern',
      'a*',
      {},
      'GW203 sip_profiles/a*.xml: "a*" is no name for a new profile',
    ],
    [
      'a configuration that does not include it',
      'custom',
      { 'autoload_configs/sofia.conf.xml': SOFIA_CONF.replace('*.xml', 'external.xml') },
      'GW203 sip_profiles/custom.xml: FreeSWITCH would not read the new profile "custom": no include reaches sip_profiles/*.xml',
    ],
    [
      'an include in a comment only',
      'custom',
      {
        'autoload_configs/sofia.conf.xml': SOFIA_CONF.replace(
          '*.xml"/>',
          'external.xml"/>\n<!--\n<X-PRE-PROCESS cmd="include" data="../sip_profiles/*.xml"/>\n-->',
        ),
        'sip_profiles/external.xml': EXTERNAL.replace(/ *<gateways>[^]*<\/gateways>\n/, ''),
      },
      'GW203 sip_profiles/custom.xml: FreeSWITCH would not read the new profile "custom": no include reaches sip_profiles/*.xml',
    ],
    [
      'no list of profiles',
      'custom',
      { 'autoload_configs/sofia.conf.xml': '<configuration name="sofia.conf"/>\n' },
      'GW203 sip_profiles/custom.xml: FreeSWITCH would not read the new profile "custom": no include reaches sip_profiles/*.xml',
    ],
    [
      'a file in the way',
      'custom',
      { 'sip_profiles/custom.xml': EXTERNAL.replace('"external"', '"else"') },
      'GW203 sip_profiles/custom.xml: sip_profiles/custom.xml stands in the way of the new profile "custom"',
    ],
    [
      'a name that a profile has already',
      'custom',
      { 'sip_profiles/a.xml': EXTERNAL.replace('"external"', '"CUSTOM"') },
      'GW203 sip_profiles/custom.xml: after the edit FreeSWITCH would not read the profile "custom"',
    ],
    [
      'gateways of a directory that nobody asked for',
      'custom',
      {
        'sip_profiles/custom/old.xml': '<gateway name="old"><param name="register" value="no"/></gateway>\n',
      },
      'GW203 sip_profiles/custom.xml: the new profile "custom" would bring sip_profiles/custom/old.xml to life, which nothing includes today',
    ],
  ])('is refused for %s', (_, name, files, message) => {
    expect(refusals(read(files), [creating(name)])).toEqual([message])
  })
})

const LEGACY = EXTERNAL.replaceAll('external', 'legacy')
const OWN =
  '<gateway name="own"><!-- gwctl: managed legacy/own --><param name="register" value="no"/></gateway>\n'
const STRANGE = '<gateway name="strange"><param name="register" value="no"/></gateway>\n'

describe('planFiles, a profile that goes', () => {
  it('takes its file with it, and the files of its gateways that gwctl wrote', () => {
    const disk = read({
      'sip_profiles/legacy.xml': `<!-- the old ones -->\n${LEGACY}`,
      'sip_profiles/legacy/own.xml': `<include>\n${OWN}</include>\n`,
      'sip_profiles/legacy/strange.xml': STRANGE,
    })
    const { files, diagnostics } = planFiles(disk, [removing(disk, 'legacy')])
    expect(files.map(({ path, after }) => [path, after])).toEqual([
      ['sip_profiles/legacy.xml', null],
      ['sip_profiles/legacy/own.xml', null],
    ])
    expect(diagnostics.map(({ code, severity, message }) => `${severity} ${code} ${message}`)).toEqual([
      'warning GW207 sip_profiles/legacy/strange.xml: the gateway "strange" stays on disk without its profile legacy; FreeSWITCH does not read it any more',
    ])
  })

  it('leaves the other profiles of its file, and names the gateways that go with it', () => {
    const inline = LEGACY.replace('<X-PRE-PROCESS cmd="include" data="legacy/*.xml"/>', `${OWN}${STRANGE}`)
    const both = `<include>\n${EXTERNAL}${inline}</include>\n`
    const disk = read({ 'sip_profiles/external.xml': both })
    expect(plan(disk, [removing(disk, 'legacy')])).toEqual({
      'sip_profiles/external.xml': `<include>\n${EXTERNAL}</include>\n`,
    })
    expect(planFiles(disk, [removing(disk, 'legacy')]).diagnostics.map(({ message }) => message)).toEqual([
      'sip_profiles/external.xml: the gateway "strange", which gwctl did not write, goes with its profile legacy',
    ])
  })

  it('goes while another one comes, and gateways move over', () => {
    const disk = read({ 'sip_profiles/legacy.xml': LEGACY, 'sip_profiles/legacy/own.xml': OWN })
    const [gateway] = profileOf(disk, 'legacy').gateways
    if (gateway === undefined) throw new Error('no gateway')
    const after = plan(disk, [
      { kind: 'delete', gateway },
      { kind: 'edit', gateway, edit: { set: new Map(), remove: ['register'] } },
      removing(disk, 'legacy'),
      creating('custom'),
      creatingGateway('custom', 'own'),
      setting(disk, { debug: '1' }),
    ])
    expect(Object.keys(after).sort()).toEqual([
      'sip_profiles/custom.xml',
      'sip_profiles/custom/own.xml',
      'sip_profiles/external.xml',
      'sip_profiles/legacy.xml',
      'sip_profiles/legacy/own.xml',
    ])
  })

  it('makes room for a new one of another spelling', () => {
    const disk = read({ 'sip_profiles/legacy.xml': LEGACY.replace('name="legacy"', 'name="Legacy"') })
    const after = plan(disk, [removing(disk, 'Legacy'), creating('legacy')])
    expect(after['sip_profiles/legacy.xml']).toContain('<profile name="legacy">')
  })

  it.each<[what: string, files: Record<string, string>, message: string]>([
    [
      'begins and ends in two files',
      {
        'sip_profiles/legacy.xml': '<profile name="legacy">\n<settings/>\n',
        'sip_profiles/m.xml': '</profile>\n',
      },
      'the profile legacy cannot be removed: it does not begin and end in one file of its own',
    ],
    [
      'begins in a changed line',
      {
        'vars.xml': '<!--#set m=<settings/>-->\n',
        'sip_profiles/legacy.xml': '<profile name="legacy">$${m}\n</profile>\n',
      },
      'the profile legacy cannot be removed: it does not begin and end in one file of its own',
    ],
    [
      'ends in a changed line',
      {
        'vars.xml': '<!--#set m=<settings/>-->\n',
        'sip_profiles/legacy.xml': '<profile name="legacy">\n$${m}</profile>\n',
      },
      'the profile legacy cannot be removed: it does not begin and end in one file of its own',
    ],
    [
      'sets a variable',
      {
        'sip_profiles/legacy.xml': LEGACY.replace(
          '<settings>',
          '<X-PRE-PROCESS cmd="set" data="a=b"/>\n<settings>',
        ),
      },
      'the profile legacy cannot be removed: it sets a variable for the preprocessor, which would go with it',
    ],
    [
      'sets a variable in a comment',
      { 'sip_profiles/legacy.xml': LEGACY.replace('<settings>', '<!--#set a=b-->\n<settings>') },
      'the profile legacy cannot be removed: it sets a variable for the preprocessor, which would go with it',
    ],
    [
      'includes a file that sets a variable',
      {
        'sip_profiles/legacy.xml': LEGACY,
        'sip_profiles/legacy/s.xml': '<X-PRE-PROCESS cmd="set" data="a=b"/>\n',
      },
      'after the edit the variable "a" would not be set as before',
    ],
    [
      'hides another one of its name',
      { 'sip_profiles/legacy.xml': LEGACY, 'sip_profiles/m.xml': LEGACY.replace('"legacy"', '"LEGACY"') },
      'after the edit FreeSWITCH would still read a profile "LEGACY"',
    ],
  ])('is refused when it %s', (_, files, message) => {
    const disk = read(files)
    expect(refusals(disk, [removing(disk, 'legacy')])).toEqual([`GW203 sip_profiles/legacy.xml: ${message}`])
  })

  it('keeps gateways of a file that another profile includes, too', () => {
    const disk = read({
      'sip_profiles/external.xml': EXTERNAL.replace(
        '</gateways>',
        '<X-PRE-PROCESS cmd="include" data="legacy/*.xml"/>\n  </gateways>',
      ),
      'sip_profiles/legacy.xml': LEGACY,
      'sip_profiles/legacy/own.xml': OWN,
    })
    expect(plan(disk, [removing(disk, 'legacy')])).toEqual({ 'sip_profiles/legacy.xml': null })
  })
})

describe('verifyFiles, of profiles', () => {
  const disk = read({})
  const verify = (intent: ProfileIntent, after: string, path = 'sip_profiles/external.xml'): string[] =>
    verifyFiles(
      disk,
      [intent],
      [],
      [
        {
          path,
          action: 'update',
          before: disk.files.get(path)?.text ?? null,
          after,
          owner: path,
          sensitiveBefore: [],
          sensitiveAfter: [],
        },
      ],
    ).map(({ message }) => message)

  it.each<[what: string, intent: ProfileIntent, after: string, path: string, message: string | undefined]>([
    [
      'another setting',
      setting(disk, { debug: '1' }),
      EXTERNAL.replace('5080"/>', '5081"/>\n<param name="debug" value="1"/>'),
      'external',
      'the setting "sip-port" of profile external would not read as intended',
    ],
    [
      'a setting that did not change',
      setting(disk, { 'sip-port': '5081' }),
      `${EXTERNAL}\n`,
      'external',
      'the setting "sip-port" of profile external would not read as intended',
    ],
    [
      'a new profile that does not include its gateways',
      creating('custom'),
      '<profile name="custom">\n<settings/>\n</profile>\n',
      'custom',
      'the new profile "custom" would not read the files of its gateways',
    ],
  ])('finds %s', (_, intent, after, name, message) => {
    const path = `sip_profiles/${name}.xml`
    expect(verify(intent, after, path)).toEqual([`${path}: after the edit ${message ?? ''}`])
  })
})
