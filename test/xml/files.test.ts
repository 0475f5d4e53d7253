import type { Disk } from '../../src/model/disk.ts'
import type { GatewayEdit, GatewayIntent } from '../../src/model/edit.ts'
import type { FileChange } from '../../src/model/plan.ts'
import { planFiles } from '../../src/xml/files.ts'
import { readFromMemory } from '../../src/xml/memory-reader.ts'
import { readDisk } from '../../src/xml/read.ts'
import {
  conf,
  definition,
  EXTERNAL,
  gatewayOf,
  gatewaysOf,
  paramsOf,
  text,
  withGatewayFile,
} from './conf-fixture.ts'

const PATH = 'sip_profiles/external/gw.xml'

function editing(disk: Disk, edit: Partial<GatewayEdit>, name = 'gw'): GatewayIntent {
  return { kind: 'edit', gateway: gatewayOf(disk, name), edit: { set: new Map(), remove: [], ...edit } }
}

function creating(disk: Disk, name: string, given = definition({ register: 'false' })): GatewayIntent {
  const [profile] = disk.profiles
  if (profile === undefined) throw new Error('no profile')
  return { kind: 'create', profile, name, definition: given }
}

/** The text of the one file that an edit changes. */
function edited(before: string, edit: Partial<GatewayEdit>): string | null | undefined {
  const disk = withGatewayFile(before)
  const { files, diagnostics } = planFiles(disk, [editing(disk, edit)])
  expect(diagnostics).toEqual([])
  return files[0]?.after
}

function shown(change: FileChange | undefined, side: 'before' | 'after'): readonly string[] {
  const ranges = side === 'before' ? change?.sensitiveBefore : change?.sensitiveAfter
  return (ranges ?? []).map(({ start, end }) => (change?.[side] ?? '').slice(start, end))
}

const set = (params: Record<string, string>): Partial<GatewayEdit> => ({
  set: new Map(Object.entries(params).map(([name, value]) => [name, text(value)])),
})

