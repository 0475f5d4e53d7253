import type { Desired, DesiredDistributor } from '../../src/model/desired.ts'
import type { Disk } from '../../src/model/disk.ts'
import type { Live } from '../../src/model/live.ts'
import type { Plan } from '../../src/model/plan.ts'
import type { Step } from '../../src/model/step.ts'
import { buildPlan, type BuildOptions, type BuildResult } from '../../src/plan/build.ts'
import { runningNodes } from '../../src/plan/list-nodes.ts'
import { buildRestorePlan, type RestoreOptions } from '../../src/plan/restore-plan.ts'
import { restoreLists } from '../../src/plan/restore-lists.ts'
import { renderPlanText } from '../../src/render/plan-text.ts'
import { stepText } from '../../src/render/step-text.ts'
import { readFromMemory } from '../../src/xml/memory-reader.ts'
import { readDisk } from '../../src/xml/read.ts'
import { confFiles, desired, gateway, live, running } from '../support/plan-world.ts'

const PATH = 'autoload_configs/distributor.conf.xml'
const TRUNK = { proxy: 'p.example', register: 'false' }
const ACCOUNT = { proxy: 'p.example', username: 'u', password: 'p' }
const AT = { file: 'gwctl.yaml', offset: 0, length: 1 }

type Weights = Readonly<Record<string, number>>

function conf(lists: Readonly<Record<string, Weights>>, names: readonly string[], params = TRUNK): Disk {
  const files = confFiles(Object.fromEntries(names.map((each) => [`external/${each}`, params])), {
    managed: names.map((each) => `external/${each}`),
  })
  const root = String(files.get('freeswitch.xml'))
  const include =
    '<section name="configuration">\n<X-PRE-PROCESS cmd="include" data="autoload_configs/*.xml"/>\n'
  files.set('freeswitch.xml', root.replace('<section name="configuration">\n', include))
  const elements = Object.entries(lists).map(
    ([name, weights]) =>
      `<list name="${name}">\n${Object.entries(weights)
        .map(([node, weight]) => `<node name="${node}" weight="${weight}"/>\n`)
        .join('')}</list>\n`,
  )
  if (elements.length > 0)
    files.set(
      PATH,
      `<configuration name="distributor.conf">\n<lists>\n${elements.join('')}</lists>\n</configuration>\n`,
    )
  return readDisk(readFromMemory(files))
}

function list(name: string, weights: Weights): DesiredDistributor {
  const nodes = Object.entries(weights).map(([node, weight]) => ({ name: node, weight, at: AT }))
  return { name, nodes, at: AT }
}

function wanted(names: readonly string[], lists: readonly DesiredDistributor[], ping = '0'): Desired {
  const gateways = names.map((each) =>
    gateway(`external/${each}`, { ...TRUNK, ...(ping !== '0' && { ping }) }),
  )
  return { ...desired(gateways), distributors: lists }
}

function runs(names: readonly string[], lists?: Readonly<Record<string, Weights>>): Live {
  const nodes = (weights: Weights): { name: string; weight: number }[] =>
    Object.entries(weights).map(([name, weight]) => ({ name, weight }))
  return live(
    names.map((each) => running(`external/${each}`, TRUNK)),
    lists && {
      distributors: {
        loaded: true,
        lists: new Map(Object.entries(lists).map(([name, weights]) => [name, nodes(weights)])),
      },
    },
  )
}

function planOf({ plan, diagnostics }: BuildResult): Plan {
  if (plan === undefined) throw new Error(diagnostics.map((each) => each.message).join('\n'))
  return plan
}

function stepsOf(steps: readonly Step[]): string[] {
  return steps.map(stepText)
}

const BOTH = { a: 1, b: 2 }

