import type { Diagnostic } from '../../src/errors.ts'
import { diagnosticsJson, renderDiagnostics } from '../../src/render/diagnostics.ts'

function at(file: string, text: string, marked: string, more: Partial<Diagnostic> = {}): Diagnostic {
  const offset = text.indexOf(marked)
  return {
    code: 'GW101',
    severity: 'error',
    message: 'Bad.',
    hint: 'Do it.',
    at: { file, offset, length: marked.length },
    ...more,
  }
}

function render(text: string, marked: string, file = 'a.yaml'): string {
  return renderDiagnostics([at(file, text, marked)], new Map([[file, text]]), { color: false })
}

/** The two lines that show the source. */
function excerpt(text: string, marked: string, file = 'a.yaml'): string[] {
  return render(text, marked, file)
    .split('\n')
    .slice(1, 3)
    .map((line) => line.slice(8))
}

describe('renderDiagnostics', () => {
  it('shows place, code, message, line, marks and hint', () => {
    expect(render('version: 1\nprofils: {}\n', 'profils')).toBe(`a.yaml:2:1: error GW101: Bad.
    2 | profils: {}
      | ^~~~~~~
  hint: Do it.
`)
  })

  it('is nothing for no diagnostics', () =>
    expect(renderDiagnostics([], new Map(), { color: true })).toBe(''))

  it('shows what it can without a place or a text', () => {
    const { at: place, ...without } = at('b.xml', '', '', { severity: 'warning' })
    expect(
      renderDiagnostics([without, { ...without, ...(place && { at: place }) }], new Map(), { color: false }),
    ).toBe('warning GW101: Bad.\n  hint: Do it.\nb.xml: warning GW101: Bad.\n  hint: Do it.\n')
  })

  it('paints errors red and warnings yellow', () => {
    const text = 'a\n'
    const shown = (severity: 'error' | 'warning'): string =>
      renderDiagnostics([at('f', text, 'a', { severity })], new Map([['f', text]]), { color: true })
    expect(shown('error')).toContain('\u001b[31merror GW101\u001b[39m')
    expect(shown('warning')).toContain('\u001b[33mwarning GW101\u001b[39m')
  })

  it.each<[name: string, text: string, marked: string, lines: readonly string[]]>([
    ['tabs', '\ta:\tb', 'b', ['    a:    b', '          ^']],
    ['wide characters', '日本: x', 'x', ['日本: x', '      ^']],
    ['marks that take no room', 'e\u0301a: x', 'x', ['e\u0301a: x', '    ^']],
    ['emoji', '😀 x', 'x', ['😀 x', '   ^']],
    ['control characters', 'a\u001b[31m x', 'x', ['a\\x1b[31m x', '          ^']],
    ['text that runs backwards', 'a\u202eb x', 'x', ['a\\u202eb x', '         ^']],
    ['CRLF', 'a\r\nb: x\r\n', 'x', ['b: x', '   ^']],
    ['CR', 'a\rb: x\r', 'x', ['b: x', '   ^']],
    ['a place over several lines', 'a: x\nb: y\n', 'x\nb', ['a: x', '   ^']],
    ['a place at the end', 'a\n', '\n', ['a', ' ^']],
  ])('minds %s', (_, text, marked, lines) => expect(excerpt(text, marked)).toEqual(lines))

  it('cuts a long line around the place', () => {
    const [line = '', marks = ''] = excerpt(`${'a'.repeat(5000)}X${'b'.repeat(5000)}`, 'X')
    expect(line).toBe(`…${'a'.repeat(50)}X${'b'.repeat(109)}…`)
    expect(line.charAt(marks.indexOf('^'))).toBe('X')
  })

  it('lets no message, hint or name of a file reach the terminal raw', () => {
    const shown = renderDiagnostics(
      [at('a\u001b]0;x', '', '', { message: 'a\nb\u0007', hint: '\u009b1m' })],
      new Map(),
      { color: false },
    )
    expect(shown).toBe('a\\x1b]0;x: error GW101: a b\\x07\n  hint: \\x9b1m\n')
  })

  it('points past the end of a text without complaint', () => {
    const shown = renderDiagnostics(
      [{ ...at('f', 'ab', 'a'), at: { file: 'f', offset: 99, length: 3 } }],
      new Map([['f', 'ab']]),
      { color: false },
    )
    expect(shown).toContain('    1 | ')
  })

  it('is fast for thousands in one file', () => {
    const text = '        password: hunter2\n'.repeat(10_000)
    const many = Array.from({ length: 3000 }, (_, index) => ({
      ...at('f', text, 'pass'),
      at: { file: 'f', offset: 8 + index * 26, length: 8 },
    }))
    expect(renderDiagnostics(many, new Map([['f', text]]), { color: false })).not.toContain('hunter2')
  })
})

