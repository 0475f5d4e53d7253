import fc from 'fast-check'
import { buildPlan, isEmpty, type BuildOptions } from '../../src/plan/build.ts'
import type { Diagnostic } from '../../src/errors.ts'
import type { Desired } from '../../src/model/desired.ts'
import type { Change, Plan } from '../../src/model/plan.ts'
import type { Live } from '../../src/model/live.ts'
import { readFromMemory } from '../../src/xml/memory-reader.ts'
import { readDisk } from '../../src/xml/read.ts'
import { confFiles, definition, desired, disk, gateway, live, running, text } from '../support/plan-world.ts'

const account = { proxy: 'p.example', username: 'alice', password: 'pw-of-alice' }
const trunk = { proxy: 'p.example', register: 'false' }
const NOWHERE = { file: 'gwctl.yaml', offset: 0, length: 1 }
const SOFIA_WITHOUT_PROFILES = '<configuration name="sofia.conf">\n<profiles/>\n</configuration>\n'

type Wanted = Parameters<typeof desired>[0]

function plan(
  wanted: Wanted,
  standing: Record<string, Record<string, string>>,
  options: BuildOptions & {
    live?: Live | undefined
    offline?: boolean
    managed?: string[]
    profiles?: Parameters<typeof desired>[1]
    settings?: string
  } = {},
): Plan {
  const managed = options.managed ?? Object.keys(standing)
  const names = (options.profiles ?? [{ name: 'external' }]).map((each) => each.name ?? '')
  const onDisk = disk(standing, {
    managed,
    profiles: names,
    ...(options.settings && { settings: options.settings }),
  })
  const runs = options.live ?? live(Object.entries(standing).map(([path, params]) => running(path, params)))
  const result = buildPlan(
    desired(wanted, options.profiles ?? [{ name: 'external' }]),
    onDisk,
    options.offline === true ? undefined : runs,
    options,
  )
  const errors = result.diagnostics.filter((each) => each.severity === 'error')
  if (result.plan === undefined || errors.length > 0)
    throw new Error(errors.map((each) => each.message).join('\n'))
  return result.plan
}

function told(changes: readonly Change[]): string[] {
  return changes.map((each) => `${each.action} ${each.profile}/${each.gateway}: ${each.reasons.join('; ')}`)
}

