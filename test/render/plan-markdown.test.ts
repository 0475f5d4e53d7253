import fc from 'fast-check'
import type { Change, Plan } from '../../src/model/plan.ts'
import { MOST_CHARACTERS, renderPlanMarkdown } from '../../src/render/plan-markdown.ts'
import { change, command, fileChange, plan, wait } from '../support/plan-parts.ts'

// How whole plans read is in test/cases/*/plan.md; here is what no case shows.

const markdown = (parts: Parameters<typeof plan>[0]): string => renderPlanMarkdown(plan(parts))
/** What Markdown and terminals act on, and a little text between. */
const SIGNS = [...'`|\\<>&@#*_~[]$\n\r\u001baZ😀']

const ref = (gateway: string): { profile: string; gateway: string } => ({ profile: 'external', gateway })

const many = (length: number, action: Change['action'], name = 'gateway-with-some-name'): Change[] =>
  Array.from({ length }, (_, at) =>
    change(action, {
      gateway: `${name}-${at}`,
      reasons: ['desired differs from disk'],
      params: [{ name: 'expire-seconds', before: '3600', after: '600' }],
    }),
  )

describe('renderPlanMarkdown', () => {
  it('fits with 10,000 changes, counts what it leaves out, and shows what is deleted', () => {
    const changes = [...many(9_000, 'update'), ...many(990, 'create'), ...many(10, 'delete', 'old')]
    const text = markdown({
      changes,
      files: changes.map(({ gateway }) => fileChange('a\n', 'b\n', `sip_profiles/external/${gateway}.xml`)),
      steps: changes.flatMap(({ gateway }) => [
        command(`sofia profile external killgw external::${gateway}`),
        wait(gateway, 'DOWN'),
      ]),
      warnings: many(5_000, 'update').map(({ gateway }) => ({
        code: 'GW108',
        severity: 'warning',
        message: `Something is odd with ${gateway}.`,
        hint: 'Mend it.',
      })),
      refusals: many(2_000, 'delete').map(({ gateway }) => ({ rule: 'r', message: gateway, lift: '--x' })),
      unmanaged: many(3_000, 'update').map(({ gateway }) => ref(gateway)),
    })
    expect(text.length).toBeLessThanOrEqual(MOST_CHARACTERS)
    expect(text.length).toBeGreaterThan(MOST_CHARACTERS * 0.9)
    expect(text).toMatch(/^### gwctl plan: 990 to create, 9000 to update, 10 to delete;/)
    for (let at = 0; at < 10; at++) expect(text).toContain(`| \`external/old-${at}\` | delete |`)
    const listed = text.match(/^\| `external\/[\w-]+` \| update \|/gm)?.length ?? 0
    expect(listed).toBeGreaterThan(100)
    expect(text).toContain(`Not in this table: ${9_000 - listed} to update, 990 to create.`)
    expect(text).toMatch(/<summary>10000 parameters<\/summary>[^]*Not listed: \d+ more\./)
    expect(text).toMatch(/<summary>10000 files<\/summary>[^]*Not shown: \d+ more files\./)
    expect(text).toMatch(/<summary>5000 warnings<\/summary>[^]*Not listed: \d+ more\./)
    expect(text).toMatch(/> - and \d+ more\n/)
    expect(text).toMatch(/<summary>3000 unmanaged gateways, left alone<\/summary>[^]*Not listed: \d+ more\./)
    // Every fold is closed and every fence, too.
    expect(text.match(/<details>/g)).toHaveLength(text.match(/<\/details>/g)?.length ?? 0)
    expect((text.match(/^```/gm)?.length ?? 1) % 2).toBe(0)
    expect(text.endsWith('\n')).toBe(true)
  })

  it('fits and stays balanced whatever stands in the plan', () => {
    const text = fc.string({ unit: fc.constantFrom(...SIGNS), maxLength: 30 })
    const huge = fc
      .tuple(text, fc.nat(70_000))
      .map(([unit, length]) => (unit || '`').repeat(length).slice(0, length))
    const any = fc.oneof(
      text,
      huge,
      fc.nat(3_000).map((length) => '`'.repeat(length)),
    )
    const anyPlan = fc
      .record({ name: any, value: any, message: any, file: any })
      .map(({ name, value, message, file }): Plan =>
        plan({
          changes: [
            change('update', {
              gateway: name,
              reasons: [message],
              params: [{ name, before: value, after: null }],
            }),
            change('create', { gateway: value, movedFrom: name }),
          ],
          files: [fileChange(ascii(file), ascii(value), name), fileChange(null, ascii(value), 'b.xml')],
          steps: [command(value), wait(name, 'REGED')],
          refusals: [{ rule: name, message, lift: value }],
          warnings: [
            {
              code: 'GW108',
              severity: 'warning',
              message,
              hint: value,
              at: { file: name, offset: 0, length: 0 },
            },
          ],
          unmanaged: [ref(name)],
        }),
      )
    fc.assert(
      fc.property(anyPlan, (made) => {
        const told = renderPlanMarkdown(made)
        expect(told.length).toBeLessThanOrEqual(MOST_CHARACTERS)
        expect(told).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/)
        for (const line of tableLines(told)) expect(cellsOf(line)).toBe(4)
      }),
      { seed: 3, numRuns: 50 },
    )
  })

  it('tells moves, and counts them as such where they are left out', () => {
    const moves = Array.from({ length: 400 }, (_, at) =>
      change('create', { gateway: `g${at}`, movedFrom: `profile-${at}`, reasons: ['x'.repeat(300)] }),
    )
    expect(markdown({ changes: moves.slice(0, 1) })).toContain('| `external/g0` | move here from profile-0 |')
    expect(markdown({ changes: moves })).toMatch(/Not in this table: \d+ to move\./)
    expect(markdown({ changes: [change('delete', { movedTo: 'internal' })] })).toContain(
      '| move to internal |',
    )
  })

  it('shows absent, empty and sensitive values as what they are', () => {
    const params = [
      { name: 'ping', before: null, after: '' },
      { name: 'password', before: null, after: null, sensitive: true } as const,
    ]
    const told = markdown({ changes: [change('update', { params })] })
    expect(told).toContain('| `external/acme` | `ping` | absent | `""` |')
    expect(told).toContain('| `external/acme` | `password` | `********` | `********` (sensitive) |')
  })

  it('says where warnings stand, as sentences', () => {
    const at = { file: 'a.yaml', offset: 3, length: 1 }
    const warning = { code: 'GW108', severity: 'warning', hint: 'Mend it.' } as const
    const made = plan({
      warnings: [
        { ...warning, message: 'a.yaml: odd', at },
        { ...warning, message: 'Odd!', at: { ...at, file: 'other' } },
        { ...warning, message: 'Odd.' },
      ],
    })
    const told = renderPlanMarkdown(made, new Map([['a.yaml', 'x\ny\n']]))
    expect(told).toContain('- `a.yaml:2:2`: odd. Mend it.\n- `other`: Odd! Mend it.\n- Odd. Mend it.\n')
  })

  it('says which rules of the policy have an exception, and why', () => {
    const exceptions = [{ rule: 'ping-required', gateway: 'external/a', reason: 'ticket 4711 | *' }]
    const told = renderPlanMarkdown(plan({ exceptions }))
    expect(told).toContain('1 exception from the policy')
    expect(told).toContain('- `external/a` from `ping-required`: ticket 4711')
    expect(renderPlanMarkdown(plan())).not.toContain('exception')
  })

  it('says what lifts a refusal, as an option or in words', () => {
    const refusals = [
      { rule: 'max-deletes', message: 'Too many.', lift: '--allow-deletes 4' },
      { rule: 'input-cut-off', message: 'Cut off.', lift: 'end the file with a line "..."' },
    ]
    const told = markdown({ refusals })
    expect(told).toContain('> - `max-deletes`: Too many. To allow it: `--allow-deletes 4`\n')
    expect(told).toContain('To allow it: end the file with a line "...".\n')
  })

  it('says where the switch was not asked', () => {
    const told = markdown({ observed: false, changes: [change('update')], steps: [command('reloadxml')] })
    expect(told).toContain('\n\nThe switch was not asked: ')
    expect(told).toContain(
      '<summary>1 command, in this order, as far as known without asking the switch</summary>',
    )
    expect(markdown({ observed: false })).toContain('The disk is as desired. 0 unchanged')
  })
})

/** File texts keep one character a byte. */
function ascii(text: string): string {
  return text.replace(/[^\u0000-\u007f]/g, '?')
}

function tableLines(text: string): string[] {
  const lines = text.replace(/^(`{3,})(?:diff|text)\n[^]*?\n\1\n/gm, '').split('\n')
  return lines.filter((line) => line.startsWith('|'))
}

function cellsOf(line: string): number {
  return line.split('|').length - 2
}