describe('planFiles, editing', () => {
  const PLAIN =
    '<include>\n\t<gateway name="gw">\n\t\t<param name="register" value="no"/> <!-- r -->\n\t\t<param name="proxy" value=\'p\'/>\n\t</gateway>\n</include>\n'

  it.each<[what: string, before: string, edit: Partial<GatewayEdit>, after: string | undefined]>([
    ['nothing', PLAIN, set({ register: 'no' }), undefined],
    ['nothing, written otherwise', PLAIN.replace("'p'", '"&#112;"'), set({ proxy: 'p' }), undefined],
    [
      'a value, in its quotes',
      PLAIN,
      set({ proxy: `it's "q" <b>` }),
      PLAIN.replace("'p'", `'it&apos;s &quot;q&quot; &lt;b&gt;'`),
    ],
    [
      'a new param',
      PLAIN,
      set({ ping: '25' }),
      PLAIN.replace("'p'/>\n", '\'p\'/>\n\t\t<param name="ping" value="25"/>\n'),
    ],
    [
      'a new param behind a comment',
      PLAIN,
      { ...set({ ping: '25' }), remove: ['proxy'] },
      PLAIN.replace(
        `<!-- r -->\n\t\t<param name="proxy" value='p'/>`,
        '<!-- r -->\n\t\t<param name="ping" value="25"/>',
      ),
    ],
    [
      'all params',
      PLAIN,
      { ...set({ ping: '25', realm: 'r' }), remove: ['proxy', 'register'] },
      '<include>\n\t<gateway name="gw">\n\t\t<param name="ping" value="25"/>\n\t\t<param name="realm" value="r"/> <!-- r -->\n\t</gateway>\n</include>\n',
    ],
    [
      'all params away',
      PLAIN,
      { remove: ['proxy', 'register'] },
      '<include>\n\t<gateway name="gw">\n\t\t <!-- r -->\n\t</gateway>\n</include>\n',
    ],
    [
      'the marker',
      PLAIN,
      { mark: true },
      PLAIN.replace('"gw">\n', '"gw">\n\t\t<!-- gwctl: managed external/gw -->\n'),
    ],
    ['no marker', PLAIN, { mark: false }, undefined],
    [
      'its own marker away',
      PLAIN.replace('"gw">\n', '"gw">\n\t\t<!-- gwctl: managed external/gw -->\n'),
      { mark: false },
      PLAIN,
    ],
    [
      'its own marker again',
      PLAIN.replace('"gw">\n', '"gw">\n\t\t<!-- gwctl: managed external/gw -->\n'),
      { mark: true },
      undefined,
    ],
    [
      "another's marker",
      PLAIN.replace('"gw">\n', '"gw">\n\t\t<!-- gwctl: managed external/old -->\n'),
      { mark: true },
      PLAIN.replace('"gw">\n', '"gw">\n\t\t<!-- gwctl: managed external/gw -->\n'),
    ],
    [
      'variables',
      PLAIN,
      { variables: [{ name: text('a'), value: text('1') }] },
      PLAIN.replace(
        "'p'/>\n",
        '\'p\'/>\n\t\t<variables>\n\t\t\t<variable name="a" value="1"/>\n\t\t</variables>\n',
      ),
    ],
    ['no variables', PLAIN, { variables: [] }, undefined],
    [
      'subscriptions',
      PLAIN,
      {
        subscriptions: [
          { event: text('reg'), params: new Map([['expire-seconds', text('60')]]) },
          { event: text('x'), params: new Map() },
        ],
      },
      PLAIN.replace(
        "'p'/>\n",
        '\'p\'/>\n\t\t<subscriptions>\n\t\t\t<subscription event="reg">\n\t\t\t\t<param name="expire-seconds" value="60"/>\n\t\t\t</subscription>\n\t\t\t<subscription event="x"/>\n\t\t</subscriptions>\n',
      ),
    ],
    [
      'a self-closing gateway',
      '<gateway name="gw"/>\r\n',
      { ...set({ register: 'no' }), mark: true },
      '<gateway name="gw">\r\n  <!-- gwctl: managed external/gw -->\r\n  <param name="register" value="no"/>\r\n</gateway>\r\n',
    ],
    [
      'a self-closing gateway in one line',
      '<gateway name="gw"/>',
      set({ register: 'no' }),
      '<gateway name="gw">\n  <param name="register" value="no"/>\n</gateway>',
    ],
    [
      'an empty gateway',
      '<gateway name="gw"></gateway>\n',
      { ...set({ register: 'no' }), mark: true },
      '<gateway name="gw"><!-- gwctl: managed external/gw --><param name="register" value="no"/></gateway>\n',
    ],
    [
      'empty params',
      '<gateway name="gw">\n<params>\n</params>\n</gateway>\n',
      set({ register: 'no' }),
      '<gateway name="gw">\n<params>\n  <param name="register" value="no"/>\n</params>\n</gateway>\n',
    ],
    [
      'a value without quotes',
      '<gateway name="gw"><param name="register" value=no/></gateway>\n',
      set({ register: 'no' }),
      '<gateway name="gw"><param name="register" value="no"/></gateway>\n',
    ],
    [
      'a value that a quote ends',
      '<gateway name="gw"><param name="realm" value="a"b"/></gateway>\n',
      set({ realm: 'a"b' }),
      '<gateway name="gw"><param name="realm" value="a&quot;b"/></gateway>\n',
    ],
  ])('changes %s', (_, before, edit, after) => {
    expect(edited(before, edit)).toBe(after)
  })

  it('keeps equal variables and ends with the desired order', () => {
    const v = (
      name: string,
      value = name,
    ): { name: ReturnType<typeof text>; value: ReturnType<typeof text> } => ({
      name: text(name),
      value: text(value),
    })
    const before =
      '<gateway name="gw">\n  <param name="register" value="no"/>\n  <variables>\n    <variable name="a" value="a"/> <!-- first -->\n    <variable name="b"   value="&#98;"/>\n    <variable name="c" value="c"/>\n  </variables>\n</gateway>\n'
    expect(edited(before, { variables: [v('n'), v('b'), v('m'), v('a')] })).toBe(
      '<gateway name="gw">\n  <param name="register" value="no"/>\n  <variables>\n    <variable name="n" value="n"/>\n    <variable name="b"   value="&#98;"/>\n    <variable name="m" value="m"/>\n    <variable name="a" value="a"/>\n  </variables>\n</gateway>\n'.replace(
        '    <variable name="n"',
        '     <!-- first -->\n    <variable name="n"',
      ),
    )
  })

  it('writes a new variable between two that stay', () => {
    const before =
      '<gateway name="gw"><param name="register" value="no"/>\n<variable name="a" value=""/>\n<variable name="b" value=""/></gateway>\n'
    const variables = ['a', 'n', 'b'].map((name) => ({ name: text(name), value: text('') }))
    expect(edited(before, { variables })).toBe(
      before.replace('<variable name="b"', '<variable name="n" value=""/>\n<variable name="b"'),
    )
  })

  it('never shows passwords and what is sensitive in the intent', () => {
    const before = `<!-- <param name="password" value="old"/> -->
<gateway name="gw">
  <param name='password' value='se>cr"et'/>
  <param name="username" value="hidden"/>
  <param name="auth-username" value="same"/>
  <variable name="token" value="t0"/>
  <variable name="kept" value="k"/>
  <variable name="open" value="o"/>
</gateway>
<gateway name="b"><param value="be<fore" name = "Password"/><param name="password" value="ra"w"/><param name=password value=bare /></gateway>
<param name="password" value="unclosed
`
    const disk = withGatewayFile(`${before}`.replace('<param name="password" value="unclosed\n', ''))
    const edit = {
      set: new Map([
        ['username', text('new', true)],
        ['auth-username', text('same', true)],
        ['password', text('p', true)],
        ['realm', text('r', true)],
        ['ping', text('9')],
      ]),
      variables: [
        { name: text('token'), value: text('t1', true) },
        { name: text('kept'), value: text('k', true) },
        { name: text('open'), value: text('o') },
      ],
    }
    const { files, diagnostics } = planFiles(disk, [editing(disk, edit)])
    expect(diagnostics).toEqual([])
    expect(shown(files[0], 'before')).toEqual(
      [
        'old',
        'se>cr"et',
        'hidden',
        'same',
        expect.stringContaining('t0'),
        expect.stringContaining('kept'),
        'be<fore',
        'ra"w',
        'bare ',
      ].map((each) => each),
    )
    expect(shown(files[0], 'after')).toEqual([
      'old',
      'p',
      'new',
      'same',
      'r',
      't1',
      expect.stringContaining('kept'),
      'be<fore',
      'ra"w',
      'bare ',
    ])
  })

  it('edits several gateways of one file at once', () => {
    const before =
      '<gateway name="a"><param name="register" value="no"/></gateway>\n<gateway name="gw"><param name="register" value="no"/></gateway>\n'
    const disk = withGatewayFile(before)
    const { files } = planFiles(disk, [
      editing(disk, { mark: true }, 'gw'),
      { kind: 'delete', gateway: gatewayOf(disk, 'a') },
    ])
    expect(files.map(({ action, after }) => [action, after])).toEqual([
      [
        'update',
        '<gateway name="gw"><!-- gwctl: managed external/gw --><param name="register" value="no"/></gateway>\n',
      ],
    ])
  })

  it.each<[what: string, file: string, edit: Partial<GatewayEdit>, message: string]>([
    [
      'cannot be edited',
      '<gateway name="gw">\n<X-PRE-PROCESS cmd="include" data="p.inc"/>\n</gateway>\n',
      { mark: true },
      'a part of it comes from sip_profiles/external/p.inc',
    ],
    [
      'would not read as intended',
      '<gateway name="gw">\n<param name="register" value="no"/>\n</gateway>\n',
      { set: new Map([['realm', { xml: 'X-PRE-PROCESS', sensitive: false }]]) },
      'after the edit the gateway "external/gw" would not read',
    ],
    [
      'would make it vanish',
      '<gateway name="gw"><param name="realm" value="r"/></gateway>\n',
      { set: new Map([['realm', { xml: '<include>', sensitive: false }]]) },
      'the gateway "external/gw" would not read',
    ],
    [
      'would bring another one',
      '<gateway name="gw"><param name="realm" value="r"/></gateway>\n',
      { set: new Map([['realm', { xml: '$${x-evil}', sensitive: false }]]) },
      'the gateway "external/evil" would not read',
    ],
    [
      'would break the load',
      '<gateway name="gw">\n<param name="register" value="no"/>\n</gateway>\n',
      { set: new Map([['realm', { xml: '$${x-quote}', sensitive: false }]]) },
      'would not load any more',
    ],
  ])('refuses what %s', (_, file, edit, message) => {
    const disk = withGatewayFile(file, {
      'sip_profiles/external/p.inc': '<param name="register" value="no"/>\n',
      'vars.xml':
        "<!--#set x-quote=\"/></gateway>-->\n<!--#set x-evil=\"/></gateway><gateway name='evil'><param name='a' value='b'/><x -->\n",
    })
    const { files, diagnostics } = planFiles(disk, [editing(disk, edit)])
    expect(files).toEqual([])
    expect(diagnostics).toContainEqual(
      expect.objectContaining({
        code: 'GW203',
        severity: 'error',
        message: expect.stringContaining(message),
      }),
    )
  })

  it('refuses a gateway whose site is no element', () => {
    const disk = withGatewayFile('<gateway name="gw"><param name="register" value="no"/></gateway>\n')
    const gateway = gatewayOf(disk, 'gw')
    const edit = { set: new Map(), remove: [], mark: true }
    for (const site of [
      { ...gateway.site, start: 40 },
      { ...gateway.site, file: 'none.xml' },
    ])
      expect(
        planFiles(disk, [{ kind: 'edit', gateway: { ...gateway, site }, edit }]).diagnostics,
      ).toMatchObject([{ code: 'GW203' }])
  })
})