describe('buildPlan', () => {
  it('finds nothing to do when everything is as desired', () => {
    const empty = plan([gateway('external/a', account)], { 'external/a': account })
    expect(isEmpty(empty)).toBe(true)
    expect(empty.files).toEqual([])
    expect(empty.steps).toEqual([])
    expect(empty.unchanged).toEqual([{ profile: 'external', gateway: 'a' }])
  })

  it('takes no notice of spelling, order and defaults', () => {
    const spelled = { register: 'FALSE', proxy: 'p.example', 'expire-seconds': '3600', ping: '0' }
    expect(isEmpty(plan([gateway('external/a', trunk)], { 'external/a': spelled }))).toBe(true)
  })

  it('creates, updates, adopts, deletes and leaves alone', () => {
    const made = plan(
      [
        gateway('external/new', trunk),
        gateway('external/changed', { ...account, 'expire-seconds': '600' }),
        gateway('external/found', trunk),
        gateway('external/off', trunk, { enabled: false }),
        gateway('external/never', trunk, { enabled: false }),
      ],
      {
        'external/changed': account,
        'external/found': trunk,
        'external/off': trunk,
        'external/old': trunk,
        'external/strange': trunk,
      },
      { managed: ['external/changed', 'external/old'] },
    )
    expect(told(made.changes)).toEqual([
      'create external/new: not on disk',
      'update external/changed: desired differs from disk',
      'adopt external/found: stands as desired, but without the marker of gwctl',
      'delete external/off: enabled: false',
      'delete external/old: no longer desired',
    ])
    expect(made.unmanaged).toEqual([{ profile: 'external', gateway: 'strange' }])
    expect(made.files.map((each) => `${each.action} ${each.path}`).sort()).toEqual([
      'create sip_profiles/external/new.xml',
      'delete sip_profiles/external/off.xml',
      'delete sip_profiles/external/old.xml',
      'update sip_profiles/external/changed.xml',
      'update sip_profiles/external/found.xml',
    ])
  })

  it('leaves unmarked gateways unmarked with adopt: false', () => {
    const made = plan(
      [gateway('external/a', { ...trunk, ping: '25' }), gateway('external/b', trunk)],
      {
        'external/a': trunk,
        'external/b': trunk,
      },
      { managed: [], adopt: false },
    )
    expect(told(made.changes)).toEqual(['update external/a: desired differs from disk'])
    expect(made.files[0]?.after).not.toContain('gwctl: managed')
  })

  it('says when an update or a recreation also adopts', () => {
    const made = plan(
      [gateway('external/a', { ...trunk, ping: '25' }), gateway('external/b', trunk)],
      {
        'external/a': trunk,
        'external/b': trunk,
      },
      { managed: [], live: live([running('external/a', trunk)]) },
    )
    expect(told(made.changes)).toEqual([
      'update external/a: desired differs from disk; adopted',
      'recreate external/b: right on disk, but it does not run; adopted',
    ])
  })

  it.each([
    [
      'all',
      [
        'delete external/marked: no longer desired',
        'delete external/strange: no longer desired',
        'delete external/ghost: runs, but is neither on disk nor desired',
      ],
      0,
    ],
    ['managed', ['delete external/marked: no longer desired'], 2],
    ['none', [], 3],
  ] as const)('prune: %s', (prune, changes, unmanaged) => {
    const made = plan(
      [],
      { 'external/marked': trunk, 'external/strange': trunk },
      {
        managed: ['external/marked'],
        profiles: [{ name: 'external', prune }],
        live: live([
          running('external/marked', trunk),
          running('external/strange', trunk),
          running('external/ghost', trunk),
        ]),
      },
    )
    expect(told(made.changes)).toEqual(changes)
    expect(made.unmanaged).toHaveLength(unmanaged)
  })

  it('leaves a profile alone whose gateways are not given', () => {
    const { plan: made } = buildPlan(
      {
        ...desired([]),
        profiles: [{ name: 'external', prune: 'all', at: { file: 'f', offset: 0, length: 1 } }],
      },
      disk({ 'external/a': trunk }, { managed: ['external/a'] }),
      live([running('external/a', trunk)]),
    )
    expect(made?.changes).toEqual([])
  })

  it('recreates a gateway that runs otherwise than disk and YAML say, without a file change', () => {
    const made = plan(
      [gateway('external/a', account), gateway('external/b', account)],
      { 'external/a': account, 'external/b': account },
      {
        live: live([running('external/a', { ...account, proxy: 'other.example' })]),
      },
    )
    expect(told(made.changes)).toEqual([
      'recreate external/a: right on disk, but it runs with another realm, from, to, proxy',
      'recreate external/b: right on disk, but it does not run',
    ])
    expect(made.files).toEqual([])
  })

  it('kills a disabled gateway that only runs', () => {
    const made = plan(
      [gateway('external/a', trunk, { enabled: false })],
      {},
      { live: live([running('external/a', trunk)]) },
    )
    expect(told(made.changes)).toEqual(['delete external/a: enabled: false'])
    expect(made.steps.map((each) => each.kind === 'command' && each.command)).toEqual([
      'reloadxml',
      'sofia profile external killgw external::a',
    ])
  })

  it('creates on disk what runs already, replacing what runs', () => {
    const made = plan([gateway('external/a', trunk)], {}, { live: live([running('external/a', trunk)]) })
    expect(told(made.changes)).toEqual(['create external/a: not on disk, though it runs'])
    expect(made.steps).toHaveLength(3)
  })

  it('takes what stands on disk to run when the switch is not asked', () => {
    const made = plan(
      [gateway('external/a', { ...account, ping: '25' })],
      { 'external/a': account },
      { offline: true },
    )
    expect(made.observed).toBe(false)
    expect(made.changes[0]?.runtime).toMatchObject({ kill: true, start: true, registersBefore: true })
  })

  it('joins a move and does not count it as a delete', () => {
    const made = plan(
      [gateway('internal/a', trunk)],
      { 'external/a': trunk },
      {
        profiles: [{ name: 'external' }, { name: 'internal' }],
        live: live([running('external/a', trunk)], {
          profiles: [
            { name: 'external', state: 'RUNNING' },
            { name: 'internal', state: 'RUNNING' },
          ],
        }),
      },
    )
    expect(made.changes.map((each) => [each.action, each.movedFrom, each.movedTo])).toEqual([
      ['delete', undefined, 'internal'],
      ['create', 'external', undefined],
    ])
    expect(made.refusals.filter((each) => each.rule === 'max-deletes')).toEqual([])
  })

  it('does what is targeted and nothing else', () => {
    const made = plan(
      [gateway('external/a', { ...trunk, ping: '25' }), gateway('external/b', { ...trunk, ping: '25' })],
      { 'external/a': trunk, 'external/b': trunk, 'external/old': trunk, 'external/old2': trunk },
      {
        targets: [
          { profile: 'external', gateway: 'b' },
          { profile: 'external', gateway: 'old' },
        ],
      },
    )
    expect(told(made.changes)).toEqual([
      'update external/b: desired differs from disk',
      'delete external/old: no longer desired',
    ])
  })

  it('does not do half of a move', () => {
    const wanted = [gateway('internal/a', trunk), gateway('internal/b', trunk)]
    const half = (): Plan =>
      plan(
        wanted,
        { 'external/a': trunk, 'external/b': trunk },
        {
          profiles: [{ name: 'external' }, { name: 'internal' }],
          targets: [{ profile: 'external', gateway: 'a' }],
        },
      )
    expect(half).toThrow('external/a moves to internal/a, but only one side of the move is targeted.')
  })

  it('targets a live-only gateway under prune: all', () => {
    const profiles = [{ name: 'external', prune: 'all' as const }]
    const runs = live([running('external/ghost', trunk), running('external/other', trunk)])
    const targets = [{ profile: 'external', gateway: 'ghost' }]
    expect(told(plan([], {}, { profiles, live: runs, targets }).changes)).toEqual([
      'delete external/ghost: runs, but is neither on disk nor desired',
    ])
  })

  it('withholds deletes that nobody asked for by name', () => {
    const made = plan(
      [gateway('external/off', trunk, { enabled: false })],
      { 'external/a': trunk, 'external/off': trunk },
      {
        withholdDeletes: 'It may be cut off.',
      },
    )
    expect(told(made.changes)).toEqual(['delete external/off: enabled: false'])
    expect(made.unmanaged).toEqual([{ profile: 'external', gateway: 'a' }])
    expect(made.warnings.map((each) => each.message)).toEqual([
      'Not deleted, though the YAML does not name them: external/a. It may be cut off.',
    ])
    expect(
      plan([], {}, { withholdDeletes: 'It may be cut off.' }).warnings.filter(
        (each) => each.code === 'GW301',
      ),
    ).toEqual([])
  })
})

