import fc from 'fast-check'
import { decodeEntities } from '../../src/model/entities.ts'
import {
  isOpaque,
  opaqueToken,
  readText,
  showOpaque,
  unwritable,
  writeText,
  writeTextKeepingReferences,
} from '../../src/model/text.ts'

const NONE = new Map<string, string>()

describe('readText', () => {
  it.each<[xml: string, read: string]>([
    ['plain', 'plain'],
    ['&lt;&gt;&quot;&apos;&amp;', `<>"'&`],
    ['&#65;&#x41;&#x0x41;&#233;&#x1F600;', 'AAAé😀'],
    ['&amp;lt; &#38;lt;', '&lt; &lt;'],
    [
      '&nbsp; &copy; & &#; &#x; &#0; &#abc; &#4294967296; &#X41;',
      '&nbsp; &copy; & &#; &#x; &#0; &#abc; &#4294967296; &#X41;',
    ],
    ['a\tb\nc\r\nd\re\vf\fg', 'a b c d e f g'],
    ['a&#10;b&#9;c&#13;', 'a\nb\tc\r'],
    ['$${known}!', 'value!'],
    ['$${KNOWN}', 'value'],
    ['$${unknown}x', 'x'],
    ['$${a{b}c}x', 'x'],
    ['$${open', '$${open'],
    ['$${over\n}', '$${over }'],
    ['$${a $${known}', '$${a value'],
    ['}$${known}{', '}value{'],
    ['${known} $$ {known}', '${known} $$ {known}'],
    ['$${markup}', '<&'],
  ])('%j reads as %j', (xml, read) => {
    expect(
      readText(
        xml,
        new Map([
          ['known', 'value'],
          ['markup', '&lt;&'],
        ]),
      ),
    ).toBe(read)
  })

  it('keeps what only the running switch knows, so that equal references are equal', () => {
    const read = readText('sip:$${Local_IP_v4}:$${mine}', new Map([['mine', opaqueToken('mine')]]))
    expect(isOpaque(read)).toBe(true)
    expect(showOpaque(read)).toBe('sip:$${local_ip_v4}:$${mine}')
    expect(readText('$${local_ip_v4}', NONE)).toBe(readText('$${local_ip_v4}', NONE))
    expect(readText('$${hostname}', NONE)).not.toBe(readText('$${local_ip_v4}', NONE))
  })

  it('takes nothing that is written for a token', () => {
    expect(isOpaque(readText('\u0001hostname\u0001 &#1;hostname&#x01;', NONE))).toBe(false)
  })

  it('reads a million unclosed references at once', () => {
    const xml = '$${'.repeat(300_000)
    expect(readText(xml, NONE)).toBe(xml)
  })
})

describe('decodeEntities', () => {
  it('writes out what is no character, as the bytes FreeSWITCH makes of it', () => {
    const bytes = (text: string): number[] => [...text].map((each) => each.charCodeAt(0) - 0xdc00)
    expect(bytes(decodeEntities('&#xD800;'))).toEqual([0xed, 0xa0, 0x80])
    expect(bytes(decodeEntities('&#x110000;'))).toEqual([0xf4, 0x90, 0x80, 0x80])
    expect(bytes(decodeEntities('&#x7fffffff;'))).toEqual([0xfd, 0xbf, 0xbf, 0xbf, 0xbf, 0xbf])
  })
})

describe('writeText', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom(
        '$',
        '{',
        '}',
        '&',
        '#',
        ';',
        '<',
        '>',
        '"',
        "'",
        '-',
        'x',
        'X',
        '-pre-',
        'PROCESS',
        '?',
        '!',
        '\n',
        '\r',
        '\t',
        'include',
        '\\',
        '%',
        'é',
        '😀',
      ),
    }),
  )

  it('is read back as exactly the value, whatever the variables', () => {
    fc.assert(
      fc.property(anyText, (value) => {
        if (unwritable(value) !== undefined) return
        const xml = writeText(value)
        const globals = new Map([
          ['', 'wrong'],
          ['a', 'wrong'],
        ])
        expect(readText(xml, globals)).toBe(value)
        expect(xml).not.toMatch(/["<>\n\r\t]|\$\$\{|x-pre-process|&(?!#?\w+;)/i)
      }),
      { seed: 1, numRuns: 2000 },
    )
  })

  it.each([
    ['$${x}', '$&#36;{x}'],
    ['$$${x}', '$$&#36;{x}'],
    ['${x} $x', '${x} $x'],
    ['<X-Pre-Process/>', '&lt;X&#45;Pre-Process/&gt;'],
    ['a\nb\tc', 'a&#10;b&#9;c'],
  ])('%j is written %j', (value, xml) => {
    expect(writeText(value)).toBe(xml)
  })
})

describe('writeTextKeepingReferences', () => {
  it.each([
    ['$${domain}', '$${domain}'],
    ['<$${a.b-c}&$${d}>', '&lt;$${a.b-c}&amp;$${d}&gt;'],
    ['$${not a name} $${', '$&#36;{not a name} $&#36;{'],
  ])('%j is written %j', (value, xml) => {
    expect(writeTextKeepingReferences(value)).toBe(xml)
  })
})

describe('unwritable', () => {
  it.each([
    ['\0', 'it holds the control character U+0000'],
    ['a\u0001', 'it holds the control character U+0001'],
    ['\u007f', 'it holds the control character U+007F'],
    ['\ud800', 'it holds bytes or code units that are not Unicode text'],
    ['x'.repeat(1_000_001), 'it is longer than 1000000 bytes when written'],
    ['"'.repeat(200_000), 'it is longer than 1000000 bytes when written'],
    ['€'.repeat(400_000), 'it is longer than 1000000 bytes when written'],
    ['é'.repeat(600_000), 'it is longer than 1000000 bytes when written'],
    ['😀'.repeat(300_000), 'it is longer than 1000000 bytes when written'],
    ['x'.repeat(1_000_000), undefined],
    ['😀'.repeat(250_000), undefined],
    [' é€😀\t\n ', undefined],
  ])('%#', (value, why) => {
    expect(unwritable(value)).toBe(why)
  })
})
