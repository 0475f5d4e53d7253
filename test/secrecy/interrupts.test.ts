import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { inPlace, type Place } from '../cli/place.ts'
import { startGwctl } from '../cli/gwctl.ts'
import { waitUntil } from '../support/poll.ts'

const CARRIER = '127.0.0.1:15060'
const account = (more = ''): string =>
  `acme: { proxy: "${CARRIER}", username: u, password: p, expire-seconds: 600${more} }`

/** Words of stderr at which the signal is sent: before anything was begun, while files and gateways change, and at the proof. */
const MOMENTS = ['1 to update', 'Backup ', 'Wrote ', 'Running ', 'Verifying '] as const
const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** One signal at each moment, and two that follow each other: a second one makes nothing worse. */
const CASES = MOMENTS.flatMap((moment, at): [string, NodeJS.Signals[]][] => {
  const [first = 'SIGINT', second = 'SIGINT'] = [SIGNALS[at % 3], SIGNALS[(at + 1) % 3]]
  return [
    [moment, [first]],
    [moment, [second, at % 2 === 0 ? second : first]],
  ]
})

/** Starts an apply of a changed gateway, sends `signal` so many times when `moment` is told, and gives its exit code. */
async function interrupt(
  { cwd, yaml }: Place,
  moment: string,
  signals: readonly NodeJS.Signals[],
): Promise<number | null> {
  const child = startGwctl(['apply', '--yes', '-f', '-'], { cwd })
  let stderr = ''
  let left = signals
  child.stdout?.resume()
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
    if (!stderr.includes(moment)) return
    for (const signal of left) child.kill(signal)
    left = []
  })
  child.stdin?.end(yaml(account(', ping: 25')))
  await once(child, 'close')
  expect(left).toEqual([])
  return child.exitCode
}

async function withRegistered(body: (place: Place) => Promise<void>): Promise<void> {
  await inPlace({}, async (place) => {
    const { code, stderr } = await place.apply(account())
    expect({ code, stderr }).toMatchObject({ code: 0 })
    await body(place)
  })
}

function isRegistered({ sandbox }: Place): boolean {
  return /external::acme\t.*\tREGED/.test(sandbox.model.api('sofia status').text)
}

/** Either everything was done, or files, gateway and registration are as before; nothing is left to recover. */
async function expectWhole(place: Place, before: Record<string, string>, code: number | null): Promise<void> {
  const changed = JSON.stringify(place.files()) !== JSON.stringify(before)
  expect({ code, changed }).toEqual({ code: changed ? 0 : 130, changed })
  expect(existsSync(join(place.conf, '.gwctl/journal.jsonl'))).toBe(false)
  await waitUntil('acme is registered', 5000, () => isRegistered(place))
  const runs = place.sandbox.model.api('sofia xmlstatus gateway external::acme').text
  expect(runs).toContain('<freq>')
  expect(/<pingfreq>25</.test(runs)).toBe(changed)
}

describe('an apply that is interrupted', () => {
  it.concurrent.each(CASES)(
    'at "%s" by %j ends as if it had not been, or is done',
    (moment, signals) =>
      withRegistered(async (place) => {
        const before = place.files()
        await expectWhole(place, before, await interrupt(place, moment, signals))
      }),
    60_000,
  )

  it.concurrent(
    'goes on, or back, when nobody reads what it says any more',
    () =>
      withRegistered(async (place) => {
        const before = place.files()
        const child = startGwctl(['apply', '--yes', '-f', '-'], { cwd: place.cwd })
        child.stdout?.destroy()
        child.stderr?.once('data', () => {
          child.stderr?.destroy()
          child.kill('SIGHUP')
        })
        child.stdin?.end(place.yaml(account(', ping: 25')))
        await once(child, 'exit')
        await expectWhole(place, before, child.exitCode)
      }),
    60_000,
  )

  it.concurrent(
    'is carried out when nobody reads what it says',
    () =>
      withRegistered(async (place) => {
        const before = place.files()
        const child = startGwctl(['apply', '--yes', '-f', '-'], { cwd: place.cwd })
        child.stdout?.destroy()
        child.stderr?.destroy()
        child.stdin?.end(place.yaml(account(', ping: 25')))
        await once(child, 'exit')
        expect(child.exitCode).toBe(0)
        await expectWhole(place, before, child.exitCode)
      }),
    60_000,
  )
})