describe('lists of mod_distributor', () => {
  it('that are as desired do nothing, in whatever order they stand', () => {
    const plan = planOf(
      buildPlan(
        wanted(['a', 'b'], [list('L', { b: 2, a: 1 })]),
        conf({ l: BOTH }, ['a', 'b']),
        runs(['a', 'b']),
      ),
    )
    expect(plan).toMatchObject({ files: [], steps: [] })
    expect(plan.distributors).toBeUndefined()
  })

  it('that are not named are left alone, and nobody is paused for them', () => {
    const plan = planOf(
      buildPlan(wanted(['a', 'b'], [], '25'), conf({ l: BOTH }, ['a', 'b']), runs(['a', 'b'])),
    )
    expect(plan.steps.some((each) => each.kind === 'file')).toBe(false)
    expect(plan.staged).toBeUndefined()
  })

  it('stay whole while all of their gateways are changed: that is said', () => {
    const plan = planOf(
      buildPlan(wanted(['a', 'b'], [list('l', BOTH)], '25'), conf({ l: BOTH }, ['a', 'b']), runs(['a', 'b'])),
    )
    expect(plan.warnings.map((each) => each.message)).toEqual([
      'The distributor list l has no other node than a, b: it goes on naming it while it is changed.',
    ])
    expect(plan.distributors).toBeUndefined()
    expect(plan.steps.some((each) => each.kind === 'file')).toBe(false)
  })

  it('keep what they have until the first of the new ones is UP', () => {
    const plan = planOf(
      buildPlan(wanted(['n'], [list('l', { n: 1 })]), conf({ l: { a: 1 } }, ['a']), runs(['a']), {
        allow: { deletes: 1, lastHealthy: true },
      }),
    )
    expect(plan.warnings).toEqual([])
    expect(stepsOf(plan.steps)).toEqual([
      'reloadxml',
      'sofia profile external killgw external::a',
      'sofia profile external rescan reloadxml',
      'verify external/n; unless all are well, stop here: no list names them again',
      'reloadxml',
      'distributor_ctl reload',
    ])
  })

  it('are several: each gateway leaves all of its own, and files are written once for a moment', () => {
    const lists = { one: BOTH, two: { b: 1, c: 1 }, other: { a: 1 } }
    const names = ['a', 'b', 'c']
    const d = wanted(names, [list('one', BOTH), list('two', lists.two)])
    const changed = {
      ...d,
      profiles: d.profiles.map((each) => ({
        ...each,
        gateways: (each.gateways ?? []).map((g) =>
          g.name === 'b' ? gateway('external/b', { ...TRUNK, ping: '25' }) : g,
        ),
      })),
    }
    const plan = planOf(buildPlan(changed, conf(lists, names), runs(names)))
    expect(plan.distributors).toMatchObject([
      { action: 'pause', distributor: 'one', paused: ['b'], nodes: [] },
      { action: 'pause', distributor: 'two', paused: ['b'], nodes: [] },
    ])
    expect(plan.files.map((each) => each.path)).toEqual(['sip_profiles/external/b.xml'])
    const [staged] = plan.staged ?? []
    expect(staged?.texts).toHaveLength(2)
    expect(staged?.before).toBe(staged?.texts[1])
    expect(staged?.texts[0]?.match(/name="b"/g)).toBeNull()
    expect(stepsOf(plan.steps).filter((each) => /write|distributor/.test(each))).toEqual([
      `write ${PATH} without b`,
      'distributor_ctl reload',
      `write ${PATH}, complete again`,
      'distributor_ctl reload',
    ])
  })

  it('are loaded with the others where one is missing in the switch, and written in their own files only', () => {
    const disk = conf({ l: BOTH }, ['a', 'b', 'c'])
    const files = new Map([...disk.files].map(([path, { text }]) => [path, text]))
    files.set(
      'autoload_configs/more.inc',
      '<list name="m">\n<node name="b" weight="1"/>\n<node name="c" weight="1"/>\n</list>\n',
    )
    files.set(
      PATH,
      String(files.get(PATH)).replace('</lists>', '<X-PRE-PROCESS cmd="include" data="more.inc"/>\n</lists>'),
    )
    const gateways = ['a', 'b', 'c'].map((each) =>
      gateway(`external/${each}`, each === 'b' ? TRUNK : { ...TRUNK, ping: '25' }),
    )
    const d = {
      ...desired(gateways),
      distributors: [list('l', BOTH), list('m', { b: 1, c: 1 })],
    }
    const plan = planOf(
      buildPlan(d, readDisk(readFromMemory(files)), runs(['a', 'b', 'c'], { l: BOTH }), {
        batch: 1,
      }),
    )
    expect(stepsOf(plan.steps).filter((each) => each.startsWith('write'))).toEqual([
      `write ${PATH} without a`,
      // It is not loaded yet, so that c is new to it.
      'write autoload_configs/more.inc without c',
      `write ${PATH}, complete again`,
      'write autoload_configs/more.inc, complete again',
    ])
  })

  it('wait for the registration of one that is changed into a registering one', () => {
    const gateways = [gateway('external/a', ACCOUNT), gateway('external/b', TRUNK)]
    const d = { ...desired(gateways), distributors: [list('l', BOTH)] }
    const plan = planOf(buildPlan(d, conf({ l: BOTH }, ['a', 'b']), runs(['a', 'b'])))
    expect(stepsOf(plan.steps).filter((each) => each.startsWith('wait'))).toEqual(['wait until a is REGED'])
  })

  it('change by the nodes of targets only, where there are targets', () => {
    const target: BuildOptions = { targets: [{ profile: 'external', gateway: 'n' }] }
    const d = wanted(['a', 'b', 'n'], [list('l', { a: 7, n: 3 }), list('none', { n: 1 })])
    const plan = planOf(buildPlan(d, conf({ l: BOTH }, ['a', 'b']), runs(['a', 'b']), target))
    expect(plan.distributors).toMatchObject([
      {
        distributor: 'l',
        nodes: [{ name: 'n', before: null, after: 3 }],
        after: [
          { name: 'a', weight: 1 },
          { name: 'b', weight: 2 },
          { name: 'n', weight: 3 },
        ],
      },
    ])
  })

  it('are compared by the sum of the weights where a node stands twice', () => {
    const disk = conf({ l: { a: 1 } }, ['a'])
    const text = String(disk.files.get(PATH)?.text).replace('<node', '<node name="a" weight="2"/>\n<node')
    const twice = readDisk(
      readFromMemory(
        new Map([...disk.files].map(([path, file]) => [path, path === PATH ? text : file.text])),
      ),
    )
    const plan = planOf(buildPlan(wanted(['a'], [list('l', { a: 3 })]), twice, undefined))
    expect(plan.distributors).toMatchObject([{ action: 'update', nodes: [] }])
    expect(plan.files.map((each) => each.path)).toEqual([PATH])
  })

  it('are not planned where a file cannot be edited', () => {
    const disk = conf({}, ['a'])
    const blocked = readDisk(
      readFromMemory(
        new Map([
          ...[...disk.files].map(([path, { text }]) => [path, text] as const),
          [PATH, '<!-- nothing -->\n'],
        ]),
      ),
    )
    const { plan, diagnostics } = buildPlan(wanted(['a'], [list('l', { a: 3 })]), blocked, undefined)
    expect(plan).toBeUndefined()
    expect(diagnostics.map((each) => each.code)).toEqual(['GW203'])
  })
})

