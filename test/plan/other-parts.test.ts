import type { Diagnostic } from '../../src/errors.ts'
import type { Disk } from '../../src/model/disk.ts'
import { buildPlan } from '../../src/plan/build.ts'
import { markOtherParts } from '../../src/plan/other-parts.ts'
import { renderPlanJson } from '../../src/render/plan-json.ts'
import { renderPlanText } from '../../src/render/plan-text.ts'
import { desired, disk, gateway } from '../support/plan-world.ts'

const PARAMS = { proxy: 'h', register: 'false' }
const DISK = disk(
  { 'external/ours': PARAMS, 'external/marked': PARAMS, 'external/theirs': PARAMS, 'internal/far': PARAMS },
  { managed: ['external/marked'] },
)
const WANTED = desired([gateway('external/ours', PARAMS)])

const warn = (file: string, severity: Diagnostic['severity'] = 'warning'): Diagnostic => ({
  code: 'GW202',
  severity,
  message: `something odd in ${file}`,
  hint: 'Look at it.',
  at: { file, offset: 0, length: 1 },
})
const FAR = 'sip_profiles/internal/far.xml'
const aside = (disk: Disk, wanted: typeof WANTED, ...diagnostics: Diagnostic[]): unknown[] =>
  markOtherParts(diagnostics, wanted, disk).filter((each) => each.aside === true)

describe('warnings about other parts of the configuration', () => {
  it('are those about files that hold nothing but profiles and gateways of others', () => {
    for (const file of ['sip_profiles/external/theirs.xml', FAR, 'sip_profiles/internal.xml'])
      expect(aside(DISK, WANTED, warn(file))).toHaveLength(1)
  })

  it('are known by profile and gateways where nothing tells of settings', () => {
    const profiles = DISK.profiles.map(({ name, file, gateways, settings, includesDirectory }) => ({
      ...{ name, file, gateways, settings, includesDirectory },
    }))
    expect(aside({ ...DISK, profiles }, WANTED, warn('sip_profiles/internal.xml'))).toHaveLength(1)
  })

  it('are not those about what is managed, about what nobody can tell, or errors', () => {
    for (const file of ['sip_profiles/external/ours.xml', 'sip_profiles/external/marked.xml'])
      expect(aside(DISK, WANTED, warn(file))).toEqual([])
    for (const file of ['sip_profiles/external.xml', 'vars.xml', 'freeswitch.xml'])
      expect(aside(DISK, WANTED, warn(file))).toEqual([])
    const nowhere: Diagnostic = { code: 'GW202', severity: 'warning', message: 'odd', hint: 'Look.' }
    expect(aside(DISK, WANTED, nowhere, warn(FAR, 'error'))).toEqual([])
  })

  it('are those about lists where the YAML names none', () => {
    const site = { file: 'lists.xml', start: 0, end: 1 }
    const listed: Disk = { ...DISK, distributors: { lists: [{ name: 'l', nodes: [], site }] } }
    expect(aside(listed, WANTED, warn('lists.xml'))).toHaveLength(1)
    const at = { file: 'gwctl.yaml', offset: 0, length: 1 }
    const naming = { ...WANTED, distributors: [{ name: 'other', nodes: [], at }] }
    expect(aside(listed, naming, warn('lists.xml'))).toEqual([])
  })

  it('are one line of the text of a plan, and all of its JSON', () => {
    const textOf = (...diagnostics: Diagnostic[]): { text: string; json: string } => {
      const { plan } = buildPlan(WANTED, { ...DISK, diagnostics }, undefined)
      if (plan === undefined) throw new Error('no plan')
      return { text: renderPlanText(plan, { color: false }), json: renderPlanJson(plan, new Map()) }
    }
    const two = textOf(warn(FAR), warn('sip_profiles/internal.xml'), warn('vars.xml'))
    expect(two.text).toContain('something odd in vars.xml')
    expect(two.text).not.toContain('something odd in sip_profiles')
    expect(two.text).toContain(
      '2 warnings about other parts of the configuration: `gwctl validate` shows them.\n\n',
    )
    expect(two.json.match(/something odd in/g)).toHaveLength(3)
    expect(two.json).not.toContain('aside')
    expect(textOf(warn(FAR)).text).toContain(
      '1 warning about other parts of the configuration: `gwctl validate` shows it.\n',
    )
  })
})
