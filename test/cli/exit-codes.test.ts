import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts'
import { writeConf } from '../support/small-conf.ts'
import { gwctl, inDirectory, startGwctl, type Run, type RunOptions } from './gwctl.ts'
import { runHere } from './in-process.ts'

const GOOD = '127.0.0.1:15060'
const FORBIDS = '127.0.0.1:15061'
const SILENT = '127.0.0.1:15062'

interface Place {
  readonly cwd: string
  readonly sandbox: Sandbox
  run(args: readonly string[], gateways: string, options?: RunOptions): Promise<Run>
  /** The YAML for these gateways, one on a line: `acme: { ... }`. */
  yaml(gateways: string): string
}

/** A configuration directory, a sandbox over it that runs 50 times as fast, and gwctl in the directory. */
async function inPlace(body: (place: Place) => Promise<void>, gateways = {}): Promise<void> {
  await inDirectory({}, async (cwd) => {
    writeConf(join(cwd, 'conf'), { gateways })
    const sandbox = await startSandbox({
      confDir: join(cwd, 'conf'),
      port: 0,
      speed: 20,
      carriers: { [FORBIDS]: { registerAnswer: [403, 'Forbidden'] }, [SILENT]: { down: 'silent' } },
    })
    const yaml = (text: string): string => `version: 1
freeswitch: { conf: ./conf, event-socket: { host: 127.0.0.1, port: ${sandbox.port}, password: ClueCon } }
profiles:
  external:
    gateways: { ${text} }
`
    const run: Place['run'] = (args, text, options) =>
      gwctl([...args, '-f', '-'], { cwd, stdin: yaml(text), ...options })
    try {
      await body({ cwd, sandbox, run, yaml })
    } finally {
      await sandbox.close()
    }
  })
}

function account(proxy = GOOD, more = ''): string {
  return `acme: { proxy: "${proxy}", username: alice, password: secret${more} }`
}

/** The one document of a run, and that there is no control character anywhere. */
function documentOf({ stdout, stderr }: Run): Record<string, unknown> {
  expect(stdout + stderr).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/)
  const read = JSON.parse(stdout) as Record<string, unknown>
  expect(read['formatVersion']).toBe('1.0')
  return read
}

function files(cwd: string): string[] {
  return readdirSync(join(cwd, 'conf'), { recursive: true, encoding: 'utf8' })
    .filter((each) => !each.startsWith('.gwctl'))
    .sort()
}

describe('exit code', () => {
  it.concurrent(
    '0 and 2: there are changes, they are applied, and then there are none',
    () =>
      inPlace(async ({ run, sandbox }) => {
        const plan = await run(['plan', '--json', '--detailed-exitcode'], account())
        expect(plan.code).toBe(2)
        expect(documentOf(plan)).toMatchObject({ summary: { create: 1 } })
        expect((await run(['plan', '--json'], account())).code).toBe(0)
        const apply = await run(['apply', '--yes', '--json'], account())
        expect(apply.code).toBe(0)
        expect(documentOf(apply)).toMatchObject({ outcome: 'applied', gateways: [{ health: 'healthy' }] })
        expect(sandbox.bindings()).toHaveLength(1)
        const empty = await run(['plan', '--json', '--detailed-exitcode'], account())
        expect(empty.code).toBe(0)
        expect(documentOf(empty)).toMatchObject({ changes: [], files: [], commands: [] })
        const again = await run(['apply', '--yes', '--json'], account())
        expect(again.code).toBe(0)
        expect(documentOf(again)).toMatchObject({ outcome: 'unchanged' })
      }),
    20_000,
  )

  it.concurrent('3: the input is invalid', () =>
    inPlace(async ({ run }) => {
      const result = await run(['apply', '--yes', '--json'], account(GOOD, ', pasword: x'))
      expect(result.code).toBe(3)
      expect(documentOf(result)).toMatchObject({ error: { code: 'GW101' }, diagnostics: [{ line: 5 }] })
    }),
  )

  it.concurrent(
    '4: refused by a safety limit, with what lifts it',
    () =>
      inPlace(
        async ({ run, cwd }) => {
          const before = files(cwd)
          const one = account()
          // A first apply cannot know that the input is complete: it deletes nothing.
          expect((await run(['apply', '--yes', '--json'], one)).code).toBe(0)
          const refused = await run(['apply', '--yes', '--json', '--allow-deletes', '0'], one)
          expect(refused.code).toBe(4)
          expect(documentOf(refused)).toMatchObject({
            error: { code: 'GW301', hint: expect.stringContaining('--allow-deletes 3') },
          })
          expect(files(cwd)).toEqual([...before, 'sip_profiles/external/acme.xml'].sort())
        },
        {
          'external/a': { managed: 'yes', proxy: 'h', register: 'false' },
          'external/b': { managed: 'yes', proxy: 'h', register: 'false' },
          'external/c': { managed: 'yes', proxy: 'h', register: 'false' },
        },
      ),
    20_000,
  )

  it.concurrent(
    '6: not healthy, and put back',
    () =>
      inPlace(async ({ run, cwd, sandbox }) => {
        const before = files(cwd).filter((each) => each.endsWith('.xml'))
        const result = await run(['apply', '--yes', '--json'], account(FORBIDS))
        expect(result.code).toBe(6)
        expect(documentOf(result)).toMatchObject({ outcome: 'put-back', left: [], error: { code: 'GW408' } })
        expect(result.stderr).toContain('403')
        expect(files(cwd).filter((each) => each.endsWith('.xml'))).toEqual(before)
        expect(sandbox.model.api('sofia status').text).not.toContain('acme')
      }),
    20_000,
  )

  it.concurrent(
    '8: not healthy, and kept',
    () =>
      inPlace(async ({ run, cwd }) => {
        const result = await run(['apply', '--yes', '--keep', '--json'], account(FORBIDS))
        expect(result.code).toBe(8)
        expect(documentOf(result)).toMatchObject({ outcome: 'kept', gateways: [{ health: 'unhealthy' }] })
        expect(files(cwd)).toContain('sip_profiles/external/acme.xml')
      }),
    20_000,
  )

  it.concurrent.each(['SIGINT', 'SIGTERM'] as const)(
    '130: %s, and put back',
    (signal) =>
      inPlace(async ({ cwd, yaml }) => {
        const child = startGwctl(['apply', '--yes', '-f', '-'], { cwd })
        let stderr = ''
        child.stderr?.on('data', (chunk: Buffer) => {
          stderr += chunk.toString()
          if (!stderr.includes('Waiting for') || child.killed) return
          child.kill(signal)
        })
        child.stdin?.end(yaml(account(SILENT)))
        const code = await new Promise((done) => child.once('close', done))
        expect({ code, stderr }).toMatchObject({ code: 130, stderr: expect.stringContaining('GW505') })
        expect(existsSync(join(cwd, 'conf/sip_profiles/external/acme.xml'))).toBe(false)
      }),
    20_000,
  )
})