describe('planFiles, reading again', () => {
  const file = '<gateway name="gw"><param name="register" value="no"/></gateway>\n'

  it('notices a marker that FreeSWITCH would drop', () => {
    const profile = EXTERNAL.replace('name="external"', 'name="x&#45;pre-process"').replace('x&', 'x&')
    const disk = withGatewayFile('<gateway name="gw">\n<param name="register" value="no"/>\n</gateway>\n', {
      'sip_profiles/external.xml': profile,
    })
    expect(disk.profiles[0]?.name).toBe('x-pre-process')
    expect(planFiles(disk, [editing(disk, { mark: true })]).diagnostics).toMatchObject([{ code: 'GW203' }])
  })

  it('works without the record of what patterns matched', () => {
    const { includes, ...disk } = withGatewayFile(file)
    expect(includes?.get('sip_profiles/external/*.xml')).toEqual([PATH])
    expect(planFiles(disk, [editing(disk, { mark: true })])).toMatchObject({
      diagnostics: [],
      files: [{ path: PATH }],
    })
  })

  it('refuses to delete what cannot be edited', () => {
    const disk = withGatewayFile(file)
    const gateway = { ...gatewayOf(disk, 'gw'), uneditable: 'of a reason' }
    expect(planFiles(disk, [{ kind: 'delete', gateway }]).diagnostics).toMatchObject([
      { message: expect.stringContaining('of a reason') },
    ])
  })
})

