import { resolveValue, type SecretSource } from '../../src/config/secrets.ts'
import { isPlaceholder } from '../../src/config/placeholder.ts'
import { toText } from '../../src/config/build-desired.ts'
import type { Problem } from '../../src/config/problem.ts'
import type { ScalarNode } from '../../src/config/node.ts'
import { readText } from '../../src/model/text.ts'
import { createRandom } from '../support/seeded-random.ts'

const node = (text: string): ScalarNode => ({
  kind: 'scalar',
  value: text,
  text,
  at: { file: 'a.yaml', offset: 0, length: text.length },
})

const source = (env: Record<string, string>): SecretSource => ({
  env: (name) => env[name],
  file: (path) => (path === 'gone' ? { error: 'does not exist' } : { text: `<${path}>x` }),
})

function resolve(text: string, env: Record<string, string> = {}): { text: string; problems: string[] } {
  const problems: Problem[] = []
  const value = resolveValue(node(text), source(env), problems)
  return { text: value.text, problems: problems.map((each) => each.message) }
}

describe('resolveValue', () => {
  it('resolves references anywhere in a string', () => {
    expect(resolve('a${env:X}b${file:f}${env:X}', { X: '1' })).toEqual({ text: 'a1b<f>x1', problems: [] })
  })
  it('leaves what is no reference', () => {
    expect(resolve('$x ${x} $${x} ${env} ${ENV:x}')).toEqual({
      text: '$x ${x} $${x} ${env} ${ENV:x}',
      problems: [],
    })
  })
  it.each<[text: string, message: string]>([
    ['${env:NONE}', 'The environment variable NONE is not set.'],
    ['${env:EMPTY}', 'The environment variable EMPTY is empty.'],
    ['${env:TODO}', 'The environment variable TODO holds a placeholder, not a secret.'],
    ['${file:gone}', 'The file gone does not exist.'],
    ['$${env:SET}', '`$${...}` is a variable of FreeSWITCH; it has none called env: or file:.'],
  ])('refuses %s', (text, message) => {
    expect(resolve(text, { EMPTY: '', TODO: 'ChangeMe', SET: 'x' }).problems).toEqual([message])
  })
  it('reports every reference of a string', () => {
    expect(resolve('${env:A}${env:B}').problems).toHaveLength(2)
  })
  it('knows what it could not resolve', () => {
    expect(resolveValue(node('a${env:X}'), undefined, [])).toMatchObject({
      text: 'a${env:X}',
      fromSecret: true,
      resolved: false,
      known: false,
    })
    expect(resolveValue(node('$${x}'), undefined, [])).toMatchObject({
      fromSecret: false,
      resolved: true,
      known: false,
    })
  })
})

describe('isPlaceholder', () => {
  it.each([
    'CHANGEME',
    'change-me!',
    'changeit',
    '##PASSWORD##',
    '********',
    'xxxx',
    '...',
    '<password>',
    ' TODO ',
    '{{ pw }}',
    '${PW}',
    'your-password-here',
    'REPLACE_ME',
    'fill-me-in',
    'redacted',
  ])('%s', (text) => expect(isPlaceholder(text)).toBe(true))
  it.each(['', 'xx', 's3same', 'changeme2', 'a<b>', '#x#', 'my voice is my passport'])('not %s', (text) =>
    expect(isPlaceholder(text)).toBe(false),
  )
})

describe('toText', () => {
  const text = (value: string, env: Record<string, string>): { xml: string; sensitive: boolean } =>
    toText('realm', resolveValue(node(value), source(env), []))

  it('escapes what came out of a secret, and passes what stands in the YAML', () => {
    expect(text('$${a}${env:X}', { X: '$${a}"' })).toEqual({ xml: '$${a}$&#36;{a}&quot;', sensitive: true })
    expect(text('$${a}"', {})).toEqual({ xml: '$${a}&quot;', sensitive: false })
  })
  it('makes no reference where text and secret meet', () => {
    const globals = new Map([['a', 'BAD']])
    expect(readText(text('$${env:D}a}', { D: '{' }).xml, globals)).not.toContain('BAD')
    expect(readText(text('$${env:D}', { D: '${a}' }).xml, globals)).not.toContain('BAD')
    expect(readText(text('${env:D}{a}', { D: '$$' }).xml, globals)).toBe('$${a}')
  })
  it('takes a password for sensitive, wherever it comes from', () => {
    expect(toText('password', resolveValue(node('x'), undefined, []))).toEqual({ xml: 'x', sensitive: true })
  })
  it('is read back by FreeSWITCH as what the secret is: 1,000 random ones', () => {
    const random = createRandom(7)
    const alphabet = [
      '"',
      "'",
      '&',
      '<',
      '>',
      '%',
      '\\',
      '$',
      '#',
      '{',
      '}',
      'a',
      'é',
      '😀',
      ';',
      '&#36;',
      '$${a}',
      ' ',
    ]
    const pick = (): string => alphabet[Math.floor(random() * alphabet.length)] ?? ''
    for (let i = 0; i < 1000; i++) {
      const secret = `s${Array.from({ length: 12 }, pick).join('')}`
      const before = random() < 0.5 ? '' : pick().replace('$${a}', '$')
      const written = text(`${before}\${env:S}`, { S: secret })
      if (!before.endsWith('$')) expect(readText(written.xml, new Map([['a', 'BAD']]))).toBe(before + secret)
    }
  })
})
