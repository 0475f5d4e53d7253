import type { ConfReader } from '../../src/model/disk.ts'
import { readFromMemory } from '../../src/xml/memory-reader.ts'
import { readDisk } from '../../src/xml/read.ts'
import {
  conf,
  EXTERNAL,
  FREESWITCH_XML,
  gatewayOf,
  gatewaysOf,
  messages,
  paramsOf,
  SOFIA_CONF,
  withGatewayFile,
} from './conf-fixture.ts'

const GATEWAY = '<gateway name="gw">\n<param name="register" value="false"/>\n</gateway>\n'

function profileWith(gateways: string, settings = ''): string {
  return `<profile name="external">\n<gateways>\n${gateways}\n</gateways>\n<settings>${settings}</settings>\n</profile>\n`
}

function readProfile(gateways: string, settings = '') {
  return readDisk(readFromMemory(conf({ 'sip_profiles/external.xml': profileWith(gateways, settings) })))
}

describe('readDisk', () => {
  it('reads a usual configuration without a word', () => {
    const disk = withGatewayFile(`<include>
  <!-- gateways of <acme>, don't touch: <gateway name="x"> -->
  <gateway name="gw">
    <!-- gwctl: managed external/gw -->
    <param name="username" value="al&amp;ice"/>
    <param name="username" value="bob"/>
    <param name="password" value="p"/>
    <param name="proxy" value="$\${carrier}"/>
    <param value="nameless"/>
    <param name="empty"/>
    <variables>
      <variable name="a" value="1"/>
      <variable name="b" value="" direction="Inbound"/>
    </variables>
    <subscriptions>
      <subscription event="reg"><param name="expire-seconds" value="60"/></subscription>
      <subscription/>
    </subscriptions>
  </gateway>
</include>
`)
    expect(disk.diagnostics.map(({ message }) => message)).toEqual(
      ['sip_profiles/external/gw.xml: FreeSWITCH reads no value for "name" of <param>'].slice(1),
    )
    const gateway = gatewayOf(disk, 'gw')
    expect(paramsOf(gateway, disk)).toEqual({
      username: 'bob',
      password: 'p',
      proxy: 'sip.acme.example',
      empty: '',
    })
    expect(gateway.definition.params.get('password')?.sensitive).toBe(true)
    expect(gateway.definition.variables.map(({ name, direction }) => [name.xml, direction?.xml])).toEqual([
      ['a', undefined],
      ['b', 'Inbound'],
    ])
    expect(gateway.definition.subscriptions.map(({ event, params }) => [event.xml, params.size])).toEqual([
      ['reg', 1],
      ['', 0],
    ])
    expect(gateway.managed).toBe(true)
    const file = disk.files.get(gateway.site.file)?.text ?? ''
    expect(file.slice(gateway.site.start, gateway.site.end)).toMatch(/^<gateway name[^]*<\/gateway>$/)
    expect([...disk.files.keys()]).toEqual([
      'freeswitch.xml',
      'vars.xml',
      'autoload_configs/sofia.conf.xml',
      'sip_profiles/external.xml',
      'sip_profiles/external/gw.xml',
    ])
    const [profile] = disk.profiles
    expect(profile?.includesDirectory).toBe(true)
    expect(profile?.settings).toEqual(new Map([['sip-port', '5080']]))
    expect(EXTERNAL.slice(profile?.inlineAt?.offset)).toMatch(/^ {2}<\/gateways>/)
    expect(profile?.inlineAt?.indent).toBe('    ')
  })

  it.each<[what: string, without: readonly string[]]>([
    ['autoload_configs/sofia.conf.xml', ['freeswitch.xml']],
    ['sip_profiles/*.xml', ['freeswitch.xml', 'autoload_configs/sofia.conf.xml']],
    [
      'sip_profiles/*.xml without vars.xml',
      ['freeswitch.xml', 'autoload_configs/sofia.conf.xml', 'vars.xml'],
    ],
  ])('begins at %s in a partial tree', (_, without) => {
    const files = [...conf({ 'sip_profiles/external/gw.xml': GATEWAY })].filter(
      ([path]) => !without.includes(path),
    )
    const disk = readDisk(readFromMemory(new Map(files)))
    expect(messages(disk)).toEqual([])
    expect(gatewaysOf(disk).map(({ name }) => name)).toEqual(['gw'])
    expect(disk.globals.has('carrier')).toBe(!without.includes('vars.xml'))
    expect(disk.files.has('')).toBe(false)
  })

  it('says so where there is no configuration', () => {
    expect(messages(readDisk(readFromMemory(new Map())))[0]).toMatch(/^GW204 There is no freeswitch.xml/)
    expect(messages(readDisk(readFromMemory(new Map([['freeswitch.xml', '<d/>']]))))).toEqual([
      'GW204 The configuration has no <configuration name="sofia.conf"> in its section "configuration"',
    ])
    const other = '<d><section name="configuration"><configuration name="sofia.conf"/></section></d>'
    expect(readDisk(readFromMemory(new Map([['freeswitch.xml', other]])))).toMatchObject({
      profiles: [],
      diagnostics: [],
    })
  })

  it.each<[text: string, message: string, offset: number]>([
    ['<gateway name="gw">\n', 'unexpected closing tag </gateways>', -1],
    ['<gateway name="gw">\n<!-- a -- b -->\n</gateway>', 'unclosed <!--', 20],
    ['<gateway name="gw">\n</gatewey>', 'unexpected closing tag </gatewey>', -1],
    ['<gateway name="gw>\n</gateway>', 'unclosed tag', -1],
  ])('tells what would break the load: %j', (text, message, offset) => {
    const disk = withGatewayFile(text)
    expect(disk.profiles).toEqual([])
    expect(disk.diagnostics).toHaveLength(1)
    const [{ code, severity, message: told, at } = { code: '', severity: '', message: '' }] = disk.diagnostics
    expect([code, severity]).toEqual(['GW201', 'error'])
    expect(told).toContain(message === 'unclosed tag' ? '[error near line' : message)
    if (offset >= 0) expect(at).toEqual({ file: 'sip_profiles/external/gw.xml', offset, length: 1 })
  })

  it('refuses UTF-16', () => {
    const disk = readDisk(readFromMemory(new Map([['freeswitch.xml', '\xff\xfe<\0d\0/\0>\0']])))
    expect(messages(disk)[0]).toMatch(/^GW201 freeswitch.xml is not in UTF-8/)
  })

  it.each<[file: string, message: string]>([
    [`<include>${GATEWAY.replaceAll('\n', '')}</include>`, 'drops all of it'],
    ['<?xml version="1.0"?><gateway name="gw"/>', 'drops all of it'],
    ['<gateway name=gw>\n</gateway>', 'reads no value for "name" of <gateway>'],
    [
      '<gateway name="a" name="b">\n<param name="register" value="no"/></gateway>',
      'takes only the first "name" of <gateway>',
    ],
    [
      '<gateway name="a"><param name="register" value="a"b"c="d"/></gateway>',
      'a quote ends a value of <param> early',
    ],
    [
      '<gateway name="a"><param name="register" value="a"b"/></gateway>',
      'a quote ends a value of <param> early',
    ],
    [
      '<gateway name="a"><params/><param name="register" value="no"/></gateway>',
      'ignores a <param> outside <params>',
    ],
    [
      '<gateway name="a"><params><param name="register" value="no"/></params><params/></gateway>',
      'ignores the second <params>',
    ],
    [
      '<gateway name="a"><param name="register" value="no"/><variables/><variable name="a" value="b"/></gateway>',
      'ignores a <variable> outside <variables>',
    ],
    [
      '<gateway name="a"><param name="register" value="no"/><variable name="a" value="b" direction="both"/></gateway>',
      'the direction "both" on no call',
    ],
    [
      '<gateway name="a"><param name="register" value="no"/><variable name="a"/></gateway>',
      'ignores a <variable> without name or value',
    ],
    [
      '<gateway name="a"><param name="register" value="no"/><subscription event="x"/></gateway>',
      'ignores a <subscription> outside',
    ],
    [
      '<gateway name="a"/>',
      'does not create the gateway "a" of profile external: it registers and has no username',
    ],
    ['<gateway name="a"><param name="username" value="a"/></gateway>', 'it registers and has no password'],
    ['<gateway name="a b"/>', 'its name is not made of'],
    ['<gateway/>', 'its name is not made of'],
    [
      '<gateway name="a"><param name="register" value="no"/><param name="register-transport" value="ws"/></gateway>',
      'cannot use register-transport "ws"',
    ],
    [
      '<gateway name="a"><param name="register-transport" value="tls"/></gateway>',
      'cannot use register-transport "tls"',
    ],
    [GATEWAY + GATEWAY, 'it is the second one of its name'],
    ["<X-PRE-PROCESS cmd='set' data='a=b'/>", 'does not carry out this X-PRE-PROCESS'],
    ['<!--\n<X-PRE-PROCESS cmd="set" data="a=b"/>\n-->', 'inside a comment too'],
    ['<X-PRE-PROCESS cmd="set" data="a=b"/><gateway name="a"/>', 'drops everything that stands on the line'],
    ['<gateway name="a"/> <!-- X-PRE-PROCESS -->', 'because it mentions X-PRE-PROCESS'],
    ['<X-PRE-PROCESS cmd="exec" data="ls"/>', 'a command writes configuration here'],
    ['<gateway name="a"><param name="register" value="$${a"/></gateway>', 'without its "}"'],
    [
      '<X-PRE-PROCESS cmd="set" data="q=<p>"/>\n<gateway name="a"><param name="register" value="$${q}"/></gateway>',
      'the value of $${q} changes the markup',
    ],
    ['<gateway name="a"><param name="register" value="no"/></gateway>\0lost', 'a NUL byte'],
    [`<!-- ${'x'.repeat(1_048_576)} $\${a} -->`, 'lines of more than 1 MiB'],
    ['<X-PRE-PROCESS cmd="include" data="none.xml"/>', 'include of "none.xml" matches no file'],
    [
      '<X-PRE-PROCESS cmd="include" data="$${base_dir}/x.xml"/>',
      'depends on a variable that only the running switch knows',
    ],
    ['<X-PRE-PROCESS cmd="include" data="gw.xml"/>', 'comes back to sip_profiles/external/gw.xml itself'],
  ])('warns about %j', (file, message) => {
    const disk = withGatewayFile(`${file}\n`)
    const found = disk.diagnostics.filter(({ message: told }) => told.includes(message))
    expect(messages(disk)).toContainEqual(expect.stringContaining(message))
    for (const each of found) {
      expect(each).toMatchObject({
        code: 'GW202',
        severity: 'warning',
        at: { file: 'sip_profiles/external/gw.xml' },
      })
      expect(each.message).toContain('sip_profiles/external/gw.xml: ')
      expect(each.hint).not.toBe('')
    }
  })

  it('keeps quiet about what is no concern of gateways', () => {
    const noise = `<configuration name="other.conf">
<include> <!-- <x/> --> </include>
<!-- <X-PRE-PROCESS cmd="set" data="a=b"/> -->
<X-PRE-PROCESS cmd="include" data="nothing.xml"/>
<param name=x value="$\${"/> <!-- X-PRE-PROCESS -->
</configuration>
`
    expect(messages(readDisk(readFromMemory(conf({ 'autoload_configs/other.conf.xml': noise }))))).toEqual([])
    expect(
      messages(withGatewayFile('<!-- <gateway name=x> $${a -->\n<X-PRE-PROCESS cmd="set" data="a=b"/>\n')),
    ).toEqual([])
  })

  it('tells what is lost with its line outside of mod_sofia, too', () => {
    const lost = '<include><extension name="x"/></include>\n'
    const files = {
      'autoload_configs/other.conf.xml': `<configuration name="other.conf">\n${lost}</configuration>\n`,
      'autoload_configs/third.conf.xml': `<configuration name="third.conf">\n<!--\n${lost}-->\n</configuration>\n`,
    }
    expect(messages(readDisk(readFromMemory(conf(files))))).toEqual([
      expect.stringMatching(/^GW202 autoload_configs\/other\.conf\.xml: .*drops all of it$/),
    ])
  })

  it('looks at the first of profiles, gateways and params that FreeSWITCH looks at', () => {
    const disk = readDisk(
      readFromMemory(
        conf({
          'sip_profiles/a.xml': `<profile name="External">\n<gateways/>\n<gateways>\n${GATEWAY}</gateways>\n</profile>\n`,
        }),
      ),
    )
    expect(
      disk.profiles.map(({ name, gateways, includesDirectory, inlineAt }) => [
        name,
        gateways.length,
        includesDirectory,
        inlineAt,
      ]),
    ).toEqual([['External', 0, false, undefined]])
    expect(messages(disk).map((each) => each.replace(/^GW202 [^:]*: /, ''))).toEqual([
      'FreeSWITCH ignores the second <gateways> of the profile "External"',
      'FreeSWITCH does not start the profile "External": it has no <settings>',
      'FreeSWITCH ignores the second profile "external"',
    ])
  })

  it('reads profiles without a name or without gateways', () => {
    const disk = readDisk(
      readFromMemory(conf({ 'sip_profiles/external.xml': '<profile>\n<settings/>\n</profile>\n' })),
    )
    expect(disk.profiles).toEqual([
      {
        name: '',
        file: 'sip_profiles/external.xml',
        gateways: [],
        settings: new Map(),
        settingValues: new Map(),
        settingElements: [],
        settingsAt: { file: 'sip_profiles/external.xml', start: 10 },
        site: { file: 'sip_profiles/external.xml', start: 0, end: 32 },
        includesDirectory: false,
      },
    ])
  })

  it.each<[what: string, files: Record<string, string>]>([
    [
      'an end tag behind something else',
      { 'sip_profiles/external.xml': '<profile name="e">\n<gateways></gateways>\n<settings/>\n</profile>\n' },
    ],
    [
      'an end tag in a changed line',
      {
        'vars.xml': '<!--#set m=<a/>-->\n',
        'sip_profiles/external.xml':
          '<profile name="e">\n<gateways>\n$${m}</gateways>\n<settings/>\n</profile>\n',
      },
    ],
    [
      'a file that is included twice',
      {
        'sip_profiles/external.xml':
          '<profile name="e">\n<gateways>\n<X-PRE-PROCESS cmd="include" data="end.inc"/>\n</profile>\n<x>\n<X-PRE-PROCESS cmd="include" data="end.inc"/>\n',
        'sip_profiles/end.inc': '</gateways>\n',
      },
    ],
  ])('finds no place for a new gateway before %s', (what, files) => {
    const twice = what.includes('twice')
      ? {
          ...files,
          'sip_profiles/external.xml': (files['sip_profiles/external.xml'] ?? '').replace(
            '<x>',
            '<gateways>',
          ),
        }
      : files
    const disk = readDisk(readFromMemory(conf(twice)))
    expect(messages(disk).filter((each) => each.startsWith('GW201'))).toEqual([])
    expect(disk.profiles[0]?.inlineAt).toBeUndefined()
  })

  it('reports a name in two profiles', () => {
    const disk = withGatewayFile(GATEWAY, {
      'sip_profiles/other.xml': profileWith(GATEWAY).replace('external', 'other'),
    })
    expect(messages(disk)).toEqual([
      expect.stringMatching(/^GW205 sip_profiles\/other.xml: the gateway "gw" of profile other/),
    ])
    expect(disk.diagnostics[0]?.severity).toBe('error')
  })

  it('gives what only the running switch knows the benefit of the doubt', () => {
    const disk = readProfile(
      '<gateway name="a"><param name="register-transport" value="tls"/><param name="register" value="$${hostname}"/></gateway>\n<gateway name="g-$${hostname}"><param name="register" value="no"/><param name="register-transport" value="$${hostname}"/></gateway><gateway name="v"><param name="register" value="no"/><variable name="a" value="b" direction="$${hostname}"/></gateway>',
      '<param name="TLS" value="$${local_ip_v4}"/>',
    )
    expect(messages(disk)).toEqual([])
    expect(gatewayOf(disk, 'g-$${hostname}').uneditable).toMatch('its name depends on a variable')
  })

  it.each<[files: Record<string, string>, name: string, why: string | undefined]>([
    [
      {
        'sip_profiles/external/gw.xml':
          '<gateway name="gw">\n<X-PRE-PROCESS cmd="include" data="../../p.inc"/>\n</gateway>\n',
        'p.inc': '<param name="register" value="no"/>\n',
      },
      'gw',
      'a part of it comes from p.inc',
    ],
    [
      {
        'sip_profiles/external/gw.xml':
          '<X-PRE-PROCESS cmd="set" data="q=no&quot; x=&quot;"/>\n<X-PRE-PROCESS cmd="set" data="r=<a>"/>\n<gateway name="gw">\n<param name="register" value="$${r}"/>\n</gateway>\n',
      },
      'gw',
      'a variable in it carries markup',
    ],
    [
      {
        'sip_profiles/external.xml': profileWith(
          '<X-PRE-PROCESS cmd="include" data="external/*.xml"/>\n<X-PRE-PROCESS cmd="include" data="external/gw.xml"/>',
        ),
        'sip_profiles/external/gw.xml': GATEWAY,
      },
      'gw',
      'sip_profiles/external/gw.xml is included more than once',
    ],
    [
      {
        'sip_profiles/external/gw.xml':
          '<gateway name="gw">\n<X-PRE-PROCESS cmd="set" data="q=r"/>\n<param name="register" value="$${q}"/>\n</gateway>\n',
      },
      'gw',
      undefined,
    ],
  ])('knows what cannot be edited in place %#', (files, name, why) => {
    expect(gatewayOf(readDisk(readFromMemory(conf(files))), name).uneditable).toBe(why)
  })

  it('reads gateways in freeswitch.xml itself', () => {
    const text = FREESWITCH_XML.replace(
      '<X-PRE-PROCESS cmd="include" data="autoload_configs/*.xml"/>',
      SOFIA_CONF.replace(
        '<X-PRE-PROCESS cmd="include" data="../sip_profiles/*.xml"/>',
        profileWith(`\t${GATEWAY}`),
      ),
    )
    const disk = readDisk(readFromMemory(new Map([['freeswitch.xml', text]])))
    expect(gatewayOf(disk, 'gw').site.file).toBe('freeswitch.xml')
    expect(disk.profiles[0]?.inlineAt?.indent).toBe('\t')
  })

  it.each<[pattern: string, includes: boolean]>([
    ['external/*.xml', true],
    ['$${conf_dir}/sip_profiles/external/*', true],
    ['../sip_profiles/external/*.xml', true],
    ['external/[a-z]*.xml', false],
    ['external/gw.xml', false],
    ['other/*.xml', false],
    ['/etc/freeswitch/sip_profiles/external/*.xml', true],
  ])('knows whether %s includes a new file', (pattern, includes) => {
    const files = conf({
      'sip_profiles/external.xml': profileWith(`<X-PRE-PROCESS cmd="include" data="${pattern}"/>`),
      'sip_profiles/external/gw.xml': GATEWAY,
    })
    const memory = readFromMemory(files)
    const reader: ConfReader = {
      read: (path) => memory.read(path),
      glob: (each) => memory.glob(each.replace('/etc/freeswitch/', '')),
    }
    expect(readDisk(reader).profiles[0]?.includesDirectory).toBe(includes)
  })

  it('takes no include in a comment or inside a gateway for one of the list', () => {
    const inside = profileWith(
      '<gateway name="a">\n<X-PRE-PROCESS cmd="include" data="external/*.xml"/>\n</gateway>\n<!--\n<X-PRE-PROCESS cmd="include" data="external/*.xml"/>\n-->',
    )
    const after = '<X-PRE-PROCESS cmd="include" data="external/*.xml"/>\n</profile>'
    const disk = readDisk(
      readFromMemory(conf({ 'sip_profiles/external.xml': inside.replace('</profile>', after) })),
    )
    expect(disk.profiles[0]?.includesDirectory).toBe(false)
  })

  it('tells of files and directories that cannot be read, wherever they are', () => {
    const memory = readFromMemory(conf())
    const reader: ConfReader = {
      read: (path) => (path === 'vars.xml' ? { error: 'Permission denied' } : memory.read(path)),
      glob: (pattern) =>
        pattern.includes('external') ? { paths: [], error: 'Permission denied' } : memory.glob(pattern),
    }
    expect(messages(readDisk(reader))).toEqual([
      'GW202 freeswitch.xml: the include of "vars.xml" finds vars.xml, which cannot be read: Permission denied',
      'GW202 sip_profiles/external.xml: the include of "external/*.xml" fails: Permission denied',
    ])
    // What is not known among the profiles is told apart: there a gateway may stand.
    expect(readDisk(reader).unread).toMatchObject([{ profile: 'external' }])
    const none = readFromMemory(
      new Map([
        ['freeswitch.xml', '<d>\n<X-PRE-PROCESS cmd="include" data="x.xml"/>\n</d>'],
        ['x.xml', ''],
      ]),
    )
    const broken: ConfReader = {
      ...none,
      read: (path) => (path === 'x.xml' ? { error: 'gone' } : none.read(path)),
    }
    expect(messages(readDisk(broken))).toHaveLength(2)
  })

  it('stops at a hundred nested includes, and at files that include each other over and over', () => {
    const chain = Object.fromEntries(
      Array.from({ length: 120 }, (_, index) => [
        `c/${index}.xml`,
        `<X-PRE-PROCESS cmd="include" data="${index + 1}.xml"/>\n`,
      ]),
    )
    const deep = withGatewayFile('<X-PRE-PROCESS cmd="include" data="../../c/0.xml"/>\n', chain)
    expect(messages(deep)).toEqual([expect.stringContaining('is nested too deep')])
  })

  it('reads 10,000 files of one gateway each in no time', () => {
    const params = Array.from(
      { length: 10 },
      (_, index) => `    <param name="x-${index}" value="some value ${index} of this gateway"/>\n`,
    ).join('')
    const files = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, index) => [
        `sip_profiles/external/g${index}.xml`,
        `<include>\n  <gateway name="g${index}">\n    <param name="username" value="u"/>\n    <param name="password" value="p"/>\n${params}  </gateway>\n</include>\n`,
      ]),
    )
    const disk = readDisk(readFromMemory(conf(files)))
    expect(gatewaysOf(disk)).toHaveLength(10_000)
    expect(messages(disk)).toEqual([])
  })
})
