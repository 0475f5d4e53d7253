import fc from 'fast-check'
import type { Text } from '../../src/model/gateway.ts'
import { unwritable, writeText } from '../../src/model/text.ts'
import type { Plan } from '../../src/model/plan.ts'
import { buildPlan } from '../../src/plan/build.ts'
import { renderPlanJson } from '../../src/render/plan-json.ts'
import { renderPlanHtml } from '../../src/render/plan-html.ts'
import { renderPlanMarkdown } from '../../src/render/plan-markdown.ts'
import { renderPlanText } from '../../src/render/plan-text.ts'
import { definition, desired, disk, gateway, live, running } from '../support/plan-world.ts'

/** No stretch of digits this long is in a plan but by a secret. */
const LONG = /\d{5,}/g
const secret = fc
  .tuple(
    fc.stringMatching(/^\d{5}$/),
    fc.stringMatching(/^[\d"'&<>%\\$#{} ;=äé中😀]{0,12}$/),
    fc.stringMatching(/^\d{5}$/),
  )
  .map((parts) => parts.join(''))
  .filter((value) => unwritable(value) === undefined)

const hidden = (value: string): Text => ({ xml: writeText(value), sensitive: true })

/** One gateway is changed and one is new; user name, password and a variable come from secrets. */
function planWith(old: string, fresh: string, other: string): Plan {
  const secrets = (password: string, name: string, variable: string): ReturnType<typeof definition> => ({
    ...definition({ proxy: 'p.example' }),
    params: new Map([
      ['proxy', { xml: 'p.example', sensitive: false }],
      ['username', hidden(name)],
      ['password', hidden(password)],
    ]),
    variables: [{ name: { xml: 'x', sensitive: false }, value: hidden(variable) }],
  })
  const wanted = [
    gateway('external/changed', secrets(fresh, other, fresh)),
    gateway('external/created', secrets(other, fresh, old)),
  ]
  const standing = { proxy: 'p.example', username: other, password: old }
  const { plan, diagnostics } = buildPlan(
    desired(wanted),
    disk({ 'external/changed': standing }),
    live([running('external/changed', standing)]),
  )
  if (plan === undefined) throw new Error(diagnostics.map((each) => each.message).join('\n'))
  return plan
}

describe('no rendering of a plan', () => {
  it('shows any part of a secret, whatever characters it has', () => {
    fc.assert(
      fc.property(secret, secret, secret, (old, fresh, other) => {
        const plan = planWith(old, fresh, other)
        expect(plan.files).toHaveLength(2)
        const told = [
          renderPlanText(plan, { color: false }),
          renderPlanText(plan, { color: true }),
          renderPlanJson(plan),
        ]
        for (const text of told) expect(text.match(LONG)).toBeNull()
      }),
      { seed: 4711, numRuns: 400 },
    )
  })

  it('shows it on a page or in a comment', () => {
    fc.assert(
      fc.property(secret, secret, secret, (old, fresh, other) => {
        const plan = planWith(old, fresh, other)
        // Colours and references to characters are digits, too.
        const page = renderPlanHtml(plan).replace(/#[0-9a-f]{6}\b|&#\d+;/g, '')
        for (const text of [renderPlanMarkdown(plan), page]) expect(text.match(LONG)).toBeNull()
      }),
      { seed: 815, numRuns: 100 },
    )
  })
})
