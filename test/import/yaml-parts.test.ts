import { parseYaml } from '../../src/config/parse-yaml.ts'
import { commentsAbove } from '../../src/import/comments-above.ts'
import { EnvNames } from '../../src/import/env-names.ts'
import { importedHead, INIT_HEAD } from '../../src/import/file-head.ts'
import { hideSecretLines } from '../../src/import/hide-secret-lines.ts'
import { yamlBlockScalar, yamlComment, yamlScalar } from '../../src/import/scalar.ts'
import { unadoptable } from '../../src/import/unadoptable.ts'
import { writeYaml } from '../../src/import/write-yaml.ts'
import { sayInYaml } from '../../src/import/yaml-text.ts'
import { gatewayOf, withGatewayFile } from '../xml/conf-fixture.ts'

function read(yaml: string): unknown {
  const { root, problems } = parseYaml('f', `key: ${yaml}\n`)
  expect(problems).toEqual([])
  const node = root?.kind === 'map' ? root.entries.get('key')?.node : undefined
  return node?.kind === 'scalar' ? node.value : undefined
}

describe('yamlScalar', () => {
  it.each(['acme', 'sip.acme.example:5070', '203.0.113.7', '203.0.113.7:5060', '/etc/freeswitch', './conf'])(
    '%s needs no quotes',
    (text) => {
      expect(yamlScalar(text)).toBe(text)
      expect(read(yamlScalar(text))).toBe(text)
    },
  )

  it.each([
    ...[
      '',
      'no',
      'Yes',
      'null',
      '~',
      '007',
      '12',
      '12:30',
      '1e3',
      '0x1F',
      '.5',
      '1_000',
      '2026-01-01',
      '.inf',
    ],
    ...[
      'a b',
      '- a',
      '# x',
      'a: b',
      'a #b',
      '*a',
      '&a',
      '!a',
      '{a}',
      '[a]',
      '"',
      "'",
      '\\',
      '%',
      '@',
      '`',
      '|',
      '>',
    ],
    ...[
      'a\nb',
      '\t',
      '\u0001',
      '\u007f',
      '\u0085',
      '\u2028',
      '\ufeff',
      '\udce9',
      'ü',
      '日本',
      '😀',
      '$${x}',
      '<<',
      '=',
    ],
    ...[' a', 'a ', 'a:', '...', '---', '?'],
  ])('%j is quoted, and read back as it is', (text) => {
    expect(yamlScalar(text)).toMatch(/^"[ -~\u00a0-\uffff]*"$/)
    expect(read(yamlScalar(text))).toBe(text)
  })

  it('leaves a whole reference without quotes on a line of its own', () => {
    for (const text of ['$${x}', '${env:A_1}']) {
      expect(yamlBlockScalar(text)).toBe(text)
      expect(read(text)).toBe(text)
    }
    expect(yamlBlockScalar('a ${env:A}')).toBe('"a ${env:A}"')
  })
})

describe('yamlComment', () => {
  it('stays one line that YAML allows', () => {
    expect(yamlComment('a\nb\r\u0000c\u2028d\udce9')).toBe('# a b c d\ufffd')
    expect(yamlComment('')).toBe('#')
  })
})

describe('sayInYaml', () => {
  const globals = new Map([
    ['x', 'value'],
    ['my var', 'blank'],
    ['amp', '&'],
    ['eight', '8'],
  ])
  const said = (xml: string, secret = false): unknown => {
    const pieces = sayInYaml(xml, globals, secret)
    return 'fault' in pieces ? pieces.fault : pieces.map((each) => each.text).join('|')
  }

  it.each([
    ['a&amp;b', 'a&b'],
    ['$${x}', '$${x}'],
    ['a$${x}b', 'a|$${x}|b'],
    ['$${my var}!', 'blank!'],
    ['a$${not set}b', 'ab'],
    ['&$${x};lt', '&|$${x}|;lt'],
    ['$${amp}lt;', '$${amp}|lt;'],
    ['&#3$${eight};', '&'],
    ['$${local_ip_v4}', '$${local_ip_v4}'],
    ['', ''],
  ])('%s is %s', (xml, expected) => {
    expect(said(xml)).toBe(expected)
  })

  it.each([
    ['$&#36;{x}', false, 'would become a variable'],
    ['${env:X}', false, 'would take for a secret'],
    ['&#36;{file:x}', false, 'would take for a secret'],
    ['$&#36;{x}$${local_ip_v4}', false, 'would become a variable'],
  ])('%s cannot be said', (xml, secret, reason) => {
    expect(said(xml, secret)).toContain(reason)
  })

  it('can say both where the text comes from the environment', () => {
    expect(said('$&#36;{x}', true)).toBe('$${x}')
    expect(said('${env:X}$${x}', true)).toBe('${env:X}|$${x}')
  })
})

