import { GwctlError, InputError, type Diagnostic } from '../../src/errors.ts'
import { failureFields, failureJson, renderDiagnostics, renderFailure } from '../../src/render/failure.ts'

const error = new GwctlError('GW401', 'Nobody answers.', { hint: 'Start FreeSWITCH.' })
const warning: Diagnostic = { code: 'GW108', severity: 'warning', message: 'odd', hint: 'mend' }
const wrong: Diagnostic = {
  code: 'GW103',
  severity: 'error',
  message: 'wrong',
  hint: 'right it',
  at: { file: 'a.yaml', offset: 3, length: 1 },
}
const sources = new Map([['a.yaml', 'a:\nb\n']])

describe('renderFailure', () => {
  it('says what happened and what to do', () => {
    expect(renderFailure(error, { color: false })).toBe('error GW401: Nobody answers.\n  Start FreeSWITCH.\n')
    expect(renderFailure(error, { color: true })).toContain('\u001b[1merror GW401\u001b[22m')
  })

  it('writes out control characters, whoever sent them', () => {
    const evil = new GwctlError('GW408', 'It said \u001b[2J', { hint: '\u0007' })
    expect(renderFailure(evil, { color: false })).toBe('error GW408: It said \\x1b[2J\n  \\x07\n')
  })
})

describe('failureFields', () => {
  it('is what stands in the document, without its version', () => {
    expect(failureFields(error)).toEqual({
      error: { code: 'GW401', message: 'Nobody answers.', hint: 'Start FreeSWITCH.' },
      diagnostics: [],
    })
  })
})

describe('failureJson', () => {
  const read = (failure: GwctlError | InputError): unknown => JSON.parse(failureJson(failure))

  it('tells one failed effect', () => {
    expect(read(error)).toEqual({
      formatVersion: '1.0',
      error: { code: 'GW401', message: 'Nobody answers.', hint: 'Start FreeSWITCH.' },
      diagnostics: [],
    })
  })

  it('tells bad input by its first error, and every diagnostic with its place', () => {
    expect(read(new InputError([warning, wrong], sources))).toEqual({
      formatVersion: '1.0',
      error: {
        code: 'GW103',
        message: 'A value would not mean to FreeSWITCH what it says',
        hint: 'right it',
      },
      diagnostics: [
        { code: 'GW108', severity: 'warning', message: 'odd', hint: 'mend' },
        {
          code: 'GW103',
          severity: 'error',
          message: 'wrong',
          hint: 'right it',
          file: 'a.yaml',
          line: 2,
          column: 1,
        },
      ],
    })
  })

  it('tells a warning that was asked to be a failure', () => {
    expect(read(new InputError([warning], sources))).toMatchObject({ error: { code: 'GW108', hint: 'mend' } })
  })

  it('has a code even when no diagnostic is an error', () => {
    expect(read(new InputError([], sources))).toMatchObject({ error: { code: 'GW101', hint: '' } })
  })
})

describe('renderDiagnostics', () => {
  it('is at hand beside the other failures', () => {
    expect(renderDiagnostics([warning], sources, { color: false })).toBe('warning GW108: odd\n  hint: mend\n')
  })
})
