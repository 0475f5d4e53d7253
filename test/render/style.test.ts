import { styleFor } from '../../src/render/style.ts'

describe('styleFor', () => {
  it('paints, and ends each colour with its own code so that styles nest', () => {
    const style = styleFor(true)
    expect(style.red(style.bold('x'))).toBe('\u001b[31m\u001b[1mx\u001b[22m\u001b[39m')
    expect([style.dim('d'), style.green('g'), style.yellow('y'), style.cyan('c')]).toEqual([
      '\u001b[2md\u001b[22m',
      '\u001b[32mg\u001b[39m',
      '\u001b[33my\u001b[39m',
      '\u001b[36mc\u001b[39m',
    ])
  })

  it('paints nothing where there is no text', () => expect(styleFor(true).bold('')).toBe(''))

  it('leaves text alone without colour', () => expect(styleFor(false).red('x')).toBe('x'))
})