describe('EnvNames', () => {
  it('gives readable names that none shares', () => {
    const env = new EnvNames()
    expect(env.move('acme-1', 'password', 'a')).toBe('${env:ACME_1_PASSWORD}')
    expect(env.move('ACME.1', 'password', 'a')).toBe('${env:ACME_1_PASSWORD_2}')
    expect(env.move('100', 'password', 'b')).toBe('${env:GW_100_PASSWORD}')
    expect(env.move('_x', 'sip auth', 'c')).toBe('${env:GW_X_SIP_AUTH}')
    expect(env.move('q', 'password', `it's $5`)).toBe('${env:Q_PASSWORD}${env:Q_PASSWORD_2}')
    expect(env.move('q', 'password', 'a\nb')).toBeUndefined()
    expect([...env.variables.values()]).toEqual(['a', 'a', 'b', 'c', "it's ", '$5'])
  })
})

describe('commentsAbove', () => {
  const above = (text: string): readonly string[] => {
    const disk = withGatewayFile(
      `${text}<gateway name="a">\n<param name="proxy" value="h"/>\n<param name="register" value="false"/>\n</gateway>\n`,
    )
    const gateway = gatewayOf(disk, 'a')
    return commentsAbove(disk.files.get(gateway.site.file)?.text ?? '', gateway)
  }

  it.each([
    ['', []],
    ['<!-- one -->\n', ['one']],
    ['<!-- one -->\n<!--two\n\n  three-->  ', ['one', 'two', 'three']],
    ['<!-- one -->\r\n<include>\r\n  <!-- two -->\r\n  ', ['one', 'two']],
    ['<!-- one --><include>\n', ['one']],
    ['<!-- far -->\n\n', []],
    ['<!-- far -->\n\n<!-- near -->\n', ['near']],
    ['<!-- gwctl: managed external/x -->\n', []],
    [`<!-- far -->${' '.repeat(2000)}\n`, []],
    ['<!-- B\u00c3\u00bcro -->\n', ['B\u00fcro']],
  ])('%j', (text, lines) => {
    expect(above(text)).toEqual(lines)
  })
})

describe('hideSecretLines', () => {
  it('keeps lines that hold nothing', () => {
    const lines = ['Main trunk', 'NOC: +49 30 1']
    expect(hideSecretLines(lines, new Map([['A', 'pw']]))).toBe(lines)
  })

  it.each(['the pw', 'password: x', '<param name="x"', 'value = "x"', 'api_key x'])('drops %s', (line) => {
    expect(hideSecretLines(['a', line], new Map([['A', 'pw']]))).toEqual([
      'a',
      '(The rest of this comment is left out here: it may hold a secret.)',
    ])
  })
})

describe('unadoptable', () => {
  it('finds the gateways that cannot be marked', () => {
    const gateway = (name: string): string =>
      `<gateway name="${name}">\n<param name="proxy" value="h"/>\n<param name="register" value="false"/>\n</gateway>\n`
    const disk = withGatewayFile(['a', 'b', 'c'].map(gateway).join(''))
    const [a, b, c] = ['a', 'b', 'c'].map((name) => gatewayOf(disk, name))
    if (a === undefined || b === undefined || c === undefined) throw new Error('three')
    const stuck = { ...b, uneditable: 'a part of it comes from elsewhere' }
    expect(unadoptable(disk, [a, b, c])).toEqual([])
    expect(unadoptable(disk, [a, stuck, c])).toEqual([
      [stuck, 'the marker of gwctl cannot be set in its markup'],
    ])
    expect(unadoptable(disk, [])).toEqual([])
  })
})

describe('writeYaml', () => {
  it('writes gateways and profiles without anything in them', () => {
    const profile = { keepOthers: false, items: [] }
    const bare = { kind: 'gateway', name: 'bare', comments: [], lines: [] } as const
    const { text, spans } = writeYaml([], '/c', [
      { ...profile, name: 'none' },
      { ...profile, name: 'one', items: [bare] },
    ])
    expect(text).toBe(
      'version: 1\nfreeswitch:\n  conf: /c\n\nprofiles:\n  none:\n    gateways: {}\n  one:\n    gateways:\n      bare: {}\n...\n',
    )
    expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual([
      '  none:\n    gateways: {}\n',
      '  one:\n    gateways:\n',
      '      bare: {}\n',
    ])
  })

  it('has heads that say whether passwords are in the file', () => {
    expect(importedHead('/c', 'env').join()).toContain('${env:NAME}')
    expect(importedHead('/c', 'inline').join()).toContain('It holds passwords')
    expect(parseYaml('f', writeYaml(INIT_HEAD, './conf', []).text).problems).toEqual([])
  })
})
