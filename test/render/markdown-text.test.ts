import fc from 'fast-check'
import { codeSpan, fence, prose } from '../../src/render/markdown-text.ts'

/** What Markdown, GitHub and terminals act on, and a little text between. */
const SIGNS = [...'`|\\<>&@#*_~[]()!$^{}:/ \n\r\t\u001b\u202eaZ1😀', '://', 'www.', '$${x}', '<!--']

describe('codeSpan', () => {
  it.each([
    ['external/acme-1', '`external/acme-1`'],
    ['a b', '`a b`'],
    ['@admin #12 <b> *x* $$x$$', '`@admin #12 <b> *x* $$x$$`'],
    ['', '<code></code>'],
    [' a', '<code> a</code>'],
    ['a|b', '<code>a&#124;b</code>'],
    ['a`b', '<code>a&#96;b</code>'],
    ['a\\', '<code>a&#92;</code>'],
    ['a\nb', '<code>a&#92;x0ab</code>'],
    ['\u001b[31m', '<code>&#92;x1b&#91;31m</code>'],
    ['\u202e|', '<code>&#92;u202e&#124;</code>'],
    ['<img src=x>|😀', '<code>&#60;img src&#61;x&#62;&#124;&#128512;</code>'],
  ])('%j', (text, told) => expect(codeSpan(text)).toBe(told))
})

describe('prose', () => {
  it.each([
    ['a plain sentence.', 'a plain sentence.'],
    ['`ping` is under 5', '`ping` is under 5'],
    ['of `a|b`', 'of <code>a&#124;b</code>'],
    ['one ` only', 'one &#96; only'],
    ['`a` and ` one', '`a` and &#96; one'],
    ['@admin', '@&#8203;admin'],
    ['closes #12', 'closes #&#8203;12'],
    ['<!-- x --> & <b>', '&#60;!-- x --&#62; &#38; &#60;b&#62;'],
    ['a | b', 'a &#124; b'],
    ['*a* _b_ ~c~ [d](e)', '\\*a\\* \\_b\\_ \\~c\\~ \\[d\\](e)'],
    ['http://x and www.x', 'http&#58;//x and www&#46;x'],
    ['$${name} costs $5', '`$${name}` costs &#36;5'],
    ['a\\|b', 'a&#92;&#124;b'],
    ['a\r\nb', 'a&#92;x0d&#92;x0ab'],
  ])('%j', (text, told) => expect(prose(text)).toBe(told))

  it('has nothing in it that Markdown acts on, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...SIGNS), maxLength: 40 }), (text) => {
        const bare = prose(text)
          .replace(/<code>[A-Za-z0-9 &#;]*<\/code>|`[^`|\\]+`|&#\d+;|\\[*_~[\]]/g, ' ')
          .replace(/[@#]$/g, '')
        expect(bare).not.toMatch(/[<>|&`*_~[\]\n\r$]|:\/\/|www\./i)
        expect(prose(text)).not.toMatch(/[@#](?!&#8203;)(?!\d+;)(?![^`]*`)/)
      }),
      { seed: 11, numRuns: 300 },
    )
  })
})

describe('fence', () => {
  it('is longer than any run of backticks in it', () => {
    expect(fence('a\n', 'diff')).toBe('```diff\na\n```\n')
    expect(fence('````\n```', 'text')).toBe('`````text\n````\n```\n`````\n')
  })

  it('writes control characters out', () =>
    expect(fence('\u001b]8;;x\u0007', 'text')).toContain('\\x1b]8;;x\\x07'))
})