describe('several elements of one name', () => {
  const element = (params: string): string =>
    `<gateway name="a">\n<!-- gwctl: managed external/a -->\n${params}</gateway>\n`
  const proxied = (host: string): string =>
    `<param name="proxy" value="${host}"/>\n<param name="register" value="false"/>\n`
  const twice = (first: string, second: string): Map<string, string> =>
    new Map([
      ...confFiles({}),
      ['sip_profiles/external/a.xml', `<include>\n${element(first)}${element(second)}</include>\n`],
    ])

  it('compares with the first, which FreeSWITCH takes', () => {
    const files = twice(proxied('p.example'), proxied('q.example'))
    const { plan: made } = buildPlan(
      desired([gateway('external/a', trunk)]),
      readDisk(readFromMemory(files)),
      undefined,
    )
    expect(made?.changes).toEqual([])
  })

  it('compares with the second when FreeSWITCH skips the first', () => {
    const files = twice('<param name="proxy" value="q.example"/>\n', proxied('p.example'))
    const { plan: made } = buildPlan(
      desired([gateway('external/a', trunk)]),
      readDisk(readFromMemory(files)),
      undefined,
    )
    expect(made?.changes).toEqual([])
  })

  it('deletes all of them: the second would come back', () => {
    const files = twice(proxied('p.example'), proxied('q.example'))
    const { plan: made } = buildPlan(
      desired([], [{ name: 'external' }]),
      readDisk(readFromMemory(files)),
      undefined,
    )
    expect(made?.files.map((each) => [each.path, each.action])).toEqual([
      ['sip_profiles/external/a.xml', 'delete'],
    ])
  })
})

