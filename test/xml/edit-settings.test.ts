import { planFiles } from '../../src/xml/files.ts'
import { profileOf, setting, valuesOf, withProfile, type Wanted } from './profile-fixture.ts'

const VANILLA = `<profile name="external">
  <!-- http://wiki.freeswitch.org -->
  <gateways>
    <X-PRE-PROCESS cmd="include" data="external/*.xml"/>
  </gateways>
  <settings>
    <param name="debug" value="0"/>
    <!-- If you want FreeSWITCH to shutdown if this profile fails to load, uncomment the next line. -->
    <!-- <param name="shutdown-on-fail" value="true"/> -->
    <param name="sip-port" value="$\${external_sip_port}"/>
    <param name="context" value="public"/> <!-- where calls go -->
    <!--<param name="rtp-timer-name" value="soft"/>-->
  </settings>
</profile>
`

/** The text of the one file that changes; \`undefined\`: none does. */
function edited(before: string, wanted: Wanted, remove: readonly string[] = []): string | undefined {
  const disk = withProfile(before)
  const { files, diagnostics } = planFiles(disk, [setting(disk, wanted, remove)])
  expect(diagnostics).toEqual([])
  expect(files.length).toBeLessThan(2)
  return files[0]?.after ?? undefined
}

function refusals(
  before: string,
  wanted: Wanted,
  more: Record<string, string> = {},
  remove: string[] = [],
): string[] {
  const disk = withProfile(before, more)
  const { files, diagnostics } = planFiles(disk, [setting(disk, wanted, remove)])
  expect(files).toEqual([])
  return diagnostics.map((each) => `${each.code} ${each.message}`)
}

