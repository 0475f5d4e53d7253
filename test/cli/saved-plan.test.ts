import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts'
import { gatewayFile, writeConf } from '../support/small-conf.ts'
import { waitUntil } from '../support/poll.ts'
import { gwctl, inDirectory, type Run, type RunOptions } from './gwctl.ts'
import { runHere } from './in-process.ts'

const FORBIDS = '127.0.0.1:15061'
const ENV = { PW: 'T0p-secret', ESL: 'ClueCon' }
const ASKS = /^api (sofia (status|xmlstatus|jsonstatus)|global_getvar|version|status|show|xml_locate)\b/

interface Place {
  readonly cwd: string
  sandbox: Sandbox
  /** What was sent to the switch and is no question. */
  readonly commands: string[]
  run(args: readonly string[], options?: Parameters<typeof runHere>[1]): Promise<Run>
  write(file: string, text: string): void
  read(file: string): string
  /** Every file of the configuration directory with its bytes and mtime, lock and audit log left out. */
  snapshot(): Record<string, string>
  restart(): Promise<void>
}

/** A configuration directory with `external/old`, a sandbox over it, and YAML that creates `external/acme`. */
async function inPlace(body: (place: Place) => Promise<void>): Promise<void> {
  await inDirectory({}, async (cwd) => {
    const conf = join(cwd, 'conf')
    const params = { proxy: 'old.example', register: 'false' }
    writeConf(conf, {
      gateways: { 'external/old': { managed: 'yes', ...params }, 'internal/stranger': params },
    })
    const commands: string[] = []
    const start = (port: number): Promise<Sandbox> =>
      startSandbox({
        confDir: conf,
        port,
        speed: 20,
        carriers: { [FORBIDS]: { registerAnswer: [403, 'Forbidden'] } },
        fault: (_, line) => {
          if (line.startsWith('api ') && !ASKS.test(line)) commands.push(line)
          return undefined
        },
      })
    const place: Place = {
      cwd,
      sandbox: await start(0),
      commands,
      run: (args, options) => runHere(args, { cwd, env: ENV, ...options }),
      write: (file, text) => writeFileSync(join(cwd, file), text),
      read: (file) => readFileSync(join(cwd, file), 'utf8'),
      snapshot: () => snapshotOf(conf),
      restart: async () => {
        const { port } = place.sandbox
        await place.sandbox.close()
        place.sandbox = await start(port)
      },
    }
    await until(() => place.sandbox.model.api('sofia status').text.includes('external::old'))
    place.write('gwctl.yaml', yaml(place.sandbox.port))
    place.write('policy.yaml', 'version: 1\npolicy: { max-deletes: 2 }\n')
    place.write('user', 'alice\n')
    try {
      await body(place)
    } finally {
      await place.sandbox.close()
    }
  })
}

function yaml(port: number, acme = 'proxy: new.example, register: false'): string {
  return `version: 1
freeswitch: { conf: ./conf, event-socket: { host: 127.0.0.1, port: ${port}, password: "\${env:ESL}" } }
profiles:
  external:
    gateways:
      old: { proxy: old.example, register: false }
      acme: { ${acme}, username: "\${file:user}", password: "\${env:PW}" }
`
}

function snapshotOf(conf: string): Record<string, string> {
  const names = readdirSync(conf, { recursive: true, encoding: 'utf8' }).filter(
    (each) => !/^\.gwctl\/(lock|audit\.jsonl)$/.test(each) && statSync(join(conf, each)).isFile(),
  )
  return Object.fromEntries(
    names.sort().map((name) => {
      const file = join(conf, name)
      return [name, `${statSync(file).mtimeMs} ${readFileSync(file, 'latin1')}`]
    }),
  )
}

function until(ask: () => boolean): Promise<void> {
  return waitUntil('the switch has done what it was told', 5000, ask)
}

const INPUT = ['-f', 'gwctl.yaml', '-f', 'policy.yaml']

async function savedIn({ run }: Place, more: readonly string[] = []): Promise<void> {
  const saved = await run(['plan', ...INPUT, '--out', 'a.plan', ...more])
  expect(saved).toMatchObject({ code: 0, stderr: expect.stringContaining('Saved to a.plan') })
}

