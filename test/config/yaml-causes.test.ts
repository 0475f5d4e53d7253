import { parseYaml } from '../../src/config/parse-yaml.ts'

/** `line:column "what is marked" message` of every problem. */
function told(text: string): string[] {
  return parseYaml('a.yaml', text).problems.map(({ at, message }) => {
    const before = text.slice(0, at.offset).split('\n')
    const marked = JSON.stringify(text.slice(at.offset, at.offset + at.length))
    return `${before.length}:${(before.at(-1) ?? '').length + 1} ${marked} ${message}`
  })
}

const TAIL = `      b:
        proxy: b.example
        username: b
    defaults:
      ping: 30
`

/** A file in which these lines stand where gateways do. */
function around(lines: string): string {
  return `version: 1\nprofiles:\n  external:\n    gateways:\n${lines}\n${TAIL}`
}

describe('one mistake in the layout is told once, where it stands', () => {
  it.each<[what: string, text: string, expected: string]>([
    [
      'a first block that is indented',
      `# of the site\n\n  gateways:\n    a: 1\nversion: 1\nfreeswitch: { conf: c }\nprofiles:\n  external:\n${TAIL}`,
      '3:3 "gateways" The block that begins here is indented further than line 5, so that neither can belong to the other.',
    ],
    [
      'the same below the start of the document',
      `%YAML 1.2\n---\n  a: 1\nb: 2\n`,
      '3:3 "a" The block that begins here is indented further than line 4, so that neither can belong to the other.',
    ],
    [
      'a key that is indented too far',
      around('      a:\n        proxy: a.example\n         username: a'),
      '7:10 "username" This line is indented further than the key above it, and so goes on with the value of that key.',
    ],
    [
      'a key that is not indented far enough',
      around('      a:\n        proxy: a.example\n       username: a'),
      '7:1 " " This line is not indented like the keys that it stands beside.',
    ],
    [
      'an item that is not indented far enough',
      around('      a:\n        subscriptions:\n          - event: x\n         - event: y'),
      '8:1 " " This line is not indented like the items that it stands beside.',
    ],
    [
      'a tab',
      around('      a:\n        proxy: a.example\n\tusername: a'),
      '7:1 "\\t" Tabs cannot indent YAML.',
    ],
    [
      'tabs in many lines',
      around('      a:\n\t\tproxy: a.example\n      c:\n\t\tproxy: c.example'),
      '6:1 "\\t\\t" Tabs cannot indent YAML.',
    ],
    [
      'a bracket that is left open',
      around('      a:\n        variables: [{ name: a, value: 1 }\n        proxy: a.example'),
      '6:20 "[" The [ that stands here is not closed.',
    ],
    [
      'a brace that is left open at the end of the file',
      'version: 1\nfreeswitch: { conf: c\n',
      '2:13 "{" The { that stands here is not closed.',
    ],
    [
      'the innermost of several',
      'version: 1\nfreeswitch: { conf: [c\n',
      '2:21 "[" The [ that stands here is not closed.',
    ],
    [
      'a quote that is left open',
      'version: 1\nfreeswitch: { conf: "c }\npolicy: {}\n',
      '2:21 "\\"" The " that stands here is not closed.',
    ],
    [
      'a quote with nothing behind it',
      "version: 1\nfreeswitch: '",
      '2:13 "\'" The \' that stands here is not closed.',
    ],
    [
      'a reference among braces without quotes',
      around('      a: { proxy: a.example, password: ${env:A} }'),
      '5:41 "{" A text with braces needs quotes among braces or brackets.',
    ],
    [
      'what is not expected, and nobody knows why',
      around('      a: "x" y'),
      '5:14 "y" This is not expected here.',
    ],
    [
      'a last line without a colon',
      around('      a:\n        username: a\n        proxy a.example'),
      '7:9 "proxy a.example" A key without a colon and a value.',
    ],
    [
      'a first line without a colon',
      around('      a:\n        proxy a.example\n        username: a'),
      '6:9 "proxy a.example\\n        username" This line has no `key:`, and so goes on into the next one.',
    ],
    ['a directive and nothing else', '%FOO\n', '1:1 "%FOO" This is no YAML directive.'],
  ])('%s', (_, text, expected) => {
    const [first, ...more] = told(text)
    expect(first).toBe(expected)
    expect(more.filter((each) => !each.includes('cut off'))).toEqual([])
  })
})

describe('several mistakes', () => {
  it('are all told where none is the echo of another', () => {
    expect(told('a: b: c\nd: e\nf: g: h\n')).toEqual([
      '1:4 "b" A value cannot hold another `key: value` on its line.',
      '3:4 "g" A value cannot hold another `key: value` on its line.',
    ])
  })

  it('are counted where they are too many to be shown', () => {
    const many = Array.from({ length: 23 }, (_, i) => `k${i}: a: b\n`).join('')
    const { problems } = parseYaml('a.yaml', many)
    expect(problems).toHaveLength(20)
    expect(problems.filter((each) => each.hint.includes('not shown'))).toEqual([problems.at(-1)])
    expect(problems.at(-1)?.hint).toMatch(/that are not shown: 3\.$/)
  })
})