describe('secrets in YAML', () => {
  it.each<[text: string, marked: string, lines: readonly string[]]>([
    ['password: s3same', 'password', ['password: ********', '^~~~~~~~']],
    ['password: s3same', '3s', ['password: ********', '          ^~~~~~~~']],
    ['password:s3same', 'password', ['password:********', '^~~~~~~~']],
    ['"password":"s3same"', 'pass', ['"password":********', ' ^~~~']],
    [
      'a: { password: s3same, proxy: x }',
      'x }',
      ['a: { password: ********, proxy: x }', '                                ^~~'],
    ],
    ['a: { password: s3,same }', 'a:', ['a: { password: ******** }', '^~']],
    ['a: { password: s3,same', 'a:', ['a: { password: ********', '^~']],
    [
      'a: { password: "s3,s: ame", proxy: x }',
      'x }',
      ['a: { password: ********, proxy: x }', '                                ^~~'],
    ],
    ['password: "s3"same" # x', 'pass', ['password: ********', '^~~~']],
    ["password: 's3''same' # x", '#', ['password: ******** # x', '                   ^']],
    ['password: "s3\\"same" # x', '#', ['password: ******** # x', '                   ^']],
    ['SIP_Auth-Secret.2: s3same', 'SIP', ['SIP_Auth-Secret.2: ********', '^~~']],
    ['pasword: s3same', 'pas', ['pasword: ********', '^~~']],
    ['passwrd: s3same', 'pas', ['passwrd: ********', '^~~']],
    ['psasword: s3same', 'psa', ['psasword: ********', '^~~']],
    ['passphrase : s3same', 'pass', ['passphrase : ********', '^~~~']],
    ['x-token: s3same', 'x', ['x-token: ********', '^']],
    ['password: ${env:PW}', '${env:PW}', ['password: ${env:PW}', '          ^~~~~~~~~']],
    [
      'a: { password: "${file:/run/secrets/pw}" }',
      '"',
      ['a: { password: "${file:/run/secrets/pw}" }', '               ^'],
    ],
    ['password: ${env:PW}s3same', 'pass', ['password: ********', '^~~~']],
    [
      '- { name: sip_password, value: s3same }',
      'sip',
      ['- { name: sip_password, value: ******** }', '          ^~~'],
    ],
    [
      '- { value: s3same, name: sip_password }',
      'sip',
      ['- { value: ********, name: sip_password }', '                           ^~~'],
    ],
    ['- name: sip_password\n  value: s3same', 'value', ['  value: ********', '  ^~~~~']],
    ['- name: codec\n  value: PCMA', 'value', ['  value: PCMA', '  ^~~~~']],
    ['the value is: x', 'value', ['the value is: x', '    ^~~~~']],
    ['proxy: secret.example', 'proxy', ['proxy: secret.example', '^~~~~']],
  ])('%j', (text, marked, lines) => expect(excerpt(text, marked)).toEqual(lines))

  it.each<[name: string, text: string]>([
    ['a block', 'password: |\n  s3same\n\n  more\nproxy: x'],
    ['a folded text', 'password: >-\n  s3same\nproxy: x'],
    ['a value on the next line', 'password:\n  s3same\nproxy: x'],
    ['a quoted text over lines', 'password: "a\n  s3same"\nproxy: x'],
    ['a text over lines', 'password: a\n  s3same\nproxy: x'],
    ['an open quote', 'password: "a\ns3same\n'],
    ['an explicit key', '? password\n: s3same\n'],
    ['an indented key', 'a:\n    - password: a\n        s3same\n      proxy: x'],
  ])('that stand in %s', (_, text) => {
    const [line] = excerpt(text, 's3same')
    expect(line?.trim()).toMatch(/^(?:: )?\*{8}$/)
    expect(render(text, 's3same')).not.toContain('s3same')
    if (text.includes('proxy')) expect(excerpt(text, 'proxy: x')[0]).toContain('proxy: x')
  })

  it('are hidden when the file is read to its last character', () => {
    expect(excerpt('password: s3same\n\n', 'password')).toEqual(['password: ********', '^~~~~~~~'])
  })
})