/** That the plan is refused, with these words, and nothing at all is written or sent. */
async function expectRefused(
  place: Place,
  code: 3 | 4,
  words: RegExp,
  options: RunOptions & { readonly args?: readonly string[] } = {},
): Promise<void> {
  const before = place.snapshot()
  const told = auditOf(place).length
  place.commands.length = 0
  const { args = [], ...rest } = options
  const result = await place.run(['apply', 'a.plan', '--yes', ...args], rest)
  expect(result.stderr).toMatch(words)
  expect(result.code).toBe(code)
  expect(place.commands).toEqual([])
  expect(place.snapshot()).toEqual(before)
  // Whoever wanted to apply what is out of date or used up is in the log, with the plan that it was.
  const [, stale] = /error (GW310|GW312(?=: This plan was applied))/.exec(result.stderr) ?? []
  const refused = { purpose: 'apply', id: null, outcome: 'refused', exit: 4 }
  expect(auditOf(place).slice(told)).toMatchObject(
    stale === undefined ? [] : [{ ...refused, plan: digestIn(place), code: stale }],
  )
}

function auditOf({ cwd }: Place): unknown[] {
  const file = join(cwd, 'conf/.gwctl/audit.jsonl')
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : []
  return lines.map((line) => JSON.parse(line) as unknown)
}

/** Of the plan in a saved plan, as the audit log would name its apply. */
function digestIn({ cwd }: Place): unknown {
  const { plan } = JSON.parse(readFileSync(join(cwd, 'a.plan'), 'utf8')) as { plan: unknown }
  return createHash('sha256').update(JSON.stringify(plan)).digest('hex')
}

describe('a saved plan', () => {
  it('is applied as it was saved, once', () =>
    inPlace(async (place) => {
      await savedIn(place)
      expect((statSync(join(place.cwd, 'a.plan')).mode & 0o777).toString(8)).toBe('600')
      const applied = await place.run(['apply', 'a.plan', '--yes', '--json'])
      expect(applied).toMatchObject({ code: 0 })
      expect(JSON.parse(applied.stdout)).toMatchObject({ outcome: 'applied' })
      expect(place.sandbox.model.api('sofia status').text).toContain('acme')
      await expectRefused(place, 4, /GW312: This plan was applied before/)
      // Also when everything is as it was.
      rmSync(join(place.cwd, 'conf/sip_profiles/external/acme.xml'))
      place.write('conf/sip_profiles/external/old.xml', OLD)
      place.sandbox.model.api('sofia profile external killgw external::acme')
      await until(() => !place.sandbox.model.api('sofia status').text.includes('acme'))
      await expectRefused(place, 4, /GW312: This plan was applied before/)
    }))

  it('is used up by an apply that fails and is put back', () =>
    inPlace(async (place) => {
      place.write('gwctl.yaml', yaml(place.sandbox.port, `proxy: "${FORBIDS}"`))
      await savedIn(place)
      const failed = await place.run(['apply', 'a.plan', '--yes'])
      expect(failed).toMatchObject({ code: 6 })
      await until(() => !place.sandbox.model.api('sofia status').text.includes('acme'))
      await expectRefused(place, 4, /GW312: This plan was applied before/)
    }))

  it('is not used up by an answer that is no', () =>
    inPlace(async (place) => {
      await savedIn(place)
      const asked = { interactive: true, ask: () => Promise.resolve('no') }
      expect(await place.run(['apply', 'a.plan'], asked)).toMatchObject({ code: 4 })
      expect(place.commands).toEqual([])
      const yes = { interactive: true, ask: () => Promise.resolve('yes') }
      expect(await place.run(['apply', 'a.plan'], yes)).toMatchObject({ code: 0 })
    }))

  it('with nothing to do does nothing, however often', () =>
    inPlace(async (place) => {
      expect((await place.run(['apply', '--yes', ...INPUT])).code).toBe(0)
      await savedIn(place)
      const before = place.snapshot()
      for (let turn = 0; turn < 2; turn++)
        expect((await place.run(['apply', 'a.plan', '--yes'])).code).toBe(0)
      expect(place.snapshot()).toEqual(before)
    }))

  it('keeps its options: targets, adoption and allowances', () =>
    inPlace(async (place) => {
      await savedIn(place, ['--target', 'external/acme', '--no-adopt', '--allow-deletes', '7'])
      expect(JSON.parse(place.read('a.plan'))).toMatchObject({
        inputs: ['gwctl.yaml', 'policy.yaml'],
        options: { target: ['external/acme'], 'no-adopt': true, 'allow-deletes': ['7'] },
      })
      const before = place.read('conf/sip_profiles/external/old.xml')
      expect((await place.run(['apply', 'a.plan', '--yes'])).code).toBe(0)
      expect(place.read('conf/sip_profiles/external/old.xml')).toBe(before)
      expect(place.read('conf/sip_profiles/external/acme.xml')).toContain('new.example')
    }))

  it('takes the same files under other names', () =>
    inPlace(async (place) => {
      await savedIn(place)
      mkdirSync(join(place.cwd, 'elsewhere'))
      const named = ['gwctl.yaml', 'policy.yaml'].flatMap((each) => ['-f', join(place.cwd, each)])
      const options = { cwd: join(place.cwd, 'elsewhere') }
      const applied = await place.run(['apply', '../a.plan', '--yes', ...named], options)
      expect(applied.code).toBe(0)
    }))

  it('is printed and saved at once', () =>
    inPlace(async (place) => {
      const args = ['plan', ...INPUT, '--out', 'a.plan', '--format', 'json', '--detailed-exitcode']
      const { code, stdout } = await place.run(args)
      expect(code).toBe(2)
      expect((JSON.parse(place.read('a.plan')) as { plan: unknown }).plan).toEqual(JSON.parse(stdout))
      // Over an older plan, too; nothing is left beside it.
      expect((await place.run(args)).code).toBe(2)
      expect(readdirSync(place.cwd).sort()).toEqual(['a.plan', 'conf', 'gwctl.yaml', 'policy.yaml', 'user'])
    }))
})

