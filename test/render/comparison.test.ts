import { renderComparison } from '../../src/render/comparison.ts'
import { change, plan } from '../support/plan-parts.ts'

const SIDES = { from: 'abc', to: 'the work tree' }
const PLAIN = { color: false, sources: new Map<string, string>() }

describe('renderComparison', () => {
  it('says what was compared, then the plan, then the notes', () => {
    const shown = {
      ...SIDES,
      plan: plan({ changes: [change('adopt')], observed: false }),
      notes: ['A note.'],
    }
    expect(renderComparison(shown, 'text', PLAIN)).toBe(
      'Desired  abc compared with the work tree; disk and switch were not asked.\n' +
        'Changes  1 to adopt; 0 unchanged, 0 unmanaged.\n\n' +
        '  = external/acme  adopt  (because)\n' +
        '      sets the marker; the running switch is not touched\n\n' +
        'Commands  none: nothing changes in the running switch\n' +
        'Note  A note.\n',
    )
    expect(JSON.parse(renderComparison(shown, 'json', PLAIN))).toMatchObject({
      compared: SIDES,
      notes: ['A note.'],
      summary: { adopt: 1 },
    })
  })

  it('says so when nothing changes', () => {
    const shown = { ...SIDES, plan: plan({ unchanged: [{ profile: 'p', gateway: 'g' }] }), notes: [] }
    expect(renderComparison(shown, 'text', PLAIN)).toContain(
      'No changes: both mean the same for every gateway (1 unchanged).\n',
    )
  })
})
