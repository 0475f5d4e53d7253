import { GwctlError, InputError, type Diagnostic } from '../../src/errors.ts'
import { failureMarkdown } from '../../src/render/failure-markdown.ts'
import { MOST_CHARACTERS } from '../../src/render/plan-markdown.ts'

const SOURCES = new Map([['a.yaml', 'a:\npassword: of-alice\n']])
const warning: Diagnostic = { code: 'GW108', severity: 'warning', message: 'It is odd', hint: 'Mend it.' }
const wrong: Diagnostic = {
  code: 'GW103',
  severity: 'error',
  message: 'a.yaml: it is wrong, @all.',
  hint: 'Right it.',
  at: { file: 'a.yaml', offset: 3, length: 1 },
}

describe('failureMarkdown', () => {
  it('tells one failed effect', () => {
    const error = new GwctlError('GW401', 'Nobody answers at <b>.', { hint: 'Start FreeSWITCH.' })
    expect(failureMarkdown(error)).toBe(
      '### gwctl failed: `GW401`\n\nNobody answers at &#60;b&#62;. Start FreeSWITCH.\n',
    )
  })

  it('counts what is wrong with the input, and lists errors first, with their places', () => {
    expect(failureMarkdown(new InputError([warning, wrong, wrong], SOURCES))).toBe(
      '### gwctl: 2 errors, 1 warning\n\n' +
        '- `a.yaml:2:1`: it is wrong, @&#8203;all. Right it.\n'.repeat(2) +
        '- It is odd. Mend it.\n',
    )
    expect(failureMarkdown(new InputError([warning], SOURCES))).toMatch(/^### gwctl: 1 warning\n/)
  })

  it('shows no line of the input', () => {
    expect(failureMarkdown(new InputError([wrong], SOURCES))).not.toContain('of-alice')
  })

  it('fits with any number of errors, and counts what it leaves out', () => {
    const text = failureMarkdown(new InputError(Array<Diagnostic>(5_000).fill(wrong), SOURCES))
    expect(text.length).toBeLessThanOrEqual(MOST_CHARACTERS)
    const listed = text.match(/^- /gm)?.length ?? 0
    expect(listed).toBeGreaterThan(500)
    expect(text).toContain(`\nNot listed: ${5_000 - listed} more.\n`)
    const long = new GwctlError('GW401', 'x'.repeat(99_999), { hint: 'y'.repeat(99_999) })
    expect(failureMarkdown(long).length).toBeLessThan(6_000)
  })
})