describe('planFiles, deleting', () => {
  const HEAD = '<include>\n  <!-- acme -->\n'
  it.each<[before: string, action: string, after: string | null]>([
    [
      '<include>\n  <gateway name="gw">\n    <param name="register" value="no"/>\n  </gateway>\n</include>\n',
      'delete',
      null,
    ],
    ['\xef\xbb\xbf<?xml version="1.0"?>\n<gateway name="gw"/>', 'delete', null],
    [`${HEAD}  <gateway name="gw"/>\n</include>\n`, 'update', `${HEAD}</include>\n`],
    ['<gateway name="gw"/> <!-- x -->\n', 'update', ' <!-- x -->\n'],
    ['<gateway name="a"/>\r\n<gateway name="gw"/>\r\n', 'update', '<gateway name="a"/>\r\n'],
  ])('%j', (before, action, after) => {
    const disk = withGatewayFile(before)
    const { files, diagnostics } = planFiles(disk, [{ kind: 'delete', gateway: gatewayOf(disk, 'gw') }])
    expect(diagnostics).toEqual([])
    expect(files).toMatchObject([{ path: PATH, action, before, after }])
  })

  it('refuses to take a preprocessor line along', () => {
    const disk = withGatewayFile('<gateway name="gw">\n<X-PRE-PROCESS cmd="set" data="a=b"/>\n</gateway>\n')
    expect(planFiles(disk, [{ kind: 'delete', gateway: gatewayOf(disk, 'gw') }]).diagnostics).toMatchObject([
      { code: 'GW203', message: expect.stringContaining('preprocessor') },
    ])
  })

  it('refuses when another gateway would come forth', () => {
    const gateway = '<gateway name="gw"><param name="register" value="no"/></gateway>\n'
    const disk = withGatewayFile(gateway + gateway)
    expect(planFiles(disk, [{ kind: 'delete', gateway: gatewayOf(disk, 'gw') }]).diagnostics).toMatchObject([
      { code: 'GW203' },
    ])
    const both = gatewaysOf(disk).map((each) => ({ kind: 'delete', gateway: each }) as const)
    expect(planFiles(disk, both)).toMatchObject({ diagnostics: [], files: [{ action: 'delete' }] })
  })
})