const OLD = gatewayFile('external/old', { managed: 'yes', proxy: 'old.example', register: 'false' })

describe('a saved plan whose binding is broken is refused, and nothing is written or sent:', () => {
  const conf = 'conf/sip_profiles'
  const api = ({ sandbox }: Place, command: string): string => sandbox.model.api(command).text

  it.each<[what: string, move: (place: Place) => void | Promise<void>, words: RegExp, env?: object]>([
    [
      'the YAML',
      (place) => place.write('gwctl.yaml', `${place.read('gwctl.yaml')}# one more byte\n`),
      /GW310: Since the plan was saved: gwctl\.yaml has changed\. Nothing/,
    ],
    [
      'the YAML, which is bad now',
      (place) => place.write('gwctl.yaml', ': nothing'),
      /GW310: .*gwctl\.yaml has changed/,
    ],
    [
      'the YAML, of which a byte order mark went',
      (place) => place.write('policy.yaml', `\ufeff${place.read('policy.yaml')}`),
      /GW310: .*policy\.yaml has changed/,
    ],
    [
      'the policy',
      (place) => place.write('policy.yaml', 'version: 1\npolicy: { max-deletes: 9 }\n'),
      /GW310: .*policy\.yaml has changed/,
    ],
    [
      'a YAML file that went',
      (place) => rmSync(join(place.cwd, 'policy.yaml')),
      /GW310: .*policy\.yaml is no longer among the YAML files/,
    ],
    [
      'a secret of the environment',
      () => undefined,
      /GW310: .*the secret env:PW has another value\. Nothing/,
      { PW: 'an0ther' },
    ],
    [
      'a secret that is unset',
      () => undefined,
      /GW310: .*the secret env:PW is no longer there/,
      { PW: undefined },
    ],
    [
      'a secret in a file',
      (place) => place.write('user', 'bob\n'),
      /GW310: .*the secret file:user has another value/,
    ],
    [
      'a file of a gateway that the plan does not touch',
      (place) =>
        place.write(`${conf}/internal/stranger.xml`, `${place.read(`${conf}/internal/stranger.xml`)}\n`),
      /GW310: .*: sip_profiles\/internal\/stranger\.xml has changed\. Nothing/,
    ],
    [
      'a file that came',
      (place) => place.write(`${conf}/external/more.xml`, '<include/>\n'),
      /GW310: .*: sip_profiles\/external\/more\.xml is new/,
    ],
    [
      'a file that went',
      (place) => rmSync(join(place.cwd, conf, 'internal/stranger.xml')),
      /GW310: .*: sip_profiles\/internal\/stranger\.xml is gone/,
    ],
    [
      'a configuration that does not load any more',
      (place) => place.write(`${conf}/external/old.xml`, '<include><gateway'),
      /GW310: .*: sip_profiles\/external\/old\.xml has changed/,
    ],
    [
      'a whole configuration that went',
      (place) => rmSync(join(place.cwd, 'conf/freeswitch.xml')),
      /GW310: .*: freeswitch\.xml is gone/,
    ],
    [
      'a gateway that runs with another definition',
      async (place) => {
        place.write(`${conf}/external/old.xml`, OLD.replace('old.example', 'other.example'))
        api(place, 'sofia profile external killgw external::old')
        await until(() => !api(place, 'sofia status').includes('external::old'))
        api(place, 'sofia profile external rescan')
        place.write(`${conf}/external/old.xml`, OLD)
      },
      /GW310: .*: gateway external\/old runs with another definition\. Nothing/,
    ],
    [
      'a gateway that does not run any more',
      async (place) => {
        api(place, 'sofia profile internal killgw internal::stranger')
        await until(() => !api(place, 'sofia status').includes('stranger'))
      },
      /GW310: .*: gateway internal\/stranger no longer runs\. Nothing/,
    ],
    [
      'a gateway that runs now',
      (place) => {
        place.write(`${conf}/external/more.xml`, OLD.replace('"old"', '"more"'))
        api(place, 'sofia profile external rescan')
        rmSync(join(place.cwd, conf, 'external/more.xml'))
      },
      /GW310: .*: gateway external\/more runs now\. Nothing/,
    ],
    [
      'a profile that does not run any more',
      async (place) => {
        // It may be stopped ten seconds after its start.
        await until(() => api(place, 'sofia profile internal stop').includes('stopping'))
        await until(() => !api(place, 'sofia jsonstatus').includes('internal'))
      },
      /GW310: .*: profile internal no longer runs/,
    ],
    [
      'the identity of the switch',
      (place) => place.restart(),
      /GW310: .*: FreeSWITCH was restarted, or it is another one\. Nothing/,
    ],
    [
      'the record of what was applied last, which makes it another plan',
      (place) =>
        place.write(
          'conf/.gwctl/input.json',
          JSON.stringify({ formatVersion: '1.0', files: { x: { beginnings: ['y'] } }, secrets: {} }),
        ),
      /GW310: .*: the same input gives another plan/,
    ],
  ])('%s', async (_, move, words, env = {}) =>
    inPlace(async (place) => {
      // With a gateway that goes, for the record of the last apply to matter.
      place.write(`${conf}/external/goes.xml`, OLD.replaceAll('old', 'goes'))
      api(place, 'sofia profile external rescan')
      await savedIn(place)
      await move(place)
      const next = { ...ENV, ...env } as Record<string, string>
      await expectRefused(place, 4, words, { env: next })
    }),
  )

  it.each<
    [what: string, change: (saved: Record<string, unknown>) => object | string, code: 3 | 4, words: RegExp]
  >([
    [
      'targets',
      (saved) => ({ ...saved, options: { target: ['external/old'] } }),
      4,
      /GW312: a\.plan is not as/,
    ],
    [
      'allowances',
      (saved) => ({ ...saved, options: { 'allow-deletes': ['9'] } }),
      4,
      /GW312: .*has changed it/,
    ],
    ['the plan', (saved) => ({ ...saved, plan: {} }), 4, /GW312: .*has changed it/],
    ['its id', (saved) => ({ ...saved, id: 'f'.repeat(32) }), 4, /GW312: .*has changed it/],
    ['its seal', (saved) => ({ ...saved, seal: 'f'.repeat(64) }), 4, /GW312: .*has changed it/],
    ['its key', (saved) => ({ ...saved, keyId: 'f'.repeat(16) }), 4, /GW312: .*was not saved for/],
    ['another directory', (saved) => ({ ...saved, conf: '/nowhere' }), 4, /GW312: .*\/nowhere as it is on/],
    [
      'a newer format',
      (saved) => ({ ...saved, formatVersion: '2.0', gwctl: '9.1.0' }),
      4,
      /GW312: .*9\.1\.0 in format 2\.0/,
    ],
    [
      'the seal left out',
      ({ seal, ...saved }) => (seal === undefined ? '' : saved),
      3,
      /GW109: .*parts of it are missing/,
    ],
    [
      'half of it',
      (saved) => JSON.stringify(saved).slice(0, 900),
      3,
      /GW109: a\.plan is damaged: it is not whole/,
    ],
    ['nothing', () => '', 3, /GW109: a\.plan is no saved plan/],
    ['YAML', () => yaml(1), 3, /GW109: a\.plan is no saved plan[^]*-f a\.plan/],
    ['null', () => 'null', 3, /GW109: a\.plan is no saved plan/],
    ['binary', () => '\u0000\u0001\ufffd', 3, /GW109: a\.plan is no saved plan/],
    ['a printed plan', (saved) => saved['plan'] as object, 3, /GW109: a\.plan is a plan as it is printed/],
  ])('the file itself: %s', async (_, change, code, words) =>
    inPlace(async (place) => {
      await savedIn(place)
      const changed = change(JSON.parse(place.read('a.plan')) as Record<string, unknown>)
      place.write('a.plan', typeof changed === 'string' ? changed : JSON.stringify(changed))
      await expectRefused(place, code, words)
    }),
  )

  it('a key that was made anew, and one that is damaged', () =>
    inPlace(async (place) => {
      await savedIn(place)
      place.write('conf/.gwctl/key', `${'0'.repeat(64)}\n`)
      await expectRefused(place, 4, /GW312: a\.plan was not saved for the configuration directory/)
      place.write('conf/.gwctl/key', 'short\n')
      await expectRefused(place, 3, /GW106: The key .* is damaged/)
      rmSync(join(place.cwd, 'conf/.gwctl'), { recursive: true })
      await expectRefused(place, 4, /GW312: a\.plan was not saved for the configuration directory/)
    }))

  it('options that the plan has itself, and input that cannot be kept', () =>
    inPlace(async (place) => {
      await savedIn(place)
      for (const args of [['--target', 'external/acme'], ['--no-adopt'], ['--allow-deletes', '1']])
        await expectRefused(place, 3, /GW100: .* does not go with a saved plan/, { args })
      await expectRefused(place, 3, /GW100: .*standard input/, { args: ['-f', '-'] })
    }))

  it('the YAML that names another directory', () =>
    inPlace(async (place) => {
      place.write('gwctl.yaml', place.read('gwctl.yaml').replace('./conf', './conf-link'))
      symlinkSync('conf', join(place.cwd, 'conf-link'))
      await savedIn(place)
      mkdirSync(join(place.cwd, 'copy'))
      for (const each of ['gwctl.yaml', 'policy.yaml', 'user']) place.write(`copy/${each}`, place.read(each))
      const args = ['-f', 'copy/gwctl.yaml', '-f', 'copy/policy.yaml']
      await expectRefused(place, 4, /GW310: .*the YAML means the configuration directory/, { args })
    }))

  it('a plan that was saved without the switch', () =>
    inPlace(async (place) => {
      const { code, stderr } = await place.run(['plan', ...INPUT, '--offline', '--out', 'a.plan'])
      expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('for review only') })
      await expectRefused(place, 4, /GW312: a\.plan was saved with --offline/)
    }))
})