describe('restoreLists', () => {
  it('takes lists that differ and those that were managed, and no others', () => {
    const now = conf({ same: BOTH, Managed: BOTH, changed: BOTH, come: BOTH }, ['a', 'b'])
    const then = conf({ same: BOTH, Managed: BOTH, changed: { a: 1 }, gone: BOTH }, ['a', 'b'])
    const lists = restoreLists(now, then, runs([], { managed: { a: 5 } }), ['managed', 'unknown'])
    expect(lists.map(({ name, goes, current }) => ({ name, goes, has: current?.length }))).toEqual([
      { name: 'Managed', goes: undefined, has: 1 },
      { name: 'changed', goes: undefined, has: 2 },
      { name: 'come', goes: true, has: 2 },
      { name: 'gone', goes: undefined, has: undefined },
    ])
  })

  it('takes none where there is none', () => {
    expect(restoreLists(conf({}, []), conf({}, []), undefined, ['l'])).toEqual([])
  })
})

describe('the plan that lays a backup back', () => {
  const LIMITS = { policy: { maxDeletes: 3, allowLastHealthy: true }, allow: {}, allowChanged: false }

  function back(now: Disk, kept: string | null, more: Partial<RestoreOptions> = {}): Plan {
    const text = now.files.get(PATH)?.text ?? null
    const file = { path: PATH, now: text, kept, sensitiveNow: [], sensitiveKept: [] }
    return planOf(buildRestorePlan(now, runs(['a']), [file], { ...LIMITS, ...more }))
  }

  it('loads a list as it was kept', () => {
    const kept = String(conf({ l: { a: 1 } }, ['a']).files.get(PATH)?.text)
    const plan = back(conf({ l: { a: 2 } }, ['a']), kept)
    expect(plan.distributors).toMatchObject([{ action: 'update', reasons: ['as it was before'] }])
    expect(stepsOf(plan.steps)).toEqual(['reloadxml', 'distributor_ctl reload'])
  })

  it('takes one of several lists away', () => {
    const kept = String(conf({ l: { a: 1 } }, ['a']).files.get(PATH)?.text)
    const plan = back(conf({ l: { a: 1 }, gone: { a: 1 } }, ['a']), kept)
    expect(plan.distributors).toMatchObject([{ action: 'delete', distributor: 'gone' }])
    expect(stepsOf(plan.steps)).toEqual(['reloadxml', 'distributor_ctl reload'])
    const text = renderPlanText(plan, { color: false })
    expect(text).toContain('- list gone  delete  (as it was before)\n      calls that ask for it get -err\n')
  })

  it.each([
    ['with its file', null, [`remove ${PATH}`]],
    [
      'from its file',
      '<configuration name="distributor.conf">\n<lists>\n</lists>\n</configuration>\n',
      [`write ${PATH}, complete again`],
    ],
  ])('empties the last list before it goes %s: a reload cannot take it away', (_, kept, last) => {
    const plan = back(conf({ l: { a: 1 } }, ['a']), kept)
    expect(stepsOf(plan.steps)).toEqual([
      `write ${PATH}, complete again`,
      'reloadxml',
      'distributor_ctl reload',
      ...last,
      'reloadxml',
    ])
    expect(plan.staged?.[0]?.texts[0]).toContain('<list name="l"/>')
    expect(plan.staged?.[0]?.after).toBe(kept)
  })

  it('does nothing with lists where what was kept does not load', () => {
    const file = { path: PATH, now: null, kept: '<lists>', sensitiveNow: [], sensitiveKept: [] }
    const { plan, diagnostics } = buildRestorePlan(conf({}, ['a']), undefined, [file], LIMITS)
    expect(plan).toBeUndefined()
    expect(diagnostics.map((each) => each.code)).toEqual(['GW201'])
  })
})

