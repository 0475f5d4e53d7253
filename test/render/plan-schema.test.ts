import { Ajv2020 } from 'ajv/dist/2020.js'
import fs from 'node:fs'
import path from 'node:path'
import { planDocument } from '../../src/render/plan-json.ts'
import { planSchema } from '../../src/render/plan-schema.ts'
import { change, command, fileChange, plan, wait } from '../support/plan-parts.ts'

const isValid = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(planSchema())
const full = planDocument(
  plan({
    changes: [change('update', { canary: 'c', params: [{ name: 'ping', before: null, after: '25' }] })],
    files: [fileChange('a', 'b')],
    steps: [
      { kind: 'file', profile: 'external', action: 'write', path: 'c.xml' },
      {
        kind: 'wait',
        profile: 'external',
        event: 'sofia::gateway_state',
        state: 'REGED',
        gateway: 'c',
        canaryOf: 'acme',
      },
      command('reloadxml'),
      wait('acme', 'DOWN'),
      { kind: 'settle', profile: 'external', seconds: 1 },
      { kind: 'verify', batch: 1, of: 2, gateways: [{ profile: 'external', gateway: 'acme' }] },
    ],
    refusals: [{ rule: 'r', message: 'm', lift: 'l' }],
    unmanaged: [{ profile: 'external', gateway: 'x' }],
    warnings: [{ code: 'GW108', severity: 'warning', message: 'm', hint: 'h' }],
  }),
  new Map(),
)

describe('planSchema', () => {
  it('is the published one (npm run schemas writes it anew)', () => {
    const published = path.join(__dirname, '../../schemas/plan.schema.json')
    expect(JSON.parse(fs.readFileSync(published, 'utf8'))).toEqual(planSchema())
  })

  it('takes a plan', () => expect(isValid(full) ? [] : isValid.errors).toEqual([]))

  it.each(Object.keys(full).filter((key) => key !== 'unmanaged'))('needs %s', (key) => {
    expect(isValid(Object.fromEntries(Object.entries(full).filter(([name]) => name !== key)))).toBe(false)
  })

  it.each<[name: string, wrong: Record<string, unknown>]>([
    ['another major version', { formatVersion: '2.0' }],
    ['an action it does not know', { changes: [{ ...change('update'), action: 'explode' }] }],
    [
      'a command that also waits',
      { commands: [{ profile: 'p', command: 'c', wait: { seconds: 1, since: 's' } }] },
    ],
    ['a wait for any event', { commands: [{ profile: 'p', wait: { event: 'HEARTBEAT', gateway: 'g' } }] }],
    ['a batch of nothing', { commands: [{ verify: { batch: 0, of: 1, gateways: [] } }] }],
    [
      'a file that is changed otherwise',
      { commands: [{ profile: 'p', file: { action: 'edit', path: 'c' } }] },
    ],
    ['a refusal without a way out', { refusals: [{ rule: 'r', message: 'm' }] }],
    [
      'a warning with no code of gwctl',
      { warnings: [{ code: 'E1', severity: 'warning', message: 'm', hint: 'h' }] },
    ],
    ['a count below zero', { summary: { ...(full['summary'] as object), create: -1 } }],
  ])('refuses %s', (_, wrong) => expect(isValid({ ...full, ...wrong })).toBe(false))

  it('takes properties of later minor versions', () => expect(isValid({ ...full, later: true })).toBe(true))
})
