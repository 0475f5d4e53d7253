import { planGatewayRestart } from '../../src/plan/gateway-restart.ts'
import { disk, live, running } from '../support/plan-world.ts'

const REF = { profile: 'external', gateway: 'acme' }
const ACME = { proxy: 'a.example', username: 'a', password: 'x', 'expire-seconds': '600' }
const BETA = { proxy: 'b.example', register: 'false' }
const DISK = disk({ 'external/acme': ACME, 'external/beta': BETA })
const LIVE = live([running('external/acme', ACME), running('external/beta', BETA)])

/** What stands on disk, what runs and what is loaded; by default all the same. */
function world(more: Partial<Parameters<typeof planGatewayRestart>[1]> = {}) {
  return { disk: DISK, live: LIVE, loaded: DISK, ...more }
}

describe('planGatewayRestart', () => {
  it('kills and starts this gateway and no other, in the order that keeps its binding', () => {
    const plan = planGatewayRestart(REF, world(), false)
    expect(plan.refusals).toEqual([])
    expect(plan.files).toEqual([])
    expect(plan.changes).toMatchObject([{ action: 'recreate', ...REF, runtime: { kill: true, start: true } }])
    expect(plan.changes[0]?.runtime.meaning?.params.get('password')).toBe('x')
    const commands = plan.steps.flatMap((each) => (each.kind === 'command' ? [each.command] : []))
    expect(commands.slice(0, 3)).toEqual([
      'reloadxml',
      'sofia profile external killgw external::acme',
      'sofia profile external startgw acme',
    ])
    expect(commands.filter((each) => each.includes('rescan') || each.includes('beta'))).toEqual([])
    expect(plan.steps[2]).toMatchObject({ kind: 'wait', state: 'DOWN', gateway: 'acme' })
  })

  it('waits for nothing where nothing registers', () => {
    const plan = planGatewayRestart({ profile: 'external', gateway: 'beta' }, world(), false)
    expect(plan.steps.filter((each) => each.kind !== 'command')).toEqual([])
  })

  it('refuses one that could not be started again', () => {
    const without = disk({ 'external/beta': BETA })
    const plan = planGatewayRestart(REF, world({ disk: without }), true)
    expect(plan.refusals).toMatchObject([{ rule: 'not-on-disk' }])
    expect([plan.changes, plan.steps]).toEqual([[], []])
  })

  it('does not call missing what may stand in a file that it cannot read', () => {
    const diagnostic = {
      code: 'GW202',
      severity: 'warning',
      message: 'a.xml cannot be read',
      hint: '',
    } as const
    const without = disk({ 'external/beta': BETA })
    const refusalOf = (profile: string) =>
      planGatewayRestart(REF, world({ disk: { ...without, unread: [{ diagnostic, profile }] } }), true)
        .refusals[0]?.message
    expect(refusalOf('external')).toBe(
      'external/acme runs, and whether it stands on disk is not known: a.xml cannot be read.',
    )
    expect(refusalOf('internal')).toContain('does not stand on disk')
  })

  it.each<[string, Record<string, string>, Record<string, string>, string]>([
    [
      'what runs',
      { ...ACME, 'expire-seconds': '900' },
      { ...ACME, 'expire-seconds': '900' },
      'expires, freq',
    ],
    ['what is loaded', { ...ACME, password: 'y' }, ACME, 'password'],
  ])('refuses to apply what differs from %s, unless that is wanted', (_, written, loaded, names) => {
    const given = world({
      disk: disk({ 'external/acme': written }),
      loaded: disk({ 'external/acme': loaded }),
    })
    const refused = planGatewayRestart(REF, given, false)
    expect(refused.refusals).toMatchObject([{ rule: 'differs-from-disk', lift: '--as-on-disk' }])
    expect(refused.refusals[0]?.message).toContain(`another ${names} than`)
    expect(planGatewayRestart(REF, given, true).refusals).toEqual([])
  })

  it('judges by what is loaded alone where it does not run', () => {
    expect(planGatewayRestart(REF, world({ live: live([]) }), false).refusals).toEqual([])
  })
})
