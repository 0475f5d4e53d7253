import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadDesired } from '../../src/config/load.ts'
import type { Plan } from '../../src/model/plan.ts'
import { readText } from '../../src/model/text.ts'
import { buildPlan } from '../../src/plan/build.ts'
import { createSwitch } from '../../src/sandbox/switch.ts'
import { readConf } from '../../src/sandbox/conf.ts'
import {
  attributeOf,
  childOf,
  childrenOf,
  findConfiguration,
  type XmlElement,
} from '../../src/sandbox/xml-tree.ts'
import { localTarget } from '../../src/targets/local.ts'
import { readDisk } from '../../src/xml/read.ts'
import { createRandom } from '../support/seeded-random.ts'
import { writeConf } from '../support/small-conf.ts'

const COUNT = 1000
/** What XML, the preprocessor, SIP or a shell could take for something else, alone and in the company that matters. */
const PARTS = [
  ...`"'&<>%\\$#{}[]()!?;:@/=|~^\`*,.-_ `,
  ...[
    '$${',
    '}',
    '$${domain}',
    '${',
    '&amp;',
    '&#34;',
    '&quot',
    '&#x0;',
    '<!--',
    '-->',
    ']]>',
    '<![CDATA[',
    '%20',
    '\\n',
    '\\"',
  ],
  ...[
    'X-PRE-PROCESS',
    '<include>',
    '</include>',
    '"/>',
    '<param name="register" value="false"/>',
    '/>',
    '<?',
    '?>',
  ],
  ...['ä', 'ß', '漢', '🙂', 'é', '\u00a0', '\u2028', '\ufeff', '\u0301', '\ufffd', 'İ'],
  ...['a', 'Z', '0', 'true', 'null'],
]

function randomSecrets(seed: number): string[] {
  const random = createRandom(seed)
  return Array.from({ length: COUNT }, () => {
    const length = 1 + Math.floor(random() * 12)
    const parts = Array.from({ length }, () => PARTS[Math.floor(random() * PARTS.length)] ?? '')
    return parts.join('')
  })
}

/** A conf whose vars.xml sets `domain`, and the plan of gateways g0, g1 ... with these passwords. */
function planFor(
  cwd: string,
  secrets: readonly string[],
  from: 'env' | 'file',
): { plans: Plan[]; refused: Set<number> } {
  mkdirSync(join(cwd, 'secrets'))
  for (const [at, secret] of secrets.entries()) writeFileSync(join(cwd, 'secrets', String(at)), `${secret}\n`)
  const env = Object.fromEntries(secrets.map((secret, at) => [`S${at}`, secret]))
  const reference = (at: number): string => (from === 'env' ? `\${env:S${at}}` : `\${file:secrets/${at}}`)
  const load = (which: readonly number[]) => {
    const lines = which.map((at) => `      g${at}: { proxy: h, username: u, password: "${reference(at)}" }\n`)
    const text = `version: 1\nfreeswitch: { conf: ./conf }\nprofiles:\n  external:\n    gateways:\n${lines.join('')}`
    return { text, ...loadDesired({ paths: ['-'], stdin: text, cwd, env, resolveSecrets: true }) }
  }
  const all = load(secrets.map((_, at) => at))
  const lineOf = (offset: number): number => all.text.slice(0, offset).split('\n').length - 6
  const errors = all.diagnostics.filter((each) => each.severity === 'error')
  const refused = new Set(errors.map((each) => lineOf(each.at?.offset ?? 0)))
  const { desired } = load(secrets.map((_, at) => at).filter((at) => !refused.has(at)))
  if (desired === undefined) throw new Error('what is left after the refusals is refused as well')
  const { plan } = buildPlan(desired, readDisk(localTarget(join(cwd, 'conf'))), undefined)
  return { plans: plan === undefined ? [] : [plan], refused }
}

/** What the sandbox's own reading of the files, which shares no code with gwctl's, makes of each password. */
function passwordsInSwitch(conf: string): Map<string, string> {
  const model = createSwitch({
    readConf: (globals) => readConf(localTarget(conf), globals),
    start: 0,
    createUuid: () => '0',
  })
  const profiles = childOf(findConfiguration(model.root(), 'sofia.conf'), 'profiles')
  const gateways = childrenOf(profiles, 'profile').flatMap((profile) =>
    childrenOf(childOf(profile, 'gateways'), 'gateway'),
  )
  const passwordOf = (gateway: XmlElement): string | undefined =>
    attributeOf(
      childrenOf(gateway, 'param').find((param) => attributeOf(param, 'name') === 'password'),
      'value',
    )
  return new Map(gateways.map((each) => [attributeOf(each, 'name') ?? '', passwordOf(each) ?? '']))
}

describe.each([
  ['env', 20_261_123],
  ['file', 42],
] as const)('1,000 random secrets through ${%s:}', (from, seed) => {
  it('are read by FreeSWITCH as they are, or refused before anything is written', () => {
    const cwd = mkdtempSync(join(tmpdir(), 'gwctl-secrets-'))
    try {
      const conf = join(cwd, 'conf')
      const vars = '<X-PRE-PROCESS cmd="set" data="domain=example.com"/>\n'
      writeConf(conf, {
        files: {
          'freeswitch.xml': `<document type="freeswitch/xml">\n${vars}<section name="configuration">\n<X-PRE-PROCESS cmd="include" data="autoload_configs/*.xml"/>\n</section>\n</document>\n`,
        },
      })
      const secrets = randomSecrets(seed)
      const { plans, refused } = planFor(cwd, secrets, from)
      const target = localTarget(conf)
      for (const { path, after, owner } of plans.flatMap((plan) => plan.files))
        target.write(path, after ?? '', owner)
      const disk = readDisk(target)
      const read = new Map(disk.profiles.flatMap((each) => each.gateways).map((each) => [each.name, each]))
      const inSwitch = passwordsInSwitch(conf)
      let proven = 0
      for (const [at, secret] of secrets.entries()) {
        const xml = read.get(`g${at}`)?.definition.params.get('password')?.xml
        if (refused.has(at)) {
          expect(xml).toBeUndefined()
          continue
        }
        proven += 1
        expect(readText(xml ?? '', disk.globals)).toBe(secret)
        expect(inSwitch.get(`g${at}`)).toBe(Buffer.from(secret, 'utf8').toString('latin1'))
      }
      // Some are placeholders, or hold what FreeSWITCH takes apart later on.
      expect(proven).toBeGreaterThan(COUNT * 0.6)
      expect(disk.diagnostics.filter((each) => each.severity === 'error')).toEqual([])
    } finally {
      rmSync(cwd, { recursive: true })
    }
  }, 30_000)
})
