import { COMPARISON_FORMATS, renderComparison } from '../../src/render/comparison.ts'
import { change, command, plan } from '../support/plan-parts.ts'

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

  it('is a comment on a pull request, with what was compared on top', () => {
    const shown = {
      ...SIDES,
      plan: plan({ changes: [change('adopt')], observed: false }),
      notes: ['Profile <x> is not managed any more.'],
    }
    expect(renderComparison(shown, 'markdown', PLAIN)).toMatch(
      new RegExp(
        '^### gwctl diff: 1 to adopt; 0 unchanged, 0 unmanaged\n\n' +
          'What `abc` and the work tree desire, compared; disk and switch were not asked\\.\n\n' +
          '- Profile &#60;x&#62; is not managed any more\\.\n[^]*`external/acme`',
      ),
    )
  })

  it('counts the notes for which a comment has no room', () => {
    const notes = Array.from({ length: 12 }, (_, at) => `Note ${at}.`)
    const text = renderComparison({ ...SIDES, plan: plan(), notes }, 'markdown', PLAIN)
    expect(text).toMatch(/^### gwctl diff: no changes\n[^]*\n- Note 9\.\n- and 2 more\n$/)
    expect(text).toContain('\n\nNo changes: both mean the same for every gateway (0 unchanged).\n\n')
  })

  it.each(COMPARISON_FORMATS)('ends with one line end: %s', (format) => {
    expect(renderComparison({ ...SIDES, plan: plan(), notes: [] }, format, PLAIN)).toMatch(/[^\n]\n$/)
  })

  it('does not call a changed setting alone no change', () => {
    const steps = [command('sofia profile external rescan reloadxml')]
    expect(renderComparison({ ...SIDES, plan: plan({ steps }), notes: [] }, 'text', PLAIN)).not.toContain(
      'No changes',
    )
  })
})