describe('problems that stop a plan', () => {
  const errorsOf = (...args: Parameters<typeof buildPlan>): string[] =>
    buildPlan(...args)
      .diagnostics.filter((each) => each.severity === 'error')
      .map((each) => `${each.code} ${each.message}`)

  it('an unknown profile', () => {
    expect(errorsOf(desired([gateway('externl/a', trunk)]), disk({}), undefined)).toEqual([
      'GW204 There is no profile "externl" in the FreeSWITCH configuration.',
    ])
    expect(
      buildPlan(
        desired([gateway('external/a', trunk)]),
        readDisk(readFromMemory(new Map([['autoload_configs/sofia.conf.xml', SOFIA_WITHOUT_PROFILES]]))),
        undefined,
      ).diagnostics.filter((each) => each.code === 'GW204' && each.hint.includes('no sofia profile')),
    ).toHaveLength(1)
  })

  it.each<[string, Map<string, string>, string]>([
    ['holds nothing', new Map(), 'There is no freeswitch.xml'],
    [
      'has no sofia.conf',
      new Map([['freeswitch.xml', '<document>\n</document>\n']]),
      'The configuration has no <configuration name="sofia.conf">',
    ],
  ])('a directory that %s: it is named, and nothing else is said', (_, files, message) => {
    const wanted = desired([gateway('external/a', { ...trunk, username: '$${nobody}' })])
    const confAt = { file: 'gwctl.yaml', offset: 31, length: 6 }
    const told = (more: Partial<Desired>): readonly Diagnostic[] =>
      buildPlan({ ...wanted, ...more }, readDisk(readFromMemory(files)), undefined).diagnostics
    const startOf = `/etc/freeswich: ${message}`
    expect(told({ conf: '/etc/freeswich', confAt })).toEqual([
      expect.objectContaining({ code: 'GW204', message: expect.stringContaining(startOf), at: confAt }),
    ])
    expect(told({ conf: '/etc/freeswich' })[0]).not.toHaveProperty('at')
  })

  it('a name that another profile keeps, on disk or live', () => {
    const onDisk = disk({ 'internal/a': trunk, 'internal/b': trunk }, { profiles: ['external', 'internal'] })
    const wanted = desired([gateway('external/a', trunk), gateway('external/ok', trunk)])
    expect(errorsOf(wanted, onDisk, undefined)).toEqual([
      'GW205 external/a cannot be created: profile internal has a gateway of that name, and FreeSWITCH needs names that are unique across all profiles.',
    ])
    expect(errorsOf(wanted, disk({}), live([running('internal/a', trunk)]))).toHaveLength(1)
    expect(errorsOf(desired([gateway('external/ok', trunk)]), onDisk, undefined)).toEqual([])
    const unmanaged = { name: 'internal', prune: 'managed' as const, at: { file: 'f', offset: 0, length: 1 } }
    const besides = { ...wanted, profiles: [...wanted.profiles, unmanaged] }
    expect(errorsOf(besides, onDisk, undefined)).toHaveLength(1)
  })

  it('a gateway over TLS in a profile without', () => {
    const tls = { ...trunk, 'register-transport': 'TLS' }
    const wanted = desired([
      gateway('external/a', tls),
      gateway('external/off', tls, { enabled: false }),
      gateway('external/b', trunk),
    ])
    expect(errorsOf(wanted, disk({}), undefined)).toEqual([
      'GW103 external/a wants register-transport tls, but profile external has tls off; FreeSWITCH skips the whole gateway.',
    ])
    expect(errorsOf(wanted, disk({}, { settings: '<param name="tls" value="yes"/>\n' }), undefined)).toEqual(
      [],
    )
    const at = { file: 'gwctl.yaml', offset: 7, length: 3 }
    const placed = desired([gateway('external/a', tls, { paramsAt: new Map([['register-transport', at]]) })])
    expect(buildPlan(placed, disk({}), undefined).diagnostics).toContainEqual(expect.objectContaining({ at }))
    expect(errorsOf(desired([]), disk({}), undefined)).toEqual([])
  })

  it('a configuration that would not load', () => {
    const files = confFiles({ 'external/a': trunk })
    files.set('sip_profiles/external/broken.xml', '<include>\n<gateway name="x">\n</include>\n')
    const wanted = {
      ...desired([gateway('external/a', { ...trunk, username: '$${nobody}' })]),
      distributors: [{ name: 'l', nodes: [{ name: 'a', weight: 1, at: NOWHERE }], at: NOWHERE }],
    }
    const { diagnostics } = buildPlan(wanted, readDisk(readFromMemory(files)), undefined)
    expect(diagnostics.map((each) => each.code)).toEqual(['GW201'])
  })
})