describe('secrets in XML', () => {
  const shown = (text: string, marked = '<'): string | undefined => excerpt(text, marked, 'x.xml')[0]
  it.each<[text: string, line: string]>([
    ['<param name="password" value="s3same"/>', '<param name="password" value=********/>'],
    ["<param value='s3same' name='password'></param>", "<param value=******** name='password'></param>"],
    ['<param name="password" value=s3same/>', '<param name="password" value=********'],
    ['<param name="password" value="s3"same"/>', '<param name="password" value=********'],
    ['<param name="password" value="s3same', '<param name="password" value=********'],
    ['<param name="password" value="s3<same"/>', '<param name="password" value=********/>'],
    ['<param name="password" value="$${pw}"/>', '<param name="password" value="$${pw}"/>'],
    ['<X-PRE-PROCESS cmd="set" data="default_password=s3same"/>', '<X-PRE-PROCESS cmd="set" data=********/>'],
    ['<password>s3same</password>', '<password>********</password>'],
    ['<password> </password>', '<password> </password>'],
    ['<password', '<password'],
    ['<param name="proxy" value="x"/>', '<param name="proxy" value="x"/>'],
    [
      '<a/><param name="password" value="s3same"/><param name="b" value="c"/>',
      '<a/><param name="password" value=********/><param name="b" value="c"/>',
    ],
  ])('%s', (text, line) => expect(shown(text)).toBe(line))

  it('are found over lines, and in a text that only looks like XML', () => {
    const text = '  <param name="password"\n    value="s3same"/>\n'
    expect(shown(text, 'value')).toBe('    value=********/>')
    expect(excerpt(text, 'value', 'gateways')[0]).toBe('    value=********/>')
    expect(shown('secret s3same', 's3')).toBe('secret s3same')
  })
})

describe('diagnosticsJson', () => {
  it('names the rule of the policy that found it', () => {
    const found = {
      code: 'GW121',
      severity: 'warning',
      message: 'm',
      hint: 'h',
      rule: 'ping-required',
    } as const
    expect(diagnosticsJson([found], new Map())).toEqual([found])
  })

  it('gives places by line and column, and nothing raw', () => {
    const text = 'a: 1\r\n  b\u0301c: 2\n'
    const { at: place, ...without } = at('a.yaml', text, 'c', { message: 'x\ny\u009b', severity: 'warning' })
    expect(
      diagnosticsJson([at('a.yaml', text, 'c'), without, at('gone', '', '')], new Map([['a.yaml', text]])),
    ).toEqual([
      {
        code: 'GW101',
        severity: 'error',
        message: 'Bad.',
        file: 'a.yaml',
        line: 2,
        column: 5,
        hint: 'Do it.',
      },
      { code: 'GW101', severity: 'warning', message: 'x y\\x9b', hint: 'Do it.' },
      { code: 'GW101', severity: 'error', message: 'Bad.', file: 'gone', hint: 'Do it.' },
    ])
    expect(place?.offset).toBe(text.indexOf('c'))
  })
})
