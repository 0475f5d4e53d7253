import { loadDesired } from '../../src/config/load.ts'
import type { ConfigFiles } from '../../src/config/files.ts'
import { diagnosticsJson, renderDiagnostics } from '../../src/render/diagnostics.ts'
import { createRandom } from '../support/seeded-random.ts'

const SEED_FILE = `version: 1
freeswitch: { conf: ./conf, event-socket: { host: a, port: 8021, password: "\${env:P}" } }
templates:
  t: &t { proxy: sip.example, ping: 25 }
profiles:
  external:
    prune: managed
    defaults: { <<: *t, expire-seconds: 600 }
    gateways:
      acme-1:
        template: t
        username: alice
        password: sesame-open
        variables: [{ name: a, value: '1', direction: inbound }]
        subscriptions: [{ event: dialog, expire-seconds: 60 }]
        extra-params: { x: |-
            text }
`

/** Loads bytes and prints what came of it; anything thrown fails the test. */
function survive(bytes: Uint8Array): string {
  const files: ConfigFiles = {
    read: () => ({ bytes }),
    isDirectory: () => false,
    listYaml: () => ({ paths: [] }),
  }
  const result = loadDesired({ paths: ['a.yaml'], cwd: '/x', env: { P: 'p' }, resolveSecrets: true, files })
  const errors = result.diagnostics.filter((each) => each.severity === 'error')
  expect(errors.length > 0).toBe(result.desired === undefined)
  expect(JSON.stringify(diagnosticsJson(result.diagnostics, result.sources))).toBeDefined()
  return renderDiagnostics(result.diagnostics, result.sources, { color: false })
}

describe('loadDesired', () => {
  it('stands random bytes', () => {
    const random = createRandom(1)
    for (let i = 0; i < 300; i++) survive(Uint8Array.from({ length: i }, () => Math.floor(random() * 256)))
  })

  it('stands random YAML characters', () => {
    const random = createRandom(2)
    const signs = [
      ...'{}[]:,-?&*!|>\'"%@`# \n\t$',
      'a',
      '1',
      '<<',
      '---\n',
      '...\n',
      '\\',
      '\ufeff',
      'é',
      '~',
      '&a ',
      '*a ',
      ': ',
      '\n  ',
      '- ',
    ]
    for (let i = 0; i < 700; i++) {
      const text = Array.from(
        { length: 1 + Math.floor(random() * 60) },
        () => signs[Math.floor(random() * signs.length)],
      )
      survive(Buffer.from(text.join('')))
    }
  })

  it('stands a valid file with a few characters changed, and never shows its password', () => {
    const random = createRandom(3)
    const pick = (): string => '{}[]:,-?&*!|>\'"%@`# \n\t$x1~<'.charAt(Math.floor(random() * 28))
    for (let i = 0; i < 700; i++) {
      let text = SEED_FILE
      for (let change = 0; change <= random() * 3; change++) {
        const at = Math.floor(random() * text.length)
        text = text.slice(0, at) + (random() < 0.7 ? pick() : '') + text.slice(at + Math.floor(random() * 3))
      }
      const shown = survive(Buffer.from(text))
      if (/password: sesame-open/.test(text)) expect(shown).not.toContain('sesame')
    }
  })

  it('stands every piece of a valid file', () => {
    for (let cut = 0; cut < SEED_FILE.length; cut += 3) {
      survive(Buffer.from(SEED_FILE.slice(cut)))
      survive(Buffer.from(SEED_FILE.slice(0, cut)))
    }
  })

  it.each<[name: string, text: string]>([
    ['10 MB', 'a: b\n'.repeat(2_000_000)],
    ['8 MB in one word', 'a'.repeat(8_000_000)],
    ['8 MB in one quoted text', `password: "${'x'.repeat(8_000_000)}\n`],
    ['10,000 levels', `a: ${'['.repeat(10_000)}`],
    ['10,000 braces', '{'.repeat(10_000)],
    ['half a million secrets', 'secret'.repeat(500_000)],
    ['100,000 dashes', '- '.repeat(100_000)],
    ['10,000 anchors', '&a '.repeat(10_000)],
    ['20,000 closing brackets', '[]]}'.repeat(5_000)],
    ['20,000 commas', `[${','.repeat(20_000)}]`],
  ])('stands %s', (_, text) => expect(survive(Buffer.from(text))).toContain('error GW10'))
})
