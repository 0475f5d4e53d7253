import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startGwctl, type Run } from './gwctl.ts'
import { inPlace, type Place } from './place.ts'

const GOOD = '127.0.0.1:15060'
const FORBIDS = '127.0.0.1:15061'
const SILENT = '127.0.0.1:15062'
const options = {
  carriers: { [FORBIDS]: { registerAnswer: [403, 'Forbidden'] }, [SILENT]: { down: 'silent' } },
} as const

interface Event {
  readonly time: string
  readonly kind: string
  readonly [name: string]: unknown
}

const account = (proxy = GOOD): string =>
  `acme: { proxy: "${proxy}", username: alice, password: "T0p-secret&all" }`

/** Every line is one object with its time; the last, and no other, is the result. */
function read(text: string): Event[] {
  expect(text.endsWith('\n')).toBe(true)
  const events = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Event)
  for (const { time } of events) expect(new Date(time).toISOString()).toBe(time)
  expect(events[0]).toMatchObject({ kind: 'start', formatVersion: '1.0' })
  expect(events.map(({ kind }, at) => kind === 'result' && at < events.length - 1)).not.toContain(true)
  expect(events.at(-1)?.kind).toBe('result')
  expect(text).not.toContain('T0p-secret')
  return events
}

function fileOf({ cwd }: Place): Event[] {
  return read(readFileSync(join(cwd, 'e.jsonl'), 'utf8'))
}

