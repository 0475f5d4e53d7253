import type { Diagnostic } from '../../src/errors.ts'
import { MOST_CHARACTERS } from '../../src/render/plan-markdown.ts'
import { validMarkdown } from '../../src/render/valid-markdown.ts'

const NONE = new Map<string, string>()
const warning: Diagnostic = { code: 'GW108', severity: 'warning', message: 'It is odd', hint: 'Mend it.' }

describe('validMarkdown', () => {
  it('says so, and how much there is', () => {
    expect(validMarkdown('Gateways: 3.', [], NONE)).toBe('### gwctl: valid\n\nGateways: 3.\n')
  })

  it('lists what only warns', () => {
    expect(validMarkdown('Gateways: 3.', [warning], NONE)).toBe(
      '### gwctl: valid, 1 warning\n\nGateways: 3.\n\n- It is odd. Mend it.\n',
    )
  })

  it('fits', () => {
    const text = validMarkdown('x '.repeat(9_999), Array<Diagnostic>(9_999).fill(warning), NONE)
    expect(text.length).toBeLessThanOrEqual(MOST_CHARACTERS)
  })
})
