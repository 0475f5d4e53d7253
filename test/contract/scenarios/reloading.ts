import { gatewayXml, registering, trunk, type Lab, type Scenario, type Step } from '../lab.ts'
import { since } from './events.ts'

const BROKEN = '<include>\n  <gateway name="broken">\n  </gateways>\n</include>\n'
const MESSAGE = /\[error near line \d+\]: unexpected closing tag <\/gateways>/

export const brokenXml: Scenario = {
  name: 'a file that does not parse',
  carriers: { open: {} },
  external: { 'a.xml': registering('gw-a', '@open') },
  steps: [
    [
      'reloadxml says +OK all the same, and fires nothing',
      async (lab) => {
        lab.write('sip_profiles/external/z.xml', BROKEN)
        lab.write('sip_profiles/external/b.xml', trunk('gw-b', lab.carrier('open')))
        lab.write(
          'vars.xml',
          '<include>\n  <X-PRE-PROCESS cmd="set" data="domain=changed.example"/>\n</include>\n',
        )
        const start = lab.mark()
        const reply = await lab.api('reloadxml')
        expect(reply).toMatch(/^\+OK \[.*\]\n$/)
        expect(reply).toMatch(MESSAGE)
        expect(await lab.api('reloadacl')).toMatch(/^-ERR \[\[error near line/)
        await lab.pass(0.3)
        expect(since(lab, start)).toEqual([])
      },
    ],
    [
      'the line is that of the expanded document',
      async (lab) => expect(await lab.api('reloadxml')).toMatch(/^\+OK \[\[error near line 43\]: /),
    ],
    [
      'the preprocessor has done its work all the same',
      async (lab) => expect(await lab.api('global_getvar domain')).toBe('changed.example'),
    ],
    [
      'rescan, startgw and start go ahead on the old tree',
      async (lab) => {
        const start = lab.mark()
        expect(await lab.api('sofia profile external rescan')).toMatch(
          /^Reload XML \[\[error near line \d+\]: .*\]\n\+OK scan complete\n$/,
        )
        expect(await lab.api('sofia profile external startgw gw-b')).toMatch(
          /^Reload XML \[\[.*\]\n\+OK start gateway gw-b complete\n$/,
        )
        expect(await lab.api('sofia profile external start')).toMatch(
          /^Reload XML \[\[.*\]\nexternal started successfully\n$/,
        )
        await lab.pass(0.3)
        expect(since(lab, start)).toEqual([])
        expect(await lab.api('sofia xmlstatus gateway gw-b')).toBe('Invalid Gateway!\n')
      },
    ],
    [
      'once it is gone, all is read',
      async (lab) => {
        lab.remove('sip_profiles/external/z.xml')
        expect(await lab.api('sofia profile external rescan')).toBe(
          'Reload XML [Success]\n+OK scan complete\n',
        )
        expect(await lab.api('sofia xmlstatus gateway gw-b')).toContain('<name>gw-b</name>')
      },
    ],
    ...(
      [
        [
          'an unclosed tag',
          '<include>\n<gateway name="x">\n</include>\n',
          'unexpected closing tag </gateways>',
        ],
        ['two hyphens in a comment', '<!-- a -- b -->\n', 'unclosed <!--'],
        ['a quote that never ends', '<gateway name="x>\n</gateway>\n', 'missing "|missing >|unexpected'],
        ['an unclosed CDATA', '<gateway name="x"><![CDATA[ </gateway>\n', 'unclosed <!\\[CDATA\\['],
        ['a lone <', 'a < b\n', 'unexpected <'],
      ] as const
    ).map(([what, content, message]): Step => [
      what,
      async (lab) => {
        lab.write('sip_profiles/external/z.xml', content)
        const reply = await lab.api('reloadxml')
        lab.remove('sip_profiles/external/z.xml')
        expect(reply).toMatch(new RegExp(`^\\+OK \\[\\[error near line \\d+\\]: .*(${message})`))
      },
    ]),
  ],
}

/** What stands in a file of the profile, and which gateways FreeSWITCH makes of it. */
const FILES: readonly (readonly [what: string, content: string, made: readonly string[]])[] = [
  [
    'everything on one line with <include>',
    '<include><gateway name="f1"><param name="register" value="false"/></gateway></include>\n',
    [],
  ],
  [
    'a gateway on one line between the two',
    '<include>\n<gateway name="f2"><param name="register" value="false"/></gateway>\n</include>\n',
    ['f2'],
  ],
  [
    'no wrapper, two gateways',
    '<gateway name="f3"><param name="register" value="false"/></gateway>\n<gateway name="f4"><param name="register" value="false"/></gateway>\n',
    ['f3', 'f4'],
  ],
  ['an unquoted attribute', '<gateway name=f5>\n<param name="register" value="false"/>\n</gateway>\n', []],
  ['single quotes', "<gateway name='f6'>\n<param name='register' value='false'/>\n</gateway>\n", ['f6']],
  [
    'CRLF and a byte order mark',
    '\xef\xbb\xbf<include>\r\n<gateway name="f7">\r\n<param name="register" value="false"/>\r\n</gateway>\r\n</include>\r\n',
    ['f7'],
  ],
  [
    'a comment around it',
    '<!--\n<gateway name="f8">\n<param name="register" value="false"/>\n</gateway>\n-->\n',
    [],
  ],
  [
    'an XML declaration',
    '<?xml version="1.0" encoding="utf-8"?>\n<gateway name="f9">\n<param name="register" value="false"/>\n</gateway>\n',
    ['f9'],
  ],
  [
    'no password though it registers',
    '<gateway name="f10">\n<param name="username" value="u"/>\n</gateway>\n',
    [],
  ],
  ['no user', '<gateway name="f11">\n<param name="password" value="p"/>\n</gateway>\n', []],
  ['a name with a blank', '<gateway name="f 12">\n<param name="register" value="false"/>\n</gateway>\n', []],
  [
    'TLS in a profile without',
    '<gateway name="f13">\n<param name="register" value="false"/>\n<param name="register-transport" value="tls"/>\n</gateway>\n',
    [],
  ],
  [
    'an unknown transport',
    '<gateway name="f14">\n<param name="register" value="false"/>\n<param name="register-transport" value="ws"/>\n</gateway>\n',
    [],
  ],
  [
    'another letter case of the element',
    '<Gateway name="f15">\n<param name="register" value="false"/>\n</Gateway>\n',
    [],
  ],
  [
    'a letter case of a param that is not read',
    '<gateway name="f16">\n<param name="Register" value="false"/>\n</gateway>\n',
    [],
  ],
  ['a directive inside a comment', '<!--\n<X-PRE-PROCESS cmd="set" data="made_in_comment=yes"/>\n-->\n', []],
  ['a single-quoted directive', "<X-PRE-PROCESS cmd='set' data='made_in_quotes=yes'/>\n", []],
  [
    'a comment directive',
    '<!--#set "made_by_comment=yes"-->\n<gateway name="f17">\n<param name="register" value="false"/>\n</gateway>\n',
    ['f17'],
  ],
  [
    'text after a directive on its line',
    '<X-PRE-PROCESS cmd="set" data="a=b"/><gateway name="f18"><param name="register" value="false"/></gateway>\n',
    [],
  ],
]

export const markup: Scenario = {
  name: 'what the preprocessor and the parser make of a file',
  external: Object.fromEntries(
    FILES.map(([, content], index) => [`f${String(index).padStart(2, '0')}.xml`, content]),
  ),
  steps: [
    [
      'the gateways that come of it',
      async (lab) => {
        const text = await lab.api('sofia profile external gwlist')
        const made = FILES.flatMap(([, , names]) => names)
        expect(text.trim().split(' ').reverse()).toEqual(made)
      },
    ],
    [
      'variables set',
      async (lab) => {
        expect(await lab.api('global_getvar made_in_comment')).toBe('yes')
        expect(await lab.api('global_getvar made_in_quotes')).toBe('-ERR no reply\n')
        expect(await lab.api('global_getvar made_by_comment')).toBe('yes')
      },
    ],
  ],
}

/** `[params and the like inside the element, tag, what is shown]` */
const VALUES: readonly (readonly [inside: string, tag: string, shown: string])[] = [
  ['<param name="realm" value="one"/>\n<param name="realm" value="two"/>', 'realm', 'two'],
  ['<params>\n<param name="realm" value="in"/>\n</params>\n<param name="realm" value="out"/>', 'realm', 'in'],
  ['<param name="realm" value="a" value="b"/>', 'realm', 'a'],
  ['<param name="realm" value="&lt;&amp;&quot;&apos;&gt;"/>', 'realm', '<&"\'>'],
  ['<param name="realm" value="&nosuch; & x"/>', 'realm', '&nosuch; & x'],
  ['<param name="realm" value="a\tb"/>', 'realm', 'a b'],
  ['<param name="realm" value="a&#9;b&#x41;"/>', 'realm', 'a\tbA'],
  ['<param name="realm" value="$${domain}"/>', 'realm', '127.0.0.1'],
  ['<param name="realm" value="[$${nosuch}]"/>', 'realm', '[]'],
  ['<param name="realm" value="$&#36;{domain}"/>', 'realm', '$${domain}'],
  ['<param name="realm" value="a > b < c"/>', 'realm', 'a > b < c'],
  ['<param name="realm"\nvalue="two lines"/>', 'realm', 'two lines'],
  ['<!-- <param name="realm" value="no"/> -->\n<param name="realm" value="yes"/>', 'realm', 'yes'],
  ['<param name="realm" value=unquoted/>', 'realm', 'p.example'],
]

export const values: Scenario = {
  name: 'what a value becomes',
  external: Object.fromEntries(
    VALUES.map(([inside], index) => [
      `v${index}.xml`,
      `<gateway name="v${index}">\n${inside.replace('</params>', '<param name="register" value="false"/>\n</params>')}\n` +
        '<param name="register" value="false"/>\n<param name="proxy" value="p.example"/>\n</gateway>\n',
    ]),
  ),
  steps: VALUES.map(([inside, tag, shown], index): Step => [
    inside,
    async (lab) => {
      const text = await lab.api(`sofia xmlstatus gateway v${index}`)
      expect(text).toContain(`<${tag}>${shown}</${tag}>\n`)
    },
  ]),
}

export const located: Scenario = {
  name: 'xml_locate prints what is in memory',
  external: {
    'a.xml': gatewayXml('gw-a', { register: 'false', realm: 'a&amp;b', proxy: 'p.example' }),
    'b.xml':
      '<gateway name="b"><param name="register" value="false"/><param name="proxy" value="x"/></gateway>\n',
  },
  steps: [
    [
      'sofia.conf, to the blank',
      async (lab: Lab) => {
        const text = await lab.api('xml_locate configuration configuration name sofia.conf')
        const port = (which: number) => `<param name="sip-port" value="${which}"></param>`
        expect(text).toContain(port(lab.ports.external))
        expect(text.replaceAll(port(lab.ports.external), '@').replaceAll(port(lab.ports.internal), '@')).toBe(
          SOFIA,
        )
      },
    ],
  ],
}

/** As FreeSWITCH 1.10.12 prints it, `@` for the elements of sip-port; most lines end in blanks' worth of text twice. */
const SOFIA = [
  '<configuration name="sofia.conf">',
  '    <global_settings>',
  '        <param name="log-level" value="0"></param>',
  '',
  '        <param name="auto-restart" value="false"></param>',
  '',
  '  </global_settings>',
  '',
  '    <profiles>',
  '    <profile name="external">',
  '        <gateways>',
  '          <gateway name="gw-a">',
  '              <param name="register" value="false"></param>',
  '',
  '              <param name="realm" value="a&amp;b"></param>',
  '',
  '              <param name="proxy" value="p.example"></param>',
  '',
  '  </gateway>',
  '',
  '        <gateway name="b">',
  '          <param name="register" value="false"></param>',
  '          <param name="proxy" value="x"></param>',
  '        </gateway>',
  '',
  '  </gateways>',
  '',
  '        <settings>',
  '            <param name="sip-ip" value="127.0.0.1"></param>',
  '',
  '            @',
  '',
  '            <param name="rtp-ip" value="127.0.0.1"></param>',
  '',
  '            <param name="context" value="public"></param>',
  '',
  '            <param name="dialplan" value="XML"></param>',
  '',
  '            <param name="auth-calls" value="false"></param>',
  '',
  '            <param name="manage-presence" value="false"></param>',
  '',
  '            <param name="disable-srv" value="true"></param>',
  '',
  '            <param name="disable-naptr" value="true"></param>',
  '',
  '            <param name="tls" value="false"></param>',
  '',
  '  </settings>',
  '',
  '    </profile>',
  '',
  '    <profile name="internal">',
  '        <gateways>',
  '  </gateways>',
  '',
  '        <settings>',
  '            <param name="sip-ip" value="127.0.0.1"></param>',
  '',
  '            @',
  '',
  '            <param name="rtp-ip" value="127.0.0.1"></param>',
  '',
  '            <param name="context" value="public"></param>',
  '',
  '            <param name="dialplan" value="XML"></param>',
  '',
  '            <param name="auth-calls" value="false"></param>',
  '',
  '            <param name="manage-presence" value="false"></param>',
  '',
  '            <param name="disable-srv" value="true"></param>',
  '',
  '            <param name="disable-naptr" value="true"></param>',
  '',
  '            <param name="tls" value="false"></param>',
  '',
  '  </settings>',
  '',
  '    </profile>',
  '',
  '  </profiles>',
  '',
  '</configuration>',
  '',
].join('\n')
