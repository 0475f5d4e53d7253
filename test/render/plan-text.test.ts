import { renderPlanText } from '../../src/render/plan-text.ts'
import { change, command, fileChange, plan, wait } from '../support/plan-parts.ts'

// How whole plans read is in test/cases; here is what no case shows.

const text = (parts: Parameters<typeof plan>[0]): string => renderPlanText(plan(parts), { color: false })
const ref = (gateway: string): { profile: string; gateway: string } => ({ profile: 'external', gateway })

describe('renderPlanText', () => {
  it.each([
    [true, 'No changes: disk and switch are as desired. 1 unchanged, 0 unmanaged.\n'],
    [false, 'No changes: the disk is as desired; the switch was not asked. 1 unchanged, 0 unmanaged.\n'],
  ])('says what was compared (switch asked: %s)', (observed, told) => {
    expect(text({ observed, unchanged: [ref('acme')] })).toBe(told)
  })

  it('gives each action its sign', () => {
    const told = text({
      changes: (['create', 'update', 'recreate', 'delete', 'adopt'] as const).map((each) => change(each)),
    })
    expect(told.match(/^ {2}. external\/acme {2}\w+/gm)).toEqual([
      '  + external/acme  create',
      '  ~ external/acme  update',
      '  ! external/acme  recreate',
      '  - external/acme  delete',
      '  = external/acme  adopt',
    ])
  })

  it('shows old and new values, absent and empty ones, and never sensitive ones', () => {
    const told = text({
      changes: [
        change('update', {
          params: [
            { name: 'ping', before: null, after: '25' },
            { name: 'extension', before: '5000', after: null },
            { name: 'contact-params', before: '', after: 'a=b' },
            { name: 'password', before: null, after: null, sensitive: true },
          ],
        }),
      ],
    })
    expect(told).toContain(
      [
        '      ping            (absent) -> 25',
        '      extension       5000 -> (absent)',
        '      contact-params  "" -> a=b',
        '      password        ******** -> ********  (sensitive)',
        '',
      ].join('\n'),
    )
  })

  it('shows only the new values of a new gateway', () => {
    const params = [
      { name: 'proxy', before: null, after: 'p.example' },
      { name: 'password', before: null, after: null, sensitive: true } as const,
    ]
    expect(text({ changes: [change('create', { params })] })).toContain(
      '      proxy     p.example\n      password  ********\n',
    )
  })

  it('says both ends of a move', () => {
    const told = text({
      changes: [change('delete', { movedTo: 'internal' }), change('create', { movedFrom: 'internal' })],
    })
    expect(told).toContain('- external/acme  move to profile internal')
    expect(told).toContain('+ external/acme  move here from profile internal')
  })

  it('says where commands are only as good as the disk', () => {
    const told = text({ observed: false, changes: [change('update')], steps: [command('reloadxml')] })
    expect(told).toContain('Commands (as far as known without asking the switch)\n   1. reloadxml\n')
  })

  it('says what is sent while waiting', () => {
    const told = text({ changes: [change('delete')], steps: [wait('acme')] })
    expect(told).toContain('      wait until acme is gone\n  While it waits, gwctl sends `sendevent TRAP`')
  })

  it('counts unmanaged gateways beyond ten', () => {
    const names = Array.from({ length: 12 }, (_, index) => ref(`g${index}`))
    expect(text({ unmanaged: names })).toContain('external/g8, external/g9 and 2 more\n')
    expect(text({ unmanaged: [ref('')] })).toContain('Unmanaged  left alone: external/(no name)\n')
  })

  it('ends with what apply would refuse', () => {
    const refusals = [{ rule: 'max-deletes', message: 'Too many.', lift: '--allow-deletes 4' }]
    expect(text({ refusals })).toMatch(
      /\n\nApply would refuse this plan\n {2}refused max-deletes: Too many\.\n {4}To allow it: --allow-deletes 4\n$/,
    )
  })

  it('begins with the warnings, with their lines where the source is given', () => {
    const warning = {
      code: 'GW108',
      severity: 'warning',
      message: 'Odd.',
      hint: 'Mend it.',
      at: { file: 'gwctl.yaml', offset: 0, length: 3 },
    } as const
    const warned = plan({ warnings: [warning] })
    expect(renderPlanText(warned, { color: false })).toMatch(/^gwctl\.yaml: warning GW108: Odd\.\n/)
    const sources = new Map([['gwctl.yaml', 'odd: 1\n']])
    expect(renderPlanText(warned, { color: false, sources })).toMatch(
      /^gwctl\.yaml:1:1: warning GW108: Odd\.\n.*odd: 1\n/,
    )
  })

  it('lets no control character of any text through', () => {
    const evil = '\u001b[2J\r\n'
    const told = text({
      changes: [
        change('create', {
          profile: evil,
          gateway: evil,
          movedFrom: evil,
          reasons: [evil],
          params: [{ name: evil, before: null, after: evil }],
        }),
        change('delete', { movedTo: evil }),
      ],
      files: [fileChange(`${evil}x`, `${evil}y`)],
      steps: [command(evil), wait(evil)],
      unmanaged: [ref(evil)],
      refusals: [{ rule: 'r', message: evil, lift: evil }],
    })
    expect(told).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/)
  })

  it('says the same with colour', () => {
    const made = plan({
      changes: [
        change('create', { params: [{ name: 'proxy', before: null, after: 'p' }] }),
        change('update', { params: [{ name: 'ping', before: null, after: '25' }] }),
      ],
      files: [fileChange('a\n', 'b\n')],
      steps: [command('reloadxml'), wait('acme', 'REGED')],
      refusals: [{ rule: 'r', message: 'm', lift: 'l' }],
    })
    const coloured = renderPlanText(made, { color: true })
    expect(coloured).not.toBe(renderPlanText(made, { color: false }))
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(renderPlanText(made, { color: false }))
  })
})