describe('warnings', () => {
  it('names gateways that the rescan starts as well', () => {
    const made = plan(
      [gateway('external/new', trunk)],
      { 'external/idle': trunk, 'external/runs': trunk },
      {
        managed: [],
        live: live([running('external/runs', trunk)]),
      },
    )
    expect(made.warnings.map((each) => each.message)).toEqual([
      'external/idle stands on disk but does not run; the rescan of external starts it, too.',
    ])
    expect(plan([], { 'external/idle': trunk }, { managed: [], live: live([]) }).warnings).toEqual([])
  })

  it('names variables that nothing sets', () => {
    const wanted = [
      gateway('external/a', {
        ...trunk,
        proxy: '$${nosuch}',
        realm: '$${hostname}',
        'from-domain': '$${conf_set}',
      }),
    ]
    const made = plan(wanted, {}, { live: live([], { globals: new Map([['conf_set', 'x']]) }) })
    const told = (each: Plan): string[] =>
      each.warnings.filter(({ code }) => code === 'GW108').map(({ message }) => message)
    expect(told(made)).toEqual(['external/a: $${nosuch} in proxy is set nowhere; FreeSWITCH makes it empty.'])
    expect(told(plan(wanted, {}, { offline: true }))).toHaveLength(2)
    const lists = definition(trunk, {
      variables: [{ name: text('codec'), value: text('$${nope}') }],
      subscriptions: [{ event: text('dialog'), params: new Map([['content-type', text('$${none}')]]) }],
    })
    const at = { file: 'gwctl.yaml', offset: 7, length: 3 }
    const placed = gateway(
      'external/b',
      { ...trunk, proxy: '$${nosuch}' },
      { paramsAt: new Map([['proxy', at]]) },
    )
    const more = plan([gateway('external/a', lists), placed], {})
    expect(told(more)).toEqual([
      'external/a: $${nope} in variable codec is set nowhere; FreeSWITCH makes it empty.',
      'external/a: $${none} in content-type of a subscription is set nowhere; FreeSWITCH makes it empty.',
      'external/b: $${nosuch} in proxy is set nowhere; FreeSWITCH makes it empty.',
    ])
    expect(more.warnings).toContainEqual(expect.objectContaining({ at }))
  })
})

