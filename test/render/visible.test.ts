import { visible, visibleLine } from '../../src/render/visible.ts'

describe('visible', () => {
  it.each([
    ['plain, Söhne, 中 and 😀', 'plain, Söhne, 中 and 😀'],
    ['clear\u001b[2J', 'clear\\x1b[2J'],
    ['over\rwritten', 'over\\x0dwritten'],
    ['bell\u0007 delete\u007f csi\u009b31m', 'bell\\x07 delete\\x7f csi\\x9b31m'],
    ['right\u202eto\u2066left', 'right\\u202eto\\u2066left'],
    ['separator\u2028\u2029', 'separator\\u2028\\u2029'],
    ['line\nends\tand tabs', 'line\nends\tand tabs'],
  ])('%j', (text, shown) => expect(visible(text)).toBe(shown))
})

describe('visibleLine', () => {
  it('writes out line ends and tabs as well', () => {
    expect(visibleLine('a\nb\tc\u001b')).toBe('a\\x0ab\\x09c\\x1b')
  })
})
