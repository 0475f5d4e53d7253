import fc from 'fast-check'
import { formatYaml } from '../../src/config/format-yaml.ts'
import { parseYaml } from '../../src/config/parse-yaml.ts'

function formatted(text: string): string {
  const { text: after, problems } = formatYaml('f.yaml', text)
  if (after === undefined) throw new Error(problems.map((each) => each.message).join('\n'))
  return after
}

const UGLY = `# head
version: 1     # one

freeswitch: {conf: ./conf}
templates:
    acme: &a
        proxy:   sip.acme.example
        user: 'o''brien'
        n: 010
        m: +4930


        o: 1_000
        empty:
        t: ~
profiles:
    external:
        # above
        gateways:
            a: { <<: *a, password: "\${env:A}" }
            b:
                <<: *a
                variables:
                - {name: a,value: b}
                # tail
            "c" :
              x: "\\u00e4\\x01"
...
`

const NEAT = `# head
version: 1 # one

freeswitch: { conf: ./conf }
templates:
  acme: &a
    proxy: sip.acme.example
    user: 'o''brien'
    n: 010
    m: +4930

    o: 1_000
    empty:
    t: ~
profiles:
  external:
    # above
    gateways:
      a: { <<: *a, password: "\${env:A}" }
      b:
        <<: *a
        variables:
          - { name: a, value: b }
          # tail
      "c":
        x: "ä\\x01"
...
`

describe('formatYaml', () => {
  it('lays out, and keeps what is written', () => {
    expect(formatted(UGLY)).toBe(NEAT)
    expect(formatted(NEAT)).toBe(NEAT)
  })

  it('keeps line ends, and drops a byte order mark', () => {
    expect(formatted(UGLY.replaceAll('\n', '\r\n'))).toBe(NEAT.replaceAll('\n', '\r\n'))
    expect(formatted(`\ufeff${UGLY}`)).toBe(NEAT)
  })

  it.each([
    ['a: [', 'GW102'],
    ['', 'GW102'],
    ['a: 1', 'GW102'],
    ['a: 1\na: 2\n', 'GW102'],
    ['a: !secret x\n', 'GW102'],
  ])('refuses %j, which does not parse', (text, code) => {
    expect(formatYaml('f.yaml', text).problems?.map((each) => each.code)).toContain(code)
  })

  it.each(['a: !!str 5\n', '? a\n: b\n', 'a: |2\n    x\n', 'a: >-\n  x\n\n   y\n', '%YAML 1.2\n---\na: 1\n'])(
    'keeps the meaning of %j',
    (text) => {
      const after = formatted(text)
      expect(JSON.stringify(treeOf(after))).toBe(JSON.stringify(treeOf(text)))
    },
  )

  it('takes no text for a comment, and loses none', () => {
    const text = 'a: |\n  # text\n  more\nb: >-\n  # text\n\n# comment\n'
    expect(formatted(text)).toBe(text)
  })

  it('refuses what it could not keep as it is', () => {
    const { problems } = formatYaml('f.yaml', "k: v\n? 'y'\n")
    expect(problems).toMatchObject([{ code: 'GW107', message: expect.stringContaining('f.yaml cannot be') }])
  })

  it('keeps every key, value and comment of whatever parses, and is done after once', () => {
    const scalar = fc.oneof(
      fc.constantFrom(
        'a',
        '010',
        '0x1F',
        '~',
        'null',
        'no',
        "'q'",
        '"d"',
        '1_000',
        '+49',
        '$${x}',
        '${env:A}',
        'a b',
        '"a: b"',
        '*x',
      ),
      fc.string({ unit: fc.constantFrom(...'ab #:-{}'), maxLength: 6 }),
    )
    const line = fc.tuple(
      fc.integer({ min: 0, max: 3 }),
      fc.constantFrom('k', 'l', '- k', 'm &x', '<<'),
      scalar,
      fc.constantFrom('', '  # c', '\n\n# d'),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        const text = lines
          .map(([depth, key, value, end]) => `${' '.repeat(depth * 3)}${key}: ${value}${end}\n`)
          .join('')
        const { text: after } = formatYaml('f.yaml', text)
        if (after === undefined) return
        expect(JSON.stringify(treeOf(after))).toBe(JSON.stringify(treeOf(text)))
        expect(after.match(/# [cd]$/gm)?.length).toBe(text.match(/# [cd]$/gm)?.length)
        expect(formatted(after)).toBe(after)
      }),
      { numRuns: 300 },
    )
  })
})

/** Names and texts as gwctl reads them, without places. */
function treeOf(text: string): unknown {
  const { root, problems } = parseYaml('f.yaml', text)
  expect(problems).toEqual([])
  const plain = (node: typeof root): unknown => {
    switch (node?.kind) {
      case 'scalar':
        return [node.text, node.value]
      case 'list':
        return node.items.map(plain)
      case 'map':
        return [...node.entries.values()].map((each) => [each.name, plain(each.node)])
      case undefined:
        return undefined
    }
  }
  return plain(root)
}