describe('apply --events', () => {
  it('tells each step of an apply, and how it ended', () =>
    inPlace(options, async (place) => {
      const run = await place.apply(account(), '--events', 'e.jsonl')
      const events = fileOf(place)
      expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('Applied.') })
      const kinds = events.map(({ kind }) => kind).filter((each) => each !== 'waiting')
      expect(kinds.slice(0, 4)).toEqual(['start', 'plan', 'backup', 'files'])
      expect(events[1]).toMatchObject({
        summary: { create: 1 },
        changes: [{ action: 'create', profile: 'external', gateway: 'acme' }],
        files: [{ action: 'create', path: 'sip_profiles/external/acme.xml' }],
      })
      const steps = events.filter(({ kind }) => kind === 'step')
      expect(steps.map(({ number }) => number)).toEqual(steps.map((_, at) => at + 1))
      expect(steps[0]).toMatchObject({
        of: events[1]?.['steps'],
        step: { profile: 'external', command: expect.any(String) },
      })
      expect(events.at(-1)).toMatchObject({
        exit: 0,
        outcome: 'applied',
        gateways: [{ gateway: 'acme', health: 'healthy' }],
        left: [],
      })
      expect(statSync(join(place.cwd, 'e.jsonl')).mode & 0o777).toBe(0o600)
    }))

  it('- takes standard output for itself', () =>
    inPlace(options, async ({ apply }) => {
      const run = await apply(account(), '--events', '-')
      expect(read(run.stdout).at(-1)).toMatchObject({ outcome: 'applied' })
      expect(run.stderr).toContain('Applied.')
      expect(await apply(account(), '--events', '-', '--json')).toMatchObject({ code: 3 })
    }))

  it.each<[outcome: string, exit: number, run: (place: Place) => Promise<Run>, result: object]>([
    ['nothing to do', 0, ({ apply }) => apply('', '--events', 'e.jsonl'), { outcome: 'unchanged' }],
    [
      'bad input',
      3,
      ({ apply }) => apply('acme: { pasword: x }', '--events', 'e.jsonl'),
      { outcome: 'failed', error: { code: 'GW101' } },
    ],
    [
      'nobody to ask',
      4,
      ({ run, yaml }) => run(['apply', '-f', '-', '--events', 'e.jsonl'], { stdin: yaml(account()) }),
      { outcome: 'declined', error: { code: 'GW302' } },
    ],
    [
      'no for an answer',
      4,
      ({ run, yaml }) =>
        run(['apply', '-f', '-', '--events', 'e.jsonl'], {
          stdin: yaml(account()),
          interactive: true,
          ask: () => Promise.resolve('no'),
        }),
      { outcome: 'declined' },
    ],
    [
      'a switch that is not there',
      1,
      async ({ apply, sandbox }) => {
        await sandbox.close()
        return apply(account(), '--events', 'e.jsonl')
      },
      { outcome: 'failed', error: { code: 'GW401' } },
    ],
    [
      'a refusal of the carrier',
      6,
      ({ apply }) => apply(account(FORBIDS), '--events', 'e.jsonl'),
      { outcome: 'put-back', error: { code: 'GW408' } },
    ],
    [
      'the same, kept',
      8,
      ({ apply }) => apply(account(FORBIDS), '--keep', '--events', 'e.jsonl'),
      { outcome: 'kept' },
    ],
  ])('ends with the result of %s', (_, exit, act, result) =>
    inPlace(options, async (place) => {
      expect((await act(place)).code).toBe(exit)
      expect(fileOf(place).at(-1)).toMatchObject({ exit, ...result })
    }),
  )

  it('goes on with the file of an earlier run, and writes over nothing else', () =>
    inPlace(options, async (place) => {
      await place.apply('', '--events', 'e.jsonl')
      const first = readFileSync(join(place.cwd, 'e.jsonl'), 'utf8')
      await place.apply('', '--events', 'e.jsonl')
      expect(readFileSync(join(place.cwd, 'e.jsonl'), 'utf8').startsWith(first)).toBe(true)
      writeFileSync(join(place.cwd, 'notes'), 'precious\n')
      for (const [name, why] of [
        ['notes', /GW100: .* holds no events/],
        ['none/e.jsonl', /GW106: .*none\/e\.jsonl/],
        ['conf', /GW106: --events conf/],
      ] as const) {
        const run = await place.apply(account(), '--events', name)
        expect(run.code).toBe(3)
        expect(run.stderr).toMatch(why)
      }
      expect(readFileSync(join(place.cwd, 'notes'), 'utf8')).toBe('precious\n')
      expect(existsSync(join(place.cwd, 'conf/sip_profiles/external/acme.xml'))).toBe(false)
    }))

  it('writes to a pipe that is read, and refuses one that is not', () =>
    inPlace(options, async (place) => {
      const pipe = join(place.cwd, 'pipe')
      execFileSync('mkfifo', [pipe])
      expect((await place.apply('', '--events', 'pipe')).code).toBe(3)
      const reader = spawn('cat', [pipe], { stdio: ['ignore', 'pipe', 'ignore'] })
      let text = ''
      reader.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
      const ended = once(reader, 'close')
      let code: number | null = 3
      // Until the reader has opened its end.
      while (code === 3) ({ code } = await place.apply('', '--events', 'pipe'))
      await ended
      expect(read(text)).toHaveLength(3)
    }))

  it('does not fail for a disk that is full', () =>
    inPlace(options, async (place) => {
      const run = await place.apply(account(), '--events', '/dev/full')
      expect(run.code).toBe(0)
      expect(run.stderr.match(/No more events can be written to \/dev\/full/g)).toHaveLength(1)
    }))

  it.each(['waiting for a gateway', 'waiting for the lock'])(
    'ends with its result when it is interrupted, %s',
    (when) =>
      inPlace(options, async (place) => {
        const { cwd, yaml } = place
        const holder =
          when === 'waiting for the lock'
            ? spawn('flock', ['--no-fork', 'conf', 'sleep', '60'], { cwd })
            : undefined
        const lock = holder === undefined ? [] : ['--lock-timeout', '60']
        writeFileSync(join(cwd, 'gwctl.yaml'), yaml(account(SILENT)))
        if (holder !== undefined) await waitForLock(cwd)
        const child = startGwctl(['apply', '--yes', '--events', '-', ...lock], { cwd })
        let text = ''
        child.stdout?.on('data', (chunk: Buffer) => {
          text += chunk.toString()
          const isReached =
            holder === undefined ? text.includes('"kind":"waiting"') : text.includes('"kind":"start"')
          if (isReached && !child.killed) child.kill('SIGINT')
        })
        await once(child, 'close')
        holder?.kill()
        const [outcome, code] = holder === undefined ? ['put-back', 130] : ['interrupted', 130]
        expect(child.exitCode).toBe(code)
        expect(read(text).at(-1)).toMatchObject({ exit: 130, outcome, error: { code: 'GW505' } })
      }),
  )
})

/** Until somebody else cannot take it. */
async function waitForLock(cwd: string): Promise<void> {
  for (;;) {
    const test = spawn('flock', ['-n', 'conf', 'true'], { cwd })
    await once(test, 'close')
    if (test.exitCode !== 0) return
  }
}
