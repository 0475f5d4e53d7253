import { CODES, GwctlError, InputError, type Diagnostic } from '../src/errors.ts'

describe('CODES', () => {
  it('gives every code an exit code of the contract and a title without a full stop', () => {
    for (const { exit, title } of Object.values(CODES)) {
      expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 130]).toContain(exit)
      expect(title).toMatch(/^[A-Z].*[^.]$/)
    }
  })

  it('has titles that tell codes apart', () => {
    const titles = Object.values(CODES).map((each) => each.title)
    expect(new Set(titles).size).toBe(titles.length)
  })

  it.each([
    ['GW1', [0, 3]],
    ['GW2', [0, 3]],
    ['GW3', [4, 5]],
    ['GW4', [1]],
    ['GW9', [1]],
  ])('%sxx ends with one of %j', (family, exits) => {
    for (const [code, { exit }] of Object.entries(CODES))
      if (code.startsWith(family)) expect(exits).toContain(exit)
  })
})

describe('GwctlError', () => {
  it('carries what happened, what to do and how the run ends', () => {
    const error = new GwctlError('GW320', 'Run 7 holds the lock.', { hint: 'Wait for it.' })
    expect(error).toMatchObject({
      name: 'GwctlError',
      code: 'GW320',
      message: 'Run 7 holds the lock.',
      hint: 'Wait for it.',
      exit: 5,
    })
    expect('cause' in error).toBe(false)
  })

  it('keeps what caused it', () => {
    const cause = new Error('ECONNREFUSED')
    expect(new GwctlError('GW401', 'm', { hint: 'h', cause }).cause).toBe(cause)
  })
})

describe('InputError', () => {
  it('holds every diagnostic, and their messages for a stack trace', () => {
    const diagnostic = (message: string): Diagnostic => ({
      code: 'GW101',
      severity: 'error',
      message,
      hint: 'h',
    })
    const diagnostics = [diagnostic('one'), diagnostic('two')]
    const sources = new Map([['a.yaml', '']])
    expect(new InputError(diagnostics, sources)).toMatchObject({
      name: 'InputError',
      message: 'one\ntwo',
      diagnostics,
      sources,
    })
  })
})