describe('a saved plan that is applied twice at the same time', () => {
  it(
    'is applied once',
    () =>
      inPlace(async (place) => {
        await savedIn(place)
        const args = ['apply', 'a.plan', '--yes', '--lock-timeout', '30']
        const runs = [1, 2, 3].map(() => gwctl(args, { cwd: place.cwd, env: ENV }))
        const codes = (await Promise.all(runs)).map((each) => each.code)
        expect(codes.sort()).toEqual([0, 4, 4])
        expect(readdirSync(join(place.cwd, 'conf/.gwctl/used-plans'))).toHaveLength(1)
        expect(place.commands.filter((each) => each.includes('rescan'))).toHaveLength(1)
      }),
    30_000,
  )
})

describe('plan --out', () => {
  it.each<[what: string, prepare: (cwd: string) => void, name: string, words: RegExp]>([
    [
      'a symbolic link',
      (cwd) => symlinkSync('gwctl.yaml', join(cwd, 'out')),
      'out',
      /GW100: .*symbolic link/,
    ],
    ['a link to nowhere', (cwd) => symlinkSync('nowhere', join(cwd, 'out')), 'out', /GW100: .*symbolic link/],
    ['a directory', (cwd) => mkdirSync(join(cwd, 'out')), 'out', /GW100: .*is a directory/],
    ['a device', () => undefined, '/dev/null', /GW100: .*is no plain file/],
    ['the YAML itself', () => undefined, 'gwctl.yaml', /GW100: .*there already, and is no saved plan/],
    ['no directory', () => undefined, 'no/where', /GW501: no\/where cannot be written: no such file/],
    ['below a file', () => undefined, 'user/out', /GW106: --out user\/out: not a directory/],
  ])('is refused for %s, and nothing changes', async (_, prepare, name, words) =>
    inPlace(async (place) => {
      prepare(place.cwd)
      const before = [place.read('gwctl.yaml'), readdirSync(place.cwd)]
      const { code, stderr } = await place.run(['plan', ...INPUT, '--out', name])
      expect(stderr).toMatch(words)
      expect([1, 3]).toContain(code)
      expect([place.read('gwctl.yaml'), readdirSync(place.cwd)]).toEqual(before)
    }),
  )

  it('is refused for standard input, before it is read', () =>
    inPlace(async ({ run, cwd }) => {
      const { code, stderr } = await run(['plan', '-f', '-', '--out', 'a.plan'])
      expect(code).toBe(3)
      expect(stderr).toMatch(/GW100: .*standard input.*may hold secrets/)
      expect(existsSync(join(cwd, 'conf/.gwctl'))).toBe(false)
    }))

  it('writes for its owner only, whatever stood there', () =>
    inPlace(async (place) => {
      place.write('a.plan', '')
      chmodSync(join(place.cwd, 'a.plan'), 0o666)
      await savedIn(place)
      expect((statSync(join(place.cwd, 'a.plan')).mode & 0o777).toString(8)).toBe('600')
      renameSync(join(place.cwd, 'a.plan'), join(place.cwd, 'b.plan'))
      expect((await place.run(['apply', 'b.plan', '--yes'])).code).toBe(0)
    }))

  it(
    'makes one key, however many make it at once',
    () =>
      inPlace(async ({ cwd, read }) => {
        const names = Array.from({ length: 6 }, (_, at) => `${at}.plan`)
        const runs = names.map((name) => gwctl(['plan', ...INPUT, '--out', name], { cwd, env: ENV }))
        for (const { code, stderr } of await Promise.all(runs))
          expect({ code, stderr }).toMatchObject({ code: 0 })
        const plans = names.map((each) => JSON.parse(read(each)) as Record<string, unknown>)
        expect(new Set(plans.map((each) => each['keyId'])).size).toBe(1)
        expect(new Set(plans.map((each) => each['id'])).size).toBe(names.length)
        expect((statSync(join(cwd, 'conf/.gwctl/key')).mode & 0o777).toString(8)).toBe('600')
        expect(readdirSync(join(cwd, 'conf/.gwctl')).sort()).toEqual(['.gitignore', 'key'])
      }),
    30_000,
  )
})
