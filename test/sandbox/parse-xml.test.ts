import { parseXml } from '../../src/sandbox/parse-xml.ts'
import { printXml } from '../../src/sandbox/print-xml.ts'

function errorOf(text: string): string {
  const parsed = parseXml(text)
  return 'error' in parsed ? parsed.error : 'Success'
}

describe('parseXml', () => {
  it.each([
    ['', '[error near line 1]: root tag missing'],
    ['text only\n', '[error near line 2]: root tag missing'],
    ['<a>\n</b>', '[error near line 2]: unexpected closing tag </b>'],
    ['<a>\n<b>\n', '[error near line 3]: unclosed tag <b>'],
    ['<a/>\n<b/>', '[error near line 2]: markup outside of root element'],
    ['<a>\n<!-- x -- y --></a>', '[error near line 2]: unclosed <!--'],
    ['<a><![CDATA[ x</a>', '[error near line 1]: unclosed <![CDATA['],
    ['<a>\n<1></a>', '[error near line 2]: unexpected <'],
    ['<a b="c></a>', '[error near line 1]: missing "'],
    ['<a b/c>', '[error near line 1]: missing >'],
    ['<a', '[error near line 1]: missing >'],
    ['<a></a', '[error near line 1]: missing >'],
    ['<!DOCTYPE x', '[error near line 1]: unclosed <!DOCTYPE'],
    ['<?xml', '[error near line 1]: unclosed <?'],
    // Newlines that the parser has overwritten are not counted.
    ['<a\n\nb="x\ny">\n</c>', '[error near line 2]: unexpected closing tag </c>'],
    ['<a>&#10;</c>', '[error near line 2]: unexpected closing tag </c>'],
  ])('%j', (text, error) => {
    expect(errorOf(text)).toBe(error)
  })

  it.each([
    ['<a b=c d="e" d="f" g/>', '<a b="" c="" d="e" g=""></a>\n'],
    ["<?x?><!DOCTYPE y><a b='\"'><![CDATA[<&]]></a> trailing", '<a b="&quot;">&lt;&amp;</a>\n'],
    ['<a>&#228;&#x20AC;&unknown;&#0;</a>', '<a>&#xE4;&#x20AC;&amp;unknown;&amp;#0;</a>\n'],
    ['<a>one<b/>two</a>', '<a>one  <b></b>\ntwo  </a>\n'.replace('two  <', 'two<')],
  ])('reads %j', (text, printed) => {
    const parsed = parseXml(text)
    expect('root' in parsed ? printXml(parsed.root) : parsed.error).toBe(printed)
  })

  it('cuts a message at 127 bytes', () => {
    expect(errorOf(`<a></${'x'.repeat(200)}>`)).toHaveLength(127)
  })
})
