import { decodeBytes, encodeBytes } from '../../src/xml/bytes.ts'
import { findAttribute, readAttributes } from '../../src/xml/attributes.ts'
import { childrenOf, firstChild, scan, scanElement } from '../../src/xml/scan.ts'
import fc from 'fast-check'

function errorOf(text: string): { readonly message: string; readonly at: number } | undefined {
  const document = scan(text)
  return 'error' in document ? document.error : undefined
}

describe('scan', () => {
  it.each([
    ['', 'root tag missing'],
    ['text only', 'root tag missing'],
    ['<!-- a -->', 'root tag missing'],
    ['<a>', 'unclosed tag <a>'],
    ['<a>\n<b>\n</a>', 'unexpected closing tag </a>'],
    ['</a>', 'unexpected closing tag </a>'],
    ['<a/></a>', 'unexpected closing tag </a>'],
    ['<a/><b/>', 'markup outside of root element'],
    ['<a b="c>', 'missing "'],
    ['<a b=\'c">', "missing '"],
    ['<a b=/c>', 'missing >'],
    ['<a / >', 'missing >'],
    ['<a', 'missing >'],
    ['<a b', 'missing >'],
    ['<a b=', 'missing >'],
    ['<a></a', 'missing >'],
    ['<a><!-- x -- y --></a>', 'unclosed <!--'],
    ['<a><!-- x', 'unclosed <!--'],
    ['<a><!-->--</a>', 'unclosed <!--'],
    ['<a><![CDATA[ x </a>', 'unclosed <![CDATA['],
    ['<!DOCTYPE a [ <a/>', 'unclosed <!DOCTYPE'],
    ['<!DOCTYPE a', 'unclosed <!DOCTYPE'],
    ['<a><?x </a>', 'unclosed <?'],
    ['<a>1 < 2</a>', 'unexpected <'],
  ])('%j fails as in FreeSWITCH: %s', (text, message) => {
    expect(errorOf(text)?.message).toMatch(/^\[error near line \d+\]: /)
    expect(errorOf(text)?.message).toContain(message)
  })

  it('counts lines up to the error', () => {
    expect(errorOf('<a>\n<b>\n\n</a>\n')).toEqual({
      at: 12,
      message: '[error near line 4]: unexpected closing tag </a>',
    })
  })

  it.each([
    '\xef\xbb\xbf<a b=c "d\' e= f g="1"g="2">&nbsp; & ]]> <!-- c - > --><b\t/></a  >trailing',
    '<!DOCTYPE a><a><![CDATA[ <x> ]]><?pi > ?></a>',
    '<!DOCTYPE a [ <!ENTITY x "<b>"> ] ><a></a>',
    '<:a _b="1"\n\r\v/>',
    '<\xe9/>',
  ])('takes %j', (text) => {
    expect(errorOf(text)).toBeUndefined()
  })

  it('tells where everything stands', () => {
    const text = '<a>\n  <b x="1"/><!-- c --><b>t</b >\n</a>'
    const document = scan(text)
    if ('error' in document) throw new Error(document.error.message)
    const { root, comments } = document
    const parts = [root, ...childrenOf(root, 'b')].map((each) => text.slice(each.start, each.end))
    expect(parts).toEqual([text, '<b x="1"/>', '<b>t</b >'])
    expect(text.slice(comments[0], comments[1])).toBe('<!-- c -->')
    expect(firstChild(root, 'c')).toBeUndefined()
    expect(scanElement(text, 6)?.selfClosing).toBe(true)
    expect(scanElement('<a><b></a>', 3)).toBeUndefined()
    expect(scanElement('none', 0)).toBeUndefined()
  })

  it('has no limit of nesting', () => {
    const deep = 200_000
    expect(errorOf('<a>'.repeat(deep) + '</a>'.repeat(deep))).toBeUndefined()
  })
})

describe('readAttributes', () => {
  it('sees what FreeSWITCH sees', () => {
    const text = `<a x=1 y = "2" z='3"' y="4" w></a>`
    const read = readAttributes(text, 0).map(({ name, valueStart, valueEnd, quote }) => [
      name,
      text.slice(valueStart, valueEnd),
      quote,
    ])
    expect(read).toEqual([
      ['x', '', ''],
      ['1', '', ''],
      ['y', '2', '"'],
      ['z', '3"', "'"],
      ['y', '4', '"'],
      ['w', '', ''],
    ])
    expect(findAttribute(text, 0, 'y')?.valueStart).toBe(text.indexOf('2'))
  })
})

describe('bytes', () => {
  it('survive decoding and encoding, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (array) => {
        const bytes = String.fromCharCode(...array)
        expect(encodeBytes(decodeBytes(bytes))).toBe(bytes)
      }),
      { seed: 3, numRuns: 1000 },
    )
  })

  it('are UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(encodeBytes(text)).toBe(Buffer.from(text, 'utf8').toString('latin1'))
        expect(decodeBytes(Buffer.from(text, 'utf8').toString('latin1'))).toBe(text)
      }),
      { seed: 4, numRuns: 1000 },
    )
    expect(encodeBytes('\ud800x')).toBe('?x')
  })
})