describe('the prompt', () => {
  const ask = (answer: string | undefined) => ({ interactive: true, ask: () => Promise.resolve(answer) })

  it.each([['no'], [''], ['y'], [undefined]])('takes %j for no', (answer) =>
    inPlace(async ({ cwd, yaml }) => {
      const run = await runHere(['apply', '-f', '-'], { cwd, stdin: yaml(account()), ...ask(answer) })
      expect(run).toMatchObject({ code: 4, stdout: '' })
      expect(run.stderr).toContain('GW302')
      expect(existsSync(join(cwd, 'conf/.gwctl/backups'))).toBe(false)
      expect(files(cwd)).not.toContain('sip_profiles/external/acme.xml')
    }),
  )

  it('takes yes for yes', () =>
    inPlace(async ({ cwd, yaml }) => {
      const run = await runHere(['apply', '-f', '-'], { cwd, stdin: yaml(account()), ...ask(' yes ') })
      expect(run.code).toBe(0)
      expect(readFileSync(join(cwd, 'conf/sip_profiles/external/acme.xml'), 'utf8')).toContain('alice')
    }))

  it('is not shown when nothing is to do', () =>
    inPlace(
      async ({ cwd, yaml }) => {
        const stdin = yaml('acme: { proxy: h, register: false }')
        const never = { interactive: true, ask: () => Promise.reject(new Error('asked')) }
        const run = await runHere(['apply', '-f', '-'], { cwd, stdin, ...never })
        expect(run.code).toBe(0)
      },
      { 'external/acme': { managed: 'yes', proxy: 'h', register: 'false' } },
    ))

  it('ends with 130 when it is interrupted', () =>
    inPlace(async ({ cwd, yaml }) => {
      const controller = new AbortController()
      const leave = (): Promise<undefined> => {
        controller.abort()
        return Promise.resolve(undefined)
      }
      const options = {
        cwd,
        stdin: yaml(account()),
        interactive: true,
        ask: leave,
        signal: controller.signal,
      }
      expect(await runHere(['apply', '-f', '-'], options)).toMatchObject({ code: 130 })
      expect(existsSync(join(cwd, 'conf/.gwctl/backups'))).toBe(false)
      expect(files(cwd)).not.toContain('sip_profiles/external/acme.xml')
    }))
})

describe('a secret', () => {
  it.concurrent(
    'is in no output of any command',
    () =>
      inPlace(
        async ({ run }) => {
          const env = { ACME: 'T0p-secret & "all"' }
          const text = account().replace('secret', () => '"${env:ACME}"')
          for (const args of [
            ['plan'],
            ['plan', '--json'],
            ['apply', '--yes'],
            ['apply', '--yes', '--json'],
          ]) {
            const { stdout, stderr, code } = await run(args, text, { env })
            expect(code).toBe(0)
            expect(stdout + stderr).not.toMatch(/T0p-secret|ancient-one/)
          }
        },
        { 'external/acme': { managed: 'yes', proxy: GOOD, username: 'alice', password: 'ancient-one' } },
      ),
    30_000,
  )
})
