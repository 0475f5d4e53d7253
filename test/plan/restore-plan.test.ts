import type { Disk } from '../../src/model/disk.ts'
import type { Plan, Range } from '../../src/model/plan.ts'
import { buildRestorePlan, type KeptFile, type RestoreResult } from '../../src/plan/restore-plan.ts'
import { renderPlan } from '../../src/render/render-plan.ts'
import { readFromMemory } from '../../src/xml/memory-reader.ts'
import { readDisk } from '../../src/xml/read.ts'
import { confFiles, live, running } from '../support/plan-world.ts'

const FILE = 'sip_profiles/external/a.xml'
const trunk = { proxy: 'p.example', register: 'false', 'from-user': 'hidden-user' }
const BROKEN = '<include>\n  <gateway name="a">\n</include>\n'
const LIMITS = { policy: { maxDeletes: 3, allowLastHealthy: true }, allow: {}, allowChanged: false }

function xml(params: Record<string, string>, more = ''): string {
  const lines = Object.entries(params).map(
    ([name, value]) => `    <param name="${name}" value="${value}"/>\n`,
  )
  return `<include>\n  <gateway name="a">\n${lines.join('')}${more}  </gateway>\n</include>\n`
}

/** Where a value stands, by its characters. */
function places(text: string | null, ...values: string[]): Range[] {
  return values.flatMap((value) => {
    const start = text?.indexOf(value) ?? -1
    return start < 0 ? [] : [{ start, end: start + value.length }]
  })
}

function conf(text: string | null): Disk {
  const files = confFiles({ 'external/other': trunk })
  if (text !== null) files.set(FILE, text)
  return readDisk(readFromMemory(files))
}

function restore(now: string | null, kept: string | null, more: Partial<KeptFile> = {}): RestoreResult {
  const file: KeptFile = { path: FILE, now, kept, sensitiveNow: [], sensitiveKept: [], ...more }
  const runs = live([running('external/a', trunk), running('external/other', trunk)])
  return buildRestorePlan(conf(now), runs, [file], LIMITS)
}

function planOf({ plan, diagnostics }: RestoreResult): Plan {
  if (plan === undefined) throw new Error(diagnostics.map((each) => each.message).join('\n'))
  return plan
}

describe('buildRestorePlan', () => {
  it('is empty when every file stands as it was kept', () => {
    const plan = planOf(restore(xml(trunk), xml(trunk), { changedBy: 'another hand' }))
    expect(plan).toMatchObject({ changes: [], files: [], steps: [], refusals: [], warnings: [] })
    expect(plan.unchanged.map((each) => each.gateway).sort()).toEqual(['a', 'other'])
  })

  it('writes, removes and brings back files, with the gateways in them', () => {
    const attributes = { mode: 0o600, uid: 1, gid: 2 }
    const back = planOf(restore(null, xml(trunk), { attributes }))
    expect(back.files).toMatchObject([{ path: FILE, action: 'create', before: null, attributes }])
    expect(back.changes).toMatchObject([{ action: 'create', gateway: 'a' }])
    const gone = planOf(restore(xml(trunk), null))
    expect(gone.files).toMatchObject([{ action: 'delete', after: null }])
    expect(gone.changes).toMatchObject([{ action: 'delete', gateway: 'a' }])
    const update = planOf(restore(xml({ ...trunk, ping: '25' }), xml(trunk)))
    expect(update.files).toMatchObject([{ action: 'update' }])
    expect(update).toMatchObject({ changes: [{ action: 'update' }], observed: true })
    expect(update.steps.length).toBeGreaterThan(0)
  })

  it('changes only the file where no gateway comes to mean something else', () => {
    const plan = planOf(restore(xml(trunk, '    <!-- note -->\n'), xml(trunk)))
    expect(plan).toMatchObject({ changes: [], steps: [], files: [{ action: 'update' }] })
    expect(renderPlan(plan, 'text')).toContain('-    <!-- note -->')
  })

  it('plans without a switch, as far as the disk tells', () => {
    const file = { path: FILE, now: xml({ ...trunk, ping: '9' }), kept: xml(trunk), sensitiveKept: [] }
    const { plan } = buildRestorePlan(conf(file.now), undefined, [file], LIMITS)
    expect(plan).toMatchObject({ observed: false, changes: [{ action: 'update' }] })
    expect(plan).not.toHaveProperty('coreUuid')
  })

  it('is none when what was kept would not load', () => {
    const { plan, diagnostics } = restore(xml(trunk), BROKEN)
    expect(plan).toBeUndefined()
    expect(diagnostics).toContainEqual(expect.objectContaining({ code: 'GW201', severity: 'error' }))
  })

  it('keeps to the limits', () => {
    const file: KeptFile = { path: FILE, now: xml(trunk), kept: null, sensitiveNow: [], sensitiveKept: [] }
    const limits = { ...LIMITS, policy: { maxDeletes: 0, allowLastHealthy: true } }
    expect(buildRestorePlan(conf(xml(trunk)), live([]), [file], limits).plan?.refusals).toMatchObject([
      { rule: 'max-deletes' },
    ])
  })
})