describe('a list that the YAML does not name', () => {
  const restarting = (names: readonly string[]): Desired => ({
    ...wanted(names, []),
    profiles: wanted(names, []).profiles.map((each) => ({
      ...each,
      settings: [{ name: 'sip-port', texts: [{ xml: '5090', sensitive: false }], at: AT }],
    })),
  })
  const told = (names: readonly string[], live?: Live): unknown[] => {
    const disk = conf({ l: { ...BOTH, elsewhere: 1 }, other: { elsewhere: 1 } }, ['a', 'b'])
    const { diagnostics } = buildPlan(restarting(names), disk, live)
    return diagnostics.filter((each) => each.code === 'GW140').map((each) => each.message)
  }

  it('is warned of where its gateways go with the restart of their profile, and what goes for good once', () => {
    expect(told(['a', 'b'], runs(['a', 'b']))).toEqual([
      'Profile external restarts, but the distributor list l goes on naming a, b: calls that it sends there fail for some seconds.',
    ])
    expect(told(['a', 'b'])).toHaveLength(1)
    expect(told(['a'], runs(['a', 'b']))).toEqual([
      'external/b goes, but the distributor list l goes on naming it: calls that it sends there fail.',
      expect.stringContaining('goes on naming a:'),
    ])
    expect(told(['a', 'b'], runs([]))).toEqual([])
  })

  it('knows which of its nodes run in a profile', () => {
    const disk = conf({ l: { ...BOTH, elsewhere: 1 } }, ['a', 'b'])
    const [list] = disk.distributors?.lists ?? []
    if (list === undefined) throw new Error('there is no list')
    expect(runningNodes(list, 'external', disk, runs(['b']))).toEqual(['b'])
    expect(runningNodes(list, 'external', disk, undefined)).toEqual(['a', 'b'])
    expect(runningNodes(list, 'internal', disk, undefined)).toEqual([])
  })
})