describe('planFiles, settings of a profile', () => {
  it.each<[what: string, wanted: Wanted, remove: string[], after: string | undefined]>([
    ['nothing', { debug: '0', context: 'public' }, [], undefined],
    ['nothing to remove', {}, ['sip-trace'], undefined],
    ['a value in place', { debug: '3' }, [], VANILLA.replace('value="0"', 'value="3"')],
    ['a reference by a value', { 'sip-port': '5081' }, [], VANILLA.replace('$${external_sip_port}', '5081')],
    ['the reference itself', { 'sip-port': '$${external_sip_port}' }, [], undefined],
    [
      'a new one behind the last, whose comment stays beside it',
      { 'shutdown-on-fail': 'false', 'sip-trace': 'true' },
      [],
      VANILLA.replace(
        '<!-- where calls go -->',
        '<!-- where calls go -->\n    <param name="shutdown-on-fail" value="false"/>\n    <param name="sip-trace" value="true"/>',
      ),
    ],
    ['one that goes', {}, ['DEBUG'], VANILLA.replace('    <param name="debug" value="0"/>\n', '')],
    [
      'a new one where the last one was',
      { 'sip-trace': 'true' },
      ['context'],
      VANILLA.replace(
        '"/>\n    <param name="context" value="public"/> <!--',
        '"/>\n    <param name="sip-trace" value="true"/>\n     <!--',
      ),
    ],
  ])('%s', (_, wanted, remove, after) => expect(edited(VANILLA, wanted, remove)).toBe(after))

  it('edits the last of equal names, in any case, and keeps the spelling of the name', () => {
    const before = VANILLA.replace(
      '<!--<param name="rtp',
      "<param name='Debug' value='1'/>\n    <!--<param name=\"rtp",
    )
    expect(edited(before, { debug: '2' })).toBe(before.replace("value='1'", "value='2'"))
    expect(edited(before, { debug: '1' })).toBeUndefined()
  })

  const LISTS = `<profile name="external">
<settings>
  <param name="rtp-ip" value="10.0.0.1"/>
  <param name="apply-inbound-acl" value="a"/>
  <param name="apply-inbound-acl" value="b"/> <!-- branch -->
  <param name="debug" value="0"/>
  <param name="apply-inbound-acl" value="c"/>
</settings>
</profile>
`
  it.each<[what: string, wanted: readonly string[], after: string | undefined]>([
    ['the same', ['a', 'b', 'c'], undefined],
    ['as many: values in place', ['a', 'x', 'c'], LISTS.replace('"b"', '"x"')],
    [
      'one less',
      ['a', 'c'],
      LISTS.replace('  <param name="apply-inbound-acl" value="b"/> <!-- branch -->', '   <!-- branch -->'),
    ],
    [
      'one more at the end',
      ['a', 'b', 'c', 'd'],
      LISTS.replace('"c"/>', '"c"/>\n  <param name="apply-inbound-acl" value="d"/>'),
    ],
    [
      'one more at the beginning',
      ['z', 'a', 'b', 'c'],
      LISTS.replace('"10.0.0.1"/>', '"10.0.0.1"/>\n  <param name="apply-inbound-acl" value="z"/>'),
    ],
    [
      'all others',
      ['z'],
      LISTS.replace('value="a"', 'value="z"')
        .replace('  <param name="apply-inbound-acl" value="b"/> <!-- branch -->', '   <!-- branch -->')
        .replace('  <param name="apply-inbound-acl" value="c"/>\n', ''),
    ],
    [
      'longer in the middle',
      ['a', 'x', 'y', 'c'],
      LISTS.replace(
        'value="b"/> <!-- branch -->',
        'value="x"/> <!-- branch -->\n  <param name="apply-inbound-acl" value="y"/>',
      ),
    ],
  ])('a list that becomes %s', (_, wanted, after) => {
    expect(edited(LISTS, { 'apply-inbound-acl': wanted })).toBe(after)
  })

  it('takes a name without values for one that goes', () => {
    expect(edited(LISTS, { 'rtp-ip': [] })).toBe(
      LISTS.replace('  <param name="rtp-ip" value="10.0.0.1"/>\n', ''),
    )
  })

  it.each<[what: string, before: string, after: string]>([
    [
      'no <settings>',
      '<profile name="external">\n  <gateways/>\n</profile>\n',
      '<profile name="external">\n  <gateways/>\n  <settings>\n    <param name="debug" value="1"/>\n  </settings>\n</profile>\n',
    ],
    [
      'a profile without anything',
      '<profile name="external"/>\n',
      '<profile name="external">\n  <settings>\n    <param name="debug" value="1"/>\n  </settings>\n</profile>\n',
    ],
    [
      'an empty <settings/>',
      '<profile name="external">\r\n\t<settings/>\r\n</profile>\r\n',
      '<profile name="external">\r\n\t<settings>\r\n\t\t<param name="debug" value="1"/>\r\n\t</settings>\r\n</profile>\r\n',
    ],
    [
      'comments alone',
      '<profile name="external">\n <settings>\n  <!-- <param name="debug" value="0"/> -->\n </settings>\n</profile>\n',
      '<profile name="external">\n <settings>\n  <!-- <param name="debug" value="0"/> -->\n   <param name="debug" value="1"/>\n </settings>\n</profile>\n',
    ],
    [
      'everything on one line',
      '<profile name="external"><settings><param name="sip-port" value="1"/></settings></profile>\n',
      '<profile name="external"><settings><param name="sip-port" value="1"/><param name="debug" value="1"/></settings></profile>\n',
    ],
    [
      'an odd value',
      '<profile name="external"><settings>\n<param name="debug" value=0/>\n</settings></profile>\n',
      '<profile name="external"><settings>\n<param name="debug" value="1"/>\n</settings></profile>\n',
    ],
  ])('%s', (_, before, after) => expect(edited(before, { debug: '1' })).toBe(after))

  const COMMON = '<param name="sip-trace" value="no"/>\n<param name="rtp-ip" value="10.0.0.1"/>\n'
  const INCLUDING = `<profile name="external">
  <settings>
    <X-PRE-PROCESS cmd="include" data="common.inc"/>
  </settings>
</profile>
`
  it('edits a setting in the file that the profile includes, and adds to its own', () => {
    const disk = withProfile(INCLUDING, { 'sip_profiles/common.inc': COMMON })
    const { files, diagnostics } = planFiles(disk, [
      setting(disk, { 'sip-trace': 'yes', debug: '1' }, ['rtp-ip']),
    ])
    expect(diagnostics).toEqual([])
    expect(Object.fromEntries(files.map((each) => [each.path, each.after]))).toEqual({
      'sip_profiles/common.inc': '<param name="sip-trace" value="yes"/>\n',
      'sip_profiles/external.xml': INCLUDING.replace(
        '  </settings>',
        '    <param name="debug" value="1"/>\n  </settings>',
      ),
    })
  })

  it('edits one of several profiles of a file', () => {
    const both = `${VANILLA}${VANILLA.replace('name="external"', 'name="other"')}`
    const disk = withProfile(both)
    const { files } = planFiles(disk, [setting(disk, { debug: '7' }, [], 'other')])
    const at = both.lastIndexOf('value="0"')
    expect(files[0]?.after).toBe(`${both.slice(0, at)}value="7"${both.slice(at + 9)}`)
  })

  const TWICE = `${INCLUDING}${INCLUDING.replace('name="external"', 'name="other"')}`
  it('refuses what stands in a file of two profiles, but not what already reads as wanted', () => {
    const more = { 'sip_profiles/common.inc': COMMON }
    expect(refusals(TWICE, { 'sip-trace': 'yes' }, more)).toEqual([
      'GW203 sip_profiles/common.inc: the setting "sip-trace" of profile external cannot be edited: sip_profiles/common.inc is included more than once',
    ])
    expect(refusals(TWICE, {}, more, ['rtp-ip'])).toHaveLength(1)
    expect(refusals(TWICE, { 'rtp-ip': ['10.0.0.1', '10.0.0.2'] }, more)).toHaveLength(1)
    expect(refusals(TWICE, { 'rtp-ip': ['10.0.0.2', '10.0.0.1'] }, more)).toHaveLength(1)
    const disk = withProfile(TWICE, more)
    const secret = {
      kind: 'settings',
      profile: profileOf(disk),
      remove: [],
      set: new Map([['sip-trace', [{ xml: 'no', sensitive: true }]]]),
    } as const
    expect(planFiles(disk, [secret])).toEqual({ files: [], diagnostics: [] })
  })

  it.each<[what: string, before: string, more: Record<string, string>]>([
    [
      'a <settings> of a file that is included twice',
      '<profile name="external">\n<X-PRE-PROCESS cmd="include" data="s.inc"/>\n</profile>\n<profile name="other">\n<X-PRE-PROCESS cmd="include" data="s.inc"/>\n</profile>\n',
      { 'sip_profiles/s.inc': '<settings>\n</settings>\n' },
    ],
    [
      'a <settings> that begins in a changed line',
      '<profile name="external">\n$${m}<settings>\n</settings>\n</profile>\n',
      { 'vars.xml': '<!--#set m=<a/>-->\n' },
    ],
    [
      'a <settings> that ends in another file',
      '<profile name="external">\n<settings>\n<X-PRE-PROCESS cmd="include" data="s.inc"/>\n</profile>\n',
      { 'sip_profiles/s.inc': '</settings>\n' },
    ],
  ])('refuses a new setting in %s', (_, before, more) => {
    expect(refusals(before, { debug: '1' }, more)).toEqual([
      'GW203 sip_profiles/external.xml: the profile external has no place for a new setting',
    ])
  })

  it('refuses a setting beside a variable that carries markup', () => {
    const before =
      '<profile name="external">\n<settings>\n$${m}<param name="debug" value="0"/>\n</settings>\n</profile>\n'
    expect(refusals(before, { debug: '1' }, { 'vars.xml': '<!--#set m=<a/>-->\n' })).toEqual([
      'GW203 sip_profiles/external.xml: the setting "debug" of profile external cannot be edited: a variable in it carries markup',
    ])
  })

  it('hides a secret on both sides, also where it stands already', () => {
    const disk = withProfile(VANILLA.replace('"public"', '"s3cret"'))
    const intent = (xml: string): Parameters<typeof planFiles>[1][number] => ({
      kind: 'settings',
      profile: profileOf(disk),
      remove: [],
      set: new Map([
        ['context', [{ xml, sensitive: true }]],
        ['debug', [{ xml: '1', sensitive: false }]],
        ['tls-passphrase', [{ xml: 'pass', sensitive: true }]],
      ]),
    })
    for (const xml of ['s3cret', 'other']) {
      const [file] = planFiles(disk, [intent(xml)]).files
      const hidden = (
        text: string | null | undefined,
        ranges: readonly { start: number; end: number }[] = [],
      ): string[] => ranges.map(({ start, end }) => (text ?? '').slice(start, end))
      expect(hidden(file?.before, file?.sensitiveBefore)).toEqual(['s3cret'])
      expect(hidden(file?.after, file?.sensitiveAfter)).toEqual([xml, 'pass'])
    }
  })

  it('lets gateways come and go with TLS', () => {
    const before = VANILLA.replace('value="0"/>', 'value="0"/>\n    <param name="tls" value="true"/>')
    const gateway = (transport: string): string =>
      `<gateway name="g"><param name="register" value="false"/><param name="register-transport" value="${transport}"/></gateway>\n`
    const disk = withProfile(before, { 'sip_profiles/external/g.xml': gateway('tls') })
    expect(planFiles(disk, [setting(disk, { tls: 'false' })]).files).toHaveLength(1)
    expect(planFiles(disk, [setting(disk, {}, ['tls'])]).files).toHaveLength(1)
    const off = withProfile(before.replace('"true"', '"no"'), {
      'sip_profiles/external/g.xml': gateway('tls'),
    })
    expect(profileOf(off).gateways[0]?.skipped).toBeDefined()
    expect(planFiles(off, [setting(off, { tls: 'true' })]).diagnostics).toEqual([])
  })

  it('reads every value of a name, in order', () => {
    expect(valuesOf(withProfile(LISTS))).toEqual({
      'rtp-ip': ['10.0.0.1'],
      'apply-inbound-acl': ['a', 'b', 'c'],
      debug: ['0'],
    })
  })
})
