import { parseYaml } from '../../src/config/parse-yaml.ts'
import type { YamlNode } from '../../src/config/node.ts'

/** The tree as plain values, scalars by their text. */
function plain(node: YamlNode | undefined): unknown {
  if (node === undefined) return undefined
  switch (node.kind) {
    case 'scalar':
      return node.value === null ? null : node.text
    case 'list':
      return node.items.map(plain)
    case 'map':
      return Object.fromEntries([...node.entries.values()].map((entry) => [entry.name, plain(entry.node)]))
  }
}

function read(text: string): unknown {
  const { root, problems } = parseYaml('a.yaml', text)
  return problems.length > 0 ? problems.map((each) => each.message) : plain(root)
}

describe('parseYaml', () => {
  it('keeps scalars as they are written', () => {
    const text =
      'a: 010\nb: +49\nc: 4915123456789012345\nd: TRUE\ne: "\\u0041"\nf: ~\ng: 1e3\nh: |\n  x\n  y\ni: no\nj: 0x1f\n'
    expect(read(text)).toEqual({
      a: '010',
      b: '+49',
      c: '4915123456789012345',
      d: 'true',
      e: 'A',
      f: null,
      g: '1e3',
      h: 'x\ny\n',
      i: 'no',
      j: '0x1f',
    })
  })

  it('takes keys as text', () =>
    expect(read('100: a\ntrue: b\n0x1F: c\n')).toEqual({ '100': 'a', true: 'b', '0x1F': 'c' }))

  it('knows the place of every key and value', () => {
    const { root } = parseYaml('a.yaml', 'a:\n  b: [x, "y"]\n')
    const a = root?.kind === 'map' ? root.entries.get('a')?.node : undefined
    const b = a?.kind === 'map' ? a.entries.get('b') : undefined
    expect(b).toMatchObject({
      key: { file: 'a.yaml', offset: 5, length: 1 },
      node: {
        at: { offset: 8, length: 1 },
        items: [{ at: { offset: 9 } }, { at: { offset: 12, length: 3 } }],
      },
    })
  })

  it('takes a date of YAML 1.1 for text', () => {
    expect(read('%YAML 1.1\n---\na: 2001-01-01\n')).toEqual({ a: '2001-01-01' })
  })

  it.each(['{"a": [1]}', '{a: 1} # end'])('lets %s end without a line end', (text) => {
    expect(parseYaml('a.yaml', text).problems).toEqual([])
  })

  describe('aliases and merge keys', () => {
    it('shares the target of an alias', () => {
      expect(read('a: &x {b: 1}\nc: *x\nd: [*x]\n')).toEqual({
        a: { b: '1' },
        c: { b: '1' },
        d: [{ b: '1' }],
      })
    })
    it('lets own keys win over merged ones, and earlier merged ones over later', () => {
      expect(
        read('a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], z: 3}\nd: {<<: *a}\n'),
      ).toMatchObject({
        c: { x: '1', y: '1', z: '3' },
        d: { x: '1', y: '1' },
      })
    })
    it('takes a quoted << for a name', () => expect(read('"<<": 1\n')).toEqual({ '<<': '1' }))
    it.each(['<<: 1\n', 'a: &a [1]\n<<: *a\n'])('refuses to merge what is no map: %j', (text) => {
      expect(read(text)).toEqual(['A merge key (`<<`) takes a map, or a list of maps.'])
    })
    it('does not repeat the name of an unknown alias, which may be a password', () => {
      expect(read('password: *s3same\n')).toEqual(['This alias (`*name`) has no anchor above it.'])
    })
    it('refuses an alias of what it stands in', () => {
      expect(read('a: &a [*a]\n')).toEqual(['This alias (`*name`) has no anchor above it.'])
    })
    it('bounds aliases that multiply', () => {
      const levels = Array.from(
        { length: 30 },
        (_, i) => `l${i + 1}: &l${i + 1} [${Array(10).fill(`*l${i}`).join(', ')}]`,
      )
      expect(read(`l0: &l0 x\n${levels.join('\n')}\n`)).toEqual([
        'Aliases and merge keys multiply the file beyond measure.',
      ])
    })
    it('bounds merge keys that multiply', () => {
      const wide = Array.from({ length: 2000 }, (_, i) => `  k${i}: 1`).join('\n')
      const many = Array.from({ length: 1100 }, (_, i) => `m${i}: {<<: [*w]}`).join('\n')
      expect(read(`w: &w\n${wide}\n${many}\n`)).toEqual([
        'Aliases and merge keys multiply the file beyond measure.',
      ])
    })
    it('lets 10,000 gateways share an anchor', () => {
      const many = Array.from({ length: 10_000 }, (_, i) => `g${i}: {<<: *d}`).join('\n')
      expect(parseYaml('a.yaml', `d: &d {a: 1, b: 2}\n${many}\n`).problems).toEqual([])
    })
  })

  describe('refuses', () => {
    it.each<[name: string, text: string, messages: readonly string[]]>([
      ['an empty file', '', ['a.yaml is empty.']],
      ['comments alone', '# nothing\n', ['a.yaml is empty.']],
      ['an empty document', '---\n', ['a.yaml is empty.']],
      ['a second document', 'a: 1\n---\nb: 1\n', ['A second YAML document begins here; a file holds one.']],
      ['an empty second document', 'a: 1\n---\n', ['A second YAML document begins here; a file holds one.']],
      [
        'a last line without end',
        'a: 1\nb: 2',
        ['The file ends in the middle of a line; it may be cut off.'],
      ],
      ['a duplicate key', 'a: 1\nb: 2\na: 3\n', ['`a` stands here again; it stands in line 1 already.']],
      ['a list as a key', '[a]: 1\n', ['A key must be a text.']],
      ['null as a key', '~: 1\n', ['A key must be a text.']],
      ['a tag', 'a: !secret x\n', ['Tags (`!name`) are not supported.']],
      ['binary', 'a: !!binary aGk=\n', ['Tags (`!name`) are not supported.']],
      ['a set', 'a: !!set {b, c}\n', ['Tags (`!name`) are not supported.']],
      ['a tab', 'a:\n\tb: 1\n', ['Tabs cannot indent YAML.']],
      [
        'a backslash',
        'a: "\\q"\n',
        ['A backslash in double quotes is followed by something that is no escape sequence.'],
      ],
      ['text after a quote', 'a: "b" s3same\n', ['This is not expected here.']],
      ['an at sign', 'a: @b\n', ['A text without quotes cannot start with this character.']],
      ['an open quote', 'a: "b\n', ['The " that stands here is not closed.']],
      ['a directive', '%FOO\n---\na: 1\n', ['This is no YAML directive.']],
    ])('%s', (_, text, messages) => expect(read(text)).toEqual(messages))

    it('a duplicate gateway as such', () => {
      const text = 'profiles:\n  p:\n    gateways:\n      g: {}\n      g: {}\n    x: 1\n    x: 2\n'
      expect(parseYaml('a.yaml', text).problems.map((each) => each.code)).toEqual(['GW105', 'GW102'])
    })

    it('what has no value as null', () => expect(read('? a\n')).toEqual({ a: null }))
    it('nothing that YAML tags as what it is', () =>
      expect(read('a: !!str 1\nb: !!int 2\n')).toEqual({ a: '1', b: '2' }))

    it.each([
      ['flow lists', 'a: ' + '['.repeat(10_000)],
      ['flow maps', '{a: '.repeat(10_000)],
      ['block lists', '- '.repeat(10_000)],
      ['explicit keys', '? '.repeat(10_000)],
      ['block maps', Array.from({ length: 2000 }, (_, i) => `${' '.repeat(i)}a:\n`).join('')],
    ])('10,000 levels of %s', (_, text) =>
      expect(read(text)).toEqual(['The YAML is nested too deeply here.']),
    )

    it('more words than it could hold in memory', () => {
      expect(read('- a\n'.repeat(800_000))).toEqual([
        'The file holds more YAML than gwctl reads from one file.',
      ])
    })

    it('but names the first errors only', () => {
      const messages = parseYaml('a.yaml', 'a: b: c\n'.repeat(50)).problems
      expect(messages).toHaveLength(20)
    })
  })
})
