import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startSandbox } from '../../src/sandbox/server.ts'
import { waitUntil } from '../support/poll.ts'
import { createRandom } from '../support/seeded-random.ts'
import { gatewayFile, writeConf } from '../support/small-conf.ts'
import { writeText } from '../../src/model/text.ts'
import { inDirectory } from './gwctl.ts'
import { runHere } from './in-process.ts'

const COUNT = 200
const ENDS = ['', '.', '"', "'", '&', '<', '>', '%', '\\', '$', '#', '}', ' ;', 'ä', '漢', '🙂', '\u0085x']
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** Of one character each; no new one is an old one. */
const [NEW, OLD] = ['&<>"\'äß漢', '%^~|;ö漣']

/** Long and short ones, with what is special to XML, JSON, YAML or a pattern at both ends. */
function canaries(seed: number, short: string): string[] {
  const random = createRandom(seed)
  const pick = <T>(list: ArrayLike<T>): T => list[Math.floor(random() * list.length)] as T
  return Array.from({ length: COUNT }, (_, at) => {
    if (at % 10 === 0) return pick(short)
    const body = Array.from({ length: 9 }, () => pick(LETTERS)).join('')
    return `${pick(ENDS)}${body}${pick(ENDS)}`
  })
}

/** Letters only: part of a host name. */
function hostOf(secret: string): string {
  return `h${Buffer.from(secret).toString('hex')}`
}

const yaml = (port: number): string => `version: 1
freeswitch: { conf: ./conf, event-socket: { host: 127.0.0.1, port: ${port}, password: "\${env:ESL}" } }
profiles:
  external:
    gateways:
${Array.from({ length: COUNT }, (_, at) => gatewayYaml(at)).join('')}`

/** Each secret in one of the places where there can be one. */
function gatewayYaml(at: number): string {
  const secret = `"\${env:S${at}}"`
  const params = [
    `password: ${secret}`,
    `password: "\${file:secrets-${at}}"`,
    `password: p, from-user: "a\${env:S${at}}b"`,
    `password: p, variables: [{ name: x, value: ${secret} }]`,
    `password: p, realm: "\${env:H${at}}.example"`,
  ]
  return `      g${at}: { proxy: a.example, register: false, username: u, ${params[at % params.length] ?? ''} }\n`
}

/** What is saved when these are the secrets, and those the ones that stood before. */
async function saveWith(secrets: readonly string[], old: readonly string[], esl: string): Promise<string> {
  return inDirectory({}, async (cwd) => {
    const standing = old.slice(0, COUNT / 2).map((secret, at) => {
      const params = { proxy: 'a.example', register: 'false', username: 'u', password: writeText(secret) }
      return [
        `sip_profiles/external/g${at}.xml`,
        gatewayFile(`external/g${at}`, { managed: 'yes', ...params }),
      ]
    })
    writeConf(join(cwd, 'conf'), { files: Object.fromEntries(standing) as Record<string, string> })
    const sandbox = await startSandbox({ confDir: join(cwd, 'conf'), port: 0, speed: 20, password: esl })
    try {
      await waitUntil('it runs', 5000, () => sandbox.model.api('sofia status').text.includes('external::g0'))
      writeFileSync(join(cwd, 'gwctl.yaml'), yaml(sandbox.port))
      for (const [at, secret] of secrets.entries()) writeFileSync(join(cwd, `secrets-${at}`), `${secret}\n`)
      const values = secrets.flatMap((secret, at) => [
        [`S${at}`, secret],
        [`H${at}`, hostOf(secret)],
      ])
      const env = { ...Object.fromEntries(values), ESL: esl } as Record<string, string>
      const run = await runHere(['plan', '--out', 'a.plan'], { cwd, env })
      expect({ code: run.code, stderr: run.stderr.slice(-300) }).toMatchObject({ code: 0 })
      return readFileSync(join(cwd, 'a.plan'), 'utf8').replaceAll(cwd, '/CWD')
    } finally {
      await sandbox.close()
    }
  })
}

/** Without what is different each time, or a digest under a key of its own. */
function withoutDigests(saved: string): string {
  return saved
    .replace(/"(id|createdAt|keyId|coreUuid)": "[^"]*"/g, '"$1": ""')
    .replace(/"(digest|plan|seal)": "[0-9a-f]{64}"/g, '"$1": ""')
}

describe('200 secrets, old and new, in a saved plan', () => {
  it('are not in it: with others it reads the same', async () => {
    const [first, second] = [canaries(1, NEW), canaries(2, OLD)]
    const saved = await saveWith(first, second, 'ESL-canary-1')
    const other = await saveWith(canaries(3, NEW), canaries(4, OLD), 'Another')
    expect(withoutDigests(saved)).toBe(withoutDigests(other))
    // And by their characters, where they are long enough to mean something.
    const hosts = first.map(hostOf)
    const long = [...first, ...second, ...hosts, 'ESL-canary-1'].filter((each) => each.length > 4)
    const forms = long.flatMap((each) => [each, JSON.stringify(each).slice(1, -1), writeText(each)])
    expect(forms.filter((each) => saved.includes(each))).toEqual([])
    expect(long.length).toBeGreaterThan(COUNT)
    const { bindings } = JSON.parse(saved) as { bindings: { input: { secrets: unknown[] } } }
    expect(bindings.input.secrets).toHaveLength(COUNT + 1)
  }, 20_000)
})