describe('planFiles, creating', () => {
  const full = definition(
    { username: 'u', password: 'p"&' },
    {
      variables: [{ name: text('a'), value: text('é'), direction: text('inbound') }],
      subscriptions: [{ event: text('reg'), params: new Map() }],
    },
  )

  it('gives a gateway its own file', () => {
    const disk = withGatewayFile('')
    const { files, diagnostics } = planFiles(disk, [creating(disk, 'n--w', full)])
    expect(diagnostics).toEqual([])
    expect(files).toEqual([
      {
        path: 'sip_profiles/external/n--w.xml',
        action: 'create',
        owner: 'sip_profiles/external.xml',
        before: null,
        after: `<include>
  <gateway name="n--w">
    <!-- gwctl: managed external/n-%2Dw -->
    <param name="username" value="u"/>
    <param name="password" value="p&quot;&amp;"/>
    <variables>
      <variable name="a" value="\xc3\xa9" direction="inbound"/>
    </variables>
    <subscriptions>
      <subscription event="reg"/>
    </subscriptions>
  </gateway>
</include>
`,
        sensitiveBefore: [],
        sensitiveAfter: [{ start: 151, end: 163 }],
      },
    ])
    expect(shown(files[0], 'after')).toEqual(['p&quot;&amp;'])
  })

  it('writes it inline where the directory is not included, or would not match', () => {
    const profile = EXTERNAL.replace('<X-PRE-PROCESS cmd="include" data="external/*.xml"/>', '').replaceAll(
      '\n',
      '\r\n',
    )
    const disk = readDisk(readFromMemory(conf({ 'sip_profiles/external.xml': profile })))
    const { files, diagnostics } = planFiles(disk, [creating(disk, 'a'), creating(disk, 'b')])
    expect(diagnostics).toEqual([])
    const one = (name: string): string =>
      `    <gateway name="${name}">\r\n      <!-- gwctl: managed external/${name} -->\r\n      <param name="register" value="false"/>\r\n    </gateway>\r\n`
    expect(files[0]?.after).toBe(profile.replace('  </gateways>', `${one('a')}${one('b')}  </gateways>`))
    const usual = withGatewayFile('')
    expect(planFiles(usual, [creating(usual, '.hidden')]).files[0]?.path).toBe('sip_profiles/external.xml')
  })

  it('takes in a file of people that holds no gateway any more, and keeps what they wrote', () => {
    const before = '<include>\n  <!-- ticket 4711 -->\n</include>\n'
    const disk = withGatewayFile(before)
    const { files, diagnostics } = planFiles(disk, [creating(disk, 'gw')])
    expect(diagnostics).toEqual([])
    expect(files).toMatchObject([{ action: 'update', path: PATH }])
    expect(files[0]?.after).toBe(
      '<include>\n  <!-- ticket 4711 -->\n  <gateway name="gw">\n    <!-- gwctl: managed external/gw -->\n    <param name="register" value="false"/>\n  </gateway>\n</include>\n',
    )
  })

  it.each<[what: string, files: Record<string, string>, name: string, message: string]>([
    [
      'an include in the way that holds something',
      { [PATH]: '<include><other/></include>\n' },
      'gw',
      `${PATH} stands in the way`,
    ],
    ['a file in the way', { [PATH]: '<!-- mine -->\n' }, 'gw', `${PATH} stands in the way`],
    [
      'no place',
      { 'sip_profiles/external.xml': '<profile name="external">\n<gateways/>\n<settings/>\n</profile>\n' },
      'gw',
      'has no place for the new gateway',
    ],
    ['a name that is none', {}, 'a"/><x', 'is no name for a gateway'],
    [
      'a name that exists',
      { [PATH]: '<gateway name="a"><param name="register" value="no"/></gateway>\n' },
      'a',
      'would not read as intended',
    ],
  ])('refuses with %s', (_, files, name, message) => {
    const disk = readDisk(readFromMemory(conf(files)))
    const { files: planned, diagnostics } = planFiles(disk, [creating(disk, name)])
    expect(planned).toEqual([])
    expect(diagnostics).toMatchObject([{ code: 'GW203', message: expect.stringContaining(message) }])
  })

  it('may take the place of a file that goes', () => {
    const disk = withGatewayFile('<include>\n<gateway name="old"/>\n</include>\n')
    const intents = [{ kind: 'delete', gateway: gatewayOf(disk, 'old') } as const, creating(disk, 'gw')]
    const { files, diagnostics } = planFiles(disk, intents)
    expect(diagnostics).toEqual([])
    expect(files).toMatchObject([
      { path: PATH, action: 'update', after: expect.stringContaining('gwctl: managed external/gw') },
    ])
    expect(planFiles(disk, [creating(disk, 'x'), creating(disk, 'x')]).diagnostics).toMatchObject([
      { code: 'GW203' },
    ])
  })

  it('is read back from its plan', () => {
    const disk = withGatewayFile('')
    const [file] = planFiles(disk, [creating(disk, 'n', full)]).files
    const again = withGatewayFile(file?.after ?? '')
    expect(paramsOf(gatewayOf(again, 'n'), again)).toEqual({ username: 'u', password: 'p"&' })
    expect(gatewayOf(again, 'n').managed).toBe(true)
  })
})
