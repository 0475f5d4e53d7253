import fc from 'fast-check'
import { readText, unwritable, writeText } from '../../src/model/text.ts'
import type { Text } from '../../src/model/gateway.ts'
import { planFiles } from '../../src/xml/files.ts'
import { readWith } from '../../src/xml/overlay.ts'
import { readDisk } from '../../src/xml/read.ts'
import { gatewaysOf } from './conf-fixture.ts'
import { profileOf, valuesOf, withProfile } from './profile-fixture.ts'

/** Profiles as strangers write them, each with settings of its own, and a file that some of them include. */
const FILES: Readonly<Record<string, string>> = {
  vanilla: `<profile name="external">
  <gateways>
    <X-PRE-PROCESS cmd="include" data="external/*.xml"/>
  </gateways>
  <domains>
    <domain name="all" alias="false" parse="true"/>
  </domains>
  <settings>
    <param name="debug" value="0"/>
    <!-- <param name="sip-trace" value="true"/> -->
    <param name="sip-port" value="$\${carrier}"/>
    <param name="rtp-ip" value="10.0.0.1"/> <!-- inside -->
    <!--<param name="rtp-ip" value="10.0.0.9"/>-->
    <param name="apply-inbound-acl" value="domains"/>
    <!-- last -->
  </settings>
</profile>
`,
  'CRLF, tabs, single quotes, equal names':
    "<include>\r\n<profile name='external'>\r\n\t<settings>\r\n\t\t<param name='Debug' value='1'/>\r\n\t\t<param value='it&apos;s' name='DEBUG'/>\r\n\t\t<param name='rtp-ip' value='a'/>\r\n\t\t<param name='context' value='\xc3\xa9 \xe9'/>\r\n\t\t<param name='rtp-ip' value='b'/>\r\n\t</settings>\r\n</profile>\r\n</include>",
  'two profiles on one line':
    '<profile name="other"><settings><param name="debug" value="9"/></settings></profile><profile name="external"><settings><param name="debug" value="0"/><param name="rtp-ip" value="x"/></settings><gateways></gateways></profile>\n',
  'an included file between its own': `<profile name="external">
<settings>
 <param name="context" value="public"/>
 <X-PRE-PROCESS cmd="include" data="common.inc"/>
 <param name="rtp-ip" value="10.0.0.3"/>
</settings>
</profile>
`,
  'no settings': '<profile name="external">\n    <gateways/>\n</profile>\n',
  'odd spacing':
    '<profile\n  name = "external"\n>\n<settings\n>\n<param\n name="debug"\n value="u" ></param>\n<param name="context" value=p/><param value="no" name="rtp-ip"/>\n\n</settings></profile>\n',
}
const MORE = {
  'sip_profiles/common.inc':
    '<include>\n\t<param name="sip-trace" value="no"/>\n\t<param name="rtp-ip" value="10.0.0.2"/>\n</include>\n',
  'sip_profiles/external/gw.xml': '<gateway name="gw"><param name="register" value="no"/></gateway>\n',
}

const NAMES = ['debug', 'sip-port', 'context', 'sip-trace', 'user-agent-string', 'NDLB-force-rport']
const LISTS = ['rtp-ip', 'apply-inbound-acl', 'alias']
const value = fc
  .oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      '',
      "it's",
      '"',
      '<?',
      '</include>',
      '-->',
      '$${carrier}',
      'x-pre-process',
      'a\tb\nc',
      'é',
    ),
    fc.constantFrom('0', '10.0.0.1', '10.0.0.2', 'domains'),
  )
  .filter((each) => unwritable(each) === undefined)
  .map((each): Text => ({ xml: writeText(each), sensitive: false }))
const edit = fc
  .record({
    scalars: fc.uniqueArray(fc.tuple(fc.constantFrom(...NAMES), value), {
      selector: ([name]) => name,
      maxLength: 3,
    }),
    lists: fc.uniqueArray(
      fc.tuple(fc.constantFrom(...LISTS), fc.array(value, { minLength: 1, maxLength: 4 })),
      {
        selector: ([name]) => name,
        maxLength: 2,
      },
    ),
    remove: fc.uniqueArray(fc.constantFrom(...NAMES, ...LISTS), { maxLength: 2 }),
  })
  .map(({ scalars, lists, remove }) => {
    const set = new Map<string, readonly Text[]>([
      ...scalars.map(([name, text]) => [name, [text]] as const),
      ...lists,
    ])
    return { set, remove: remove.filter((name) => !set.has(name)) }
  })

/** What is between the params of a text: nothing of it may change but white space. */
function aroundParams(text: string): string {
  return text
    .replace(/<!--[^]*?-->/g, (comment) => comment.replaceAll('<', '['))
    .replace(/<param\b(?:[^<>"']|"[^"]*"|'[^']*')*>(?:<\/param>)?/g, '')
    .replace(/<\/?settings\s*\/?>/g, '')
    .replace(/\s+/g, '')
}

describe('edits of settings', () => {
  it.each(Object.entries(FILES))('%s: touch nothing else and read back as desired', (_, before) => {
    const disk = withProfile(before, MORE)
    const profile = profileOf(disk)
    const standing = valuesOf(disk)
    fc.assert(
      fc.property(edit, ({ set, remove }) => {
        const { files, diagnostics } = planFiles(disk, [{ kind: 'settings', profile, set, remove }])
        expect(diagnostics).toEqual([])
        const after = readDisk(readWith(disk, files))
        const values = valuesOf(after)
        for (const [name, texts] of set) {
          const wanted = texts.map(({ xml }) => readText(xml, disk.globals))
          const found = values[name.toLowerCase()] ?? []
          expect(LISTS.includes(name) ? found : found.slice(-1)).toEqual(wanted)
        }
        for (const name of remove) expect(values[name.toLowerCase()]).toBeUndefined()
        for (const [name, kept] of Object.entries(standing))
          if (![...set.keys(), ...remove].some((each) => each.toLowerCase() === name))
            expect(values[name]).toEqual(kept)
        expect(gatewaysOf(after)).toHaveLength(gatewaysOf(disk).length)
        for (const file of files) expect(aroundParams(file.after ?? '')).toBe(aroundParams(file.before ?? ''))
        const repeated = planFiles(after, [{ kind: 'settings', profile: profileOf(after), set, remove }])
        expect(repeated).toEqual({ files: [], diagnostics: [] })
      }),
      { seed: 21, numRuns: 40 },
    )
  })
})