describe('what a plan shows of parameters', () => {
  it('hides passwords and secrets, on both sides', () => {
    const secret = definition({ ...account })
    const made = plan(
      [
        gateway('external/a', {
          ...secret,
          params: new Map([...secret.params, ['username', text('hidden-user', true)]]),
          variables: [{ name: text('token'), value: text('hidden-token', true) }],
        }),
      ],
      { 'external/a': { ...account, password: 'hidden-old' } },
    )
    expect(made.changes[0]?.params).toEqual([
      { name: 'username', before: null, after: null, sensitive: true },
      { name: 'password', before: null, after: null, sensitive: true },
      { name: 'variables', before: null, after: null, sensitive: true },
    ])
  })

  it('hides secret variables and subscriptions of a new gateway', () => {
    const lists = {
      variables: [{ name: text('token'), value: text('hidden-token', true) }],
      subscriptions: [{ event: text('dialog'), params: new Map([['content-type', text('hidden', true)]]) }],
    }
    const made = plan([gateway('external/a', definition(trunk, lists))], {})
    expect(made.changes[0]?.params.slice(2)).toEqual([
      { name: 'variables', before: null, after: null, sensitive: true },
      { name: 'subscriptions', before: null, after: null, sensitive: true },
    ])
  })

  it('shows lists as text', () => {
    const made = plan(
      [
        gateway(
          'external/a',
          definition(trunk, {
            variables: [
              { name: text('x'), value: text('1'), direction: text('inbound') },
              { name: text('y'), value: text('2') },
            ],
            subscriptions: [{ event: text('dialog'), params: new Map([['expire-seconds', text('60')]]) }],
          }),
        ),
      ],
      { 'external/a': trunk },
    )
    expect(made.changes[0]?.params).toEqual([
      { name: 'variables', before: null, after: 'x=1 (inbound), y=2' },
      { name: 'subscriptions', before: null, after: 'dialog expire-seconds=60' },
    ])
    expect(made.files[0]?.after).toContain('direction="inbound"')
  })

  it('takes over what would change through a fall-back', () => {
    const made = plan([gateway('external/a', { ...account, username: 'bob', 'from-user': 'alice' })], {
      'external/a': account,
    })
    expect(made.changes[0]?.params.map((each) => each.name)).toEqual(['username', 'from-user'])
  })

  it('removes the misspelt alias with the parameter it stands for', () => {
    const made = plan([gateway('external/a', { ...trunk, 'retry-seconds': '45' })], {
      'external/a': { ...trunk, retry_seconds: '9' },
    })
    expect(made.files[0]?.after).not.toContain('retry_seconds')
    expect(made.files[0]?.after).toContain('name="retry-seconds" value="45"')
  })

  it('removes what the YAML does not name', () => {
    const made = plan([gateway('external/a', trunk)], {
      'external/a': { ...trunk, ping: '25', 'x-vendor': '1' },
    })
    expect(made.changes[0]?.params).toEqual([
      { name: 'ping', before: '25', after: null },
      { name: 'x-vendor', before: '1', after: null },
    ])
    expect(made.files[0]?.after).not.toMatch(/ping|x-vendor/)
  })

  it('hides the secrets of other gateways in a file that changes', () => {
    const files = confFiles({})
    files.set(
      'sip_profiles/external/both.xml',
      '<include>\n<gateway name="a">\n<!-- gwctl: managed external/a -->\n<param name="proxy" value="p.example"/>\n<param name="register" value="false"/>\n</gateway>\n' +
        '<gateway name="b">\n<!-- gwctl: managed external/b -->\n<param name="proxy" value="p.example"/>\n<param name="username" value="hidden-user"/>\n<variables>\n<variable name="token" value="hidden-token"/>\n</variables>\n<param name="register" value="false"/>\n</gateway>\n' +
        '<gateway name="c">\n<param name="proxy" value="p.example"/>\n<param name="register" value="false"/>\n</gateway>\n</include>\n',
    )
    const secret = definition(trunk)
    const { plan: made } = buildPlan(
      desired([
        gateway('external/a', { ...trunk, ping: '25' }),
        gateway('external/b', {
          ...secret,
          params: new Map([...secret.params, ['username', text('hidden-user', true)]]),
          variables: [{ name: text('token'), value: text('hidden-token', true) }],
        }),
      ]),
      readDisk(readFromMemory(files)),
      undefined,
    )
    const [file] = made?.files ?? []
    const shown = file?.sensitiveBefore.map((each) => file.before?.slice(each.start, each.end))
    expect(shown).toEqual(['hidden-user', 'hidden-token'])
  })
})

describe('a plan after an apply', () => {
  const values = fc.constantFrom(
    'true',
    'no',
    '0',
    '25',
    '600',
    'x.example',
    'a"b&c<d>',
    "it's",
    'ünïcode',
    '$${domain}',
    '',
  )
  const names = fc.constantFrom(
    'realm',
    'from-user',
    'ping',
    'expire-seconds',
    'extension',
    'register-proxy',
    'x-vendor',
    'contact-params',
    'retry-seconds',
  )
  const params = fc.dictionary(names, values, { maxKeys: 6 }).map((extra) => ({ ...trunk, ...extra }))

  it('is empty, whatever stood before', () => {
    fc.assert(
      fc.property(params, params, (before, after) => {
        const files = confFiles(
          { 'external/a': before },
          { globals: '<X-PRE-PROCESS cmd="set" data="domain=d.example"/>\n' },
        )
        const wanted = desired([gateway('external/a', after)])
        const first = buildPlan(wanted, readDisk(readFromMemory(files)), undefined).plan
        for (const file of first?.files ?? []) {
          if (file.after === null) files.delete(file.path)
          else files.set(file.path, file.after)
        }
        const second = buildPlan(wanted, readDisk(readFromMemory(files)), undefined).plan
        expect(first).toBeDefined()
        expect(second?.changes).toEqual([])
      }),
      { numRuns: 500, seed: 20261123 },
    )
  })
})