describe('a file that was changed since', () => {
  it('is refused and named, unless that is allowed', () => {
    const now = xml({ ...trunk, ping: '25' })
    const files = ['one.xml', 'two.xml'].map((path): KeptFile => ({
      path,
      now: 'x',
      kept: 'y',
      sensitiveKept: [],
      changedBy: 'another hand',
    }))
    const plan = planOf(restore(now, xml(trunk), { changedBy: 'apply 1' }))
    expect(plan.refusals).toMatchObject([{ rule: 'changed-since', lift: '--allow-changed' }])
    expect(plan.refusals[0]?.message).toContain(FILE)
    expect(plan.warnings).toMatchObject([{ code: 'GW313', message: expect.stringContaining('by apply 1') }])
    const two = buildRestorePlan(conf(null), live([]), files, LIMITS)
    expect(two.plan?.refusals[0]?.message).toContain('one.xml and 1 more')
    const allowed = buildRestorePlan(conf(null), live([]), files, { ...LIMITS, allowChanged: true })
    expect(allowed.plan?.refusals).toEqual([])
    expect(allowed.plan?.warnings).toHaveLength(2)
  })

  it('so that nothing loads is repaired: what does not run as it will stand is started anew', () => {
    const file = { path: FILE, now: BROKEN, kept: xml(trunk), sensitiveKept: [], changedBy: 'x' }
    const runs = [running('external/other', { ...trunk, ping: '30' })]
    const repair = (gateways: typeof runs, observed = true): Plan =>
      planOf(buildRestorePlan(conf(BROKEN), observed ? live(gateways) : undefined, [file], LIMITS))
    expect(repair([...runs, running('external/a', trunk)]).changes).toEqual([])
    expect(repair(runs).changes).toMatchObject([
      { action: 'recreate', gateway: 'a', runtime: { kill: false } },
    ])
    expect(repair([], false).changes).toEqual([])
  })
})

describe('secrets in a restore', () => {
  const lists =
    '    <variables>\n      <variable name="v" value="hidden-variable"/>\n    </variables>\n' +
    '    <subscriptions>\n      <subscription event="e"><param name="content-type" value="hidden-type"/></subscription>\n    </subscriptions>\n'

  function shown(result: RestoreResult): string {
    const plan = planOf(result)
    return renderPlan(plan, 'text', { sources: result.sources }) + renderPlan(plan, 'json', result)
  }

  it('are hidden by their place, also in what changes of the gateways', () => {
    const now = xml({ ...trunk, proxy: 'new.example' }, lists)
    const kept = xml({ ...trunk, 'from-user': 'ancient-user' })
    const secrets = ['hidden-user', 'hidden-variable', 'hidden-type']
    const result = restore(now, kept, {
      sensitiveNow: places(now, ...secrets),
      sensitiveKept: places(kept, 'ancient-user'),
    })
    expect(shown(result)).not.toMatch(/hidden-|ancient-user/)
    expect(shown(result)).toContain('new.example')
    expect(planOf(result).changes[0]?.params).toEqual([
      { name: 'proxy', before: 'new.example', after: 'p.example' },
      { name: 'from-user', before: null, after: null, sensitive: true },
      { name: 'variables', before: null, after: null, sensitive: true },
      { name: 'subscriptions', before: null, after: null, sensitive: true },
    ])
  })

  it('nobody knows the places of hide everything but names', () => {
    const now = xml({ ...trunk, proxy: 'new.example' }, lists).replace(/\n$/, '\r\n')
    const file = { path: FILE, now, kept: xml(trunk), sensitiveKept: [], changedBy: 'another hand' }
    const result = buildRestorePlan(conf(now), live([running('external/a', trunk)]), [file], LIMITS)
    expect(shown(result)).not.toMatch(/hidden-|new\.example|p\.example|content-type/)
    expect(planOf(result).changes[0]?.params.map((each) => each.name)).toEqual([
      'proxy',
      'variables',
      'subscriptions',
    ])
    expect(planOf(result).files[0]?.sensitiveBefore).toEqual([{ start: 0, end: now.length - 2 }])
  })

  it('nobody knows the places of hide the whole of a file that goes, and nothing of an empty one', () => {
    const file = { path: FILE, now: xml(trunk), kept: null, sensitiveKept: [], changedBy: 'another hand' }
    const { plan } = buildRestorePlan(conf(file.now), live([]), [file], LIMITS)
    expect(plan?.files).toMatchObject([{ action: 'delete', sensitiveAfter: [] }])
    const empty = { ...file, now: '' }
    const again = buildRestorePlan(conf(''), live([]), [empty], LIMITS)
    expect(again.plan?.files).toMatchObject([{ sensitiveBefore: [], sensitiveAfter: [] }])
  })

  it('of a gateway that does not read as one element are all hidden', () => {
    const part = 'sip_profiles/external/part.inc'
    const spread =
      '<include>\n  <gateway name="a">\n<X-PRE-PROCESS cmd="include" data="part.inc"/>\n  </gateway>\n</include>\n'
    const text = '<param name="proxy" value="one.example"/>\n<param name="register" value="false"/>\n'
    const files = confFiles({}).set(FILE, spread).set(part, text)
    const kept = text.replace('one.example', 'two.example')
    const secret = places(text, 'false')
    const file = { path: part, now: text, kept, sensitiveNow: secret, sensitiveKept: secret }
    const { plan } = buildRestorePlan(readDisk(readFromMemory(files)), live([]), [file], LIMITS)
    expect(plan?.changes[0]?.params).toEqual([{ name: 'proxy', before: null, after: null, sensitive: true }])
  })

  it('in one of two elements of a name count for the name', () => {
    const second = '  <gateway name="a">\n    <param name="proxy" value="hidden-second"/>\n  </gateway>\n'
    const twice = (text: string): string => text.replace('</include>', `${second}</include>`)
    const [now, kept] = [twice(xml({ ...trunk, proxy: 'one.example' })), twice(xml(trunk))]
    const result = restore(now, kept, {
      sensitiveNow: places(now, 'hidden-second'),
      sensitiveKept: places(kept, 'hidden-second'),
    })
    expect(planOf(result).changes[0]?.params).toMatchObject([{ name: 'proxy', sensitive: true }])
  })
})
