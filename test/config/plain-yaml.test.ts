import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { Lexer } from 'yaml'
import { parseInFull, parseYaml } from '../../src/config/parse-yaml.ts'
import { readPlainYaml } from '../../src/config/plain-yaml.ts'

const GATEWAYS = `# carriers
version: 1
freeswitch: { conf: ./conf, event-socket: { host: 127.0.0.1, port: 8021, password: "\${env:X}" } }

profiles:
  external:
    # all of them
    gateways:
      acme-1:           # the first
        proxy: 203.0.113.7:5060
        username: +4930123
        from-user: 004930123
        password: 'it''s'
        realm: "a \\"b\\" \\\\c"
        register: True
        expire-seconds: 600   # ten minutes
        variables:
          - { name: codec-prefs, value: "PCMA,PCMU", direction: inbound }
          - name: x
            value: a#b:c d
        subscriptions:
        - event: presence
          expires: 60
        contact-params: tport=tcp
      empty: {}
    settings: { codecs: [PCMA, PCMU], none: [ ] }
distributors:
  carriers:
    nodes: { acme-1: 9, acme-2: 1 }
...
`

/** How a text was read; fails where it is read in another way than in full. */
function howRead(text: string): 'plainly' | 'in full' {
  const root = readPlainYaml('a.yaml', text)
  if (root === undefined) return 'in full'
  expect({ root, problems: [] }).toEqual(parseInFull('a.yaml', text))
  expect(readPlainYaml('a.yaml', text, lexemesIn(text) - 1)).toBeUndefined()
  return 'plainly'
}

function lexemesIn(text: string): number {
  return [...new Lexer().lex(text)].length
}

function examples(): string[] {
  const cases = readdirSync('test/cases')
    .filter((name) => /^\d/.test(name))
    .map((name) => join('test/cases', name, 'desired.yaml'))
  return [...cases, 'examples/quickstart/gwctl.yaml', 'examples/failover/gwctl.yaml']
}

describe('readPlainYaml', () => {
  it('reads what everybody writes', () => expect(howRead(GATEWAYS)).toBe('plainly'))

  it.each(examples())('reads %s', (file) => expect(howRead(readFileSync(file, 'utf8'))).toBe('plainly'))

  it.each([
    ['a value over two lines', 'a: b\n  c\n'],
    ['a value below its key', 'a:\n  b\n'],
    ['no value', 'a:\n'],
    ['no value, and another key', 'a:\nb: 1\n'],
    ['no value between brackets', 'a: { b, c: d }\n'],
    ['a pair in a list', 'a: [b: c]\n'],
    ['a key twice', 'a: 1\na: 2\n'],
    ['a key twice between brackets', 'a: { b: 1, b: 2 }\n'],
    ['null', 'a: null\n'],
    ['null as a key', 'null: a\n'],
    ['~', 'a: ~\n'],
    ['an anchor', 'a: &b 1\n'],
    ['an alias', 'a: *b\n'],
    ['a merge key', '<<: { a: 1 }\n'],
    ['a tag', 'a: !!str 1\n'],
    ['a block scalar', 'a: |\n  b\n'],
    ['a fraction', 'a: 1.5\n'],
    ['an exponent', 'a: 1e3\n'],
    ['a hexadecimal number', 'a: 0x1f\n'],
    ['an octal number', 'a: 0o17\n'],
    ['infinity', 'a: .inf\n'],
    ['another escape', 'a: "\\t"\n'],
    ['a quote that is not closed', 'a: "b\n'],
    ['an apostrophe that is not closed', "a: 'b\n"],
    ['a bracket that is not closed', 'a: [b\n'],
    ['a bracket too many', 'a: [b]]\n'],
    ['a comma too many', 'a: [b, ]\n'],
    ['a comment without a blank', 'a: [b]#c\n'],
    ['a key in quotes', '"a": 1\n'],
    ['a colon without a blank', 'a:1\n'],
    ['a colon in the value', 'a: b: c\n'],
    ['a tab', 'a:\tb\n'],
    ['CRLF', 'a: b\r\n'],
    ['a byte order mark', '\ufeffa: b\n'],
    ['no line end', 'a: b'],
    ['nothing', ''],
    ['only a comment', '# a\n'],
    ['another document', 'a: b\n...\nc: d\n'],
    ['another document that begins', 'a: b\n---\nc: d\n'],
    ['a comment behind the end', 'a: b\n...\n# c\n'],
    ['a list', '- a\n'],
    ['a list in a list', 'a:\n  - - b\n'],
    ['a list for a map', 'a:\n  b: 1\n  - c\n'],
    ['a map for a list', 'a:\n  - b\n  c: 1\n'],
    ['a column that nothing begins in', 'a:\n    b: 1\n  c: 2\n'],
    ['a first line further right than the second', '  a: 1\nb: 2\n'],
    ['a key with blanks', 'a b: c\n'],
    ['a sign that begins no text', 'a: %b\n'],
  ])('leaves %s to the parser', (_, text) => expect(howRead(text)).toBe('in full'))

  it.each([
    ['a very long line', `a: ${'b'.repeat(3000)}\n`],
    ['many levels', Array.from({ length: 60 }, (_, level) => `${' '.repeat(level)}a:`).join('\n') + ' 1\n'],
    ['many brackets', `a: ${'['.repeat(20)}${']'.repeat(20)}\n`],
    ['many pairs of braces', `a: ${'{ a: '.repeat(20)}1${' }'.repeat(20)}\n`],
  ])('leaves %s to the parser', (_, text) => expect(howRead(text)).toBe('in full'))

  it.each([
    ['a document start', '---\na: b\n'],
    ['a root that stands to the right', '  a: 1\n  b: 2\n'],
    ['a list below its key', 'a:\n- b\n-   c: 1\n    d: 2\n- e\nf: 1\n'],
    [
      'blanks and comments everywhere',
      '\n# a\na:   # b\n\n    # c\n  b: 1   # d\n# e\n  c: [ 1, b c ,d ]  \n\n',
    ],
    ['letters of other scripts', 'a: Zürich Ωμέγα 東京\nb: "ü"\nc: \'ж\'\n'],
    ['numbers as keys', '100: a\n0x1F: b\ntrue: c\n'],
    ['signs inside a text', 'a: b#c\nd: e:f;g\nh: $${i}\nj: a"b\nk: -1\nl: -x\nm: +00\n'],
  ])('reads %s', (_, text) => expect(howRead(text)).toBe('plainly'))

  it('gives up what the parser may give up for its size', () => {
    expect(readPlainYaml('a.yaml', GATEWAYS, lexemesIn(GATEWAYS) - 1)).toBeUndefined()
    expect(readPlainYaml('a.yaml', GATEWAYS, lexemesIn(GATEWAYS) * 3)).toBeDefined()
  })

  it('reads the same as the parser, or nothing, whatever is changed', () => {
    const pieces = [
      ...[
        '\n',
        ' ',
        '  ',
        '    ',
        ':',
        ': ',
        '-',
        '- ',
        '#',
        ' #',
        ',',
        ', ',
        '[',
        ']',
        '{',
        '}',
        "'",
        '"',
        '\\',
      ],
      ...[
        'a',
        'a: b',
        'a:\n',
        'null',
        'true',
        'No',
        '~',
        '0',
        '01',
        '+1',
        '-',
        '.5',
        '1e3',
        '0x',
        '.inf',
        '---\n',
        '...\n',
      ],
      ...[
        '<<',
        '&a ',
        '*a',
        '!',
        '!!str ',
        '|',
        '>',
        '%',
        '@',
        '`',
        '?',
        '? ',
        '=',
        'ü',
        '東',
        '\u0085',
        '\u2028',
        '\t',
        '\r\n',
      ],
    ]
    const change = fc.record({
      at: fc.nat({ max: GATEWAYS.length }),
      remove: fc.nat({ max: 12 }),
      piece: fc.constantFrom('', ...pieces),
    })
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const text = changes.reduce(
          (from, { at, remove, piece }) => from.slice(0, at) + piece + from.slice(at + remove),
          GATEWAYS,
        )
        howRead(text)
      }),
      { numRuns: 1500 },
    )
  })

  it('reads the same as the parser, or nothing, whatever is put together', () => {
    const sign = fc.constantFrom(...'ab1 :-#,[]{}\'"\\&*!|>%@?~.+/$(\n\n  é'.split(''))
    const value = fc.oneof(
      fc.array(sign, { maxLength: 8 }).map((signs) => signs.join('').replace(/\n/g, '')),
      fc.constantFrom('1', 'true', 'x', '"y"', "'z'", '[1, 2]', '{ a: b }', ''),
    )
    const line = fc
      .tuple(
        fc.nat({ max: 3 }),
        fc.constantFrom('', '- ', '-  '),
        fc.constantFrom('', 'a:', 'b:', 'c: ', 'd: '),
        value,
      )
      .map(([indent, dash, key, text]) => `${'  '.repeat(indent)}${dash}${key}${text}\n`)
    const document = fc.array(line, { minLength: 1, maxLength: 8 }).map((lines) => lines.join(''))
    fc.assert(
      fc.property(document, (text) => void howRead(text)),
      { numRuns: 6000 },
    )
  })

  it('is what parseYaml takes', () => {
    expect(parseYaml('a.yaml', GATEWAYS)).toEqual(parseInFull('a.yaml', GATEWAYS))
    expect(parseYaml('a.yaml', 'a: |\n  b\n')).toEqual(parseInFull('a.yaml', 'a: |\n  b\n'))
  })
})
