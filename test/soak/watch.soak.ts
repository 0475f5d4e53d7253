import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { inDirectory, startGwctl } from '../cli/gwctl.ts'
import { startFlappingSwitch, type FlappingSwitch } from '../support/flapping-switch.ts'
import { waitUntil } from '../support/poll.ts'
import { setTimeout as sleep } from 'node:timers/promises'

const GATEWAYS = 1000
const A_SECOND = 200
const SECONDS = Number(process.env['SOAK_SECONDS'] ?? 60)
/** In a heap this small garbage cannot pile up for minutes: what grows is kept. */
const HEAP_MB = 48
const MOST_GROWTH_MB = 6

interface Line {
  readonly type: string
  readonly gateway?: string
  readonly from?: string
  readonly to?: string
  readonly up?: boolean
  readonly resync?: boolean
}

it(`watch: ${GATEWAYS} gateways, ${A_SECOND} events a second for ${SECONDS} s, then ten cuts`, async () => {
  const lab = await startFlappingSwitch(GATEWAYS)
  await inDirectory({}, async (cwd) => {
    const { port } = lab
    writeFileSync(
      join(cwd, 'gwctl.yaml'),
      `version: 1\nfreeswitch: { conf: ., event-socket: { host: 127.0.0.1, port: ${port}, password: ClueCon } }\n`,
    )
    const child = startSoaked(cwd)
    const lines: Line[] = []
    const known = new Map(lab.gateways.map(({ name }) => [name, 'REGED']))
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = JSON.parse(text) as Line
      lines.push(line)
      if (line.type === 'gateway') known.set(line.gateway ?? '', line.to ?? '')
    })
    try {
      await waitUntil('a connection', 10_000, () => lines.some((each) => each.type === 'connected'))
      const megabytes = await flapFor(lab, child.pid)
      await waitUntil('every event', 10_000, () => eventsIn(lines) >= lab.sent())
      expect(eventsIn(lines)).toBe(lab.sent())
      expect(lines.filter((each) => each.resync === true)).toEqual([])
      expect(differences(lab, known)).toEqual([])

      const cuts: number[] = []
      for (let cut = 0; cut < 10; cut++) cuts.push(await cutOnce(lab, lines, known, cut))

      // A process takes what its heap may have in the first half minute; then it has to stay.
      const half = Math.floor(megabytes.length / 2)
      const [early = 0, late = 0] = [megabytes.slice(half, half + 5), megabytes.slice(-5)].map(median)
      process.stderr.write(
        `${lab.sent()} events sent and told; memory ${early.toFixed(0)} -> ${late.toFixed(0)} MB (RSS, medians of 5), ` +
          `at most ${Math.max(...megabytes).toFixed(0)} MB; right again after a cut in ${median(cuts).toFixed(0)} ms (median), ` +
          `${Math.max(...cuts).toFixed(0)} ms at most\n`,
      )
      process.stderr.write(
        `MB every 10 s: ${megabytes
          .filter((_, second) => second % 10 === 0)
          .map(Math.round)
          .join(' ')}\n`,
      )
      expect(late - early).toBeLessThan(MOST_GROWTH_MB)
    } finally {
      child.kill('SIGINT')
      await lab.close()
    }
  })
})

function startSoaked(cwd: string): {
  pid: number
  stdout: NodeJS.ReadableStream
  kill(signal: 'SIGINT'): void
} {
  const child = startGwctl(['watch', '--json', '--metrics', '127.0.0.1:0', '--interval', '5'], {
    cwd,
    lives: 280_000,
    env: { NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}` },
  })
  if (child.pid === undefined || child.stdout === null) throw new Error('gwctl did not start')
  const { pid, stdout } = child
  return { pid, stdout, kill: (signal) => void child.kill(signal) }
}

/** Gives the memory of the process every second, the first seconds left out. */
async function flapFor(lab: FlappingSwitch, pid: number): Promise<number[]> {
  const megabytes: number[] = []
  const start = performance.now()
  for (let sent = 0; sent < SECONDS * A_SECOND;) {
    const due = Math.floor(((performance.now() - start) / 1000) * A_SECOND)
    for (; sent < due; sent++) lab.flap(sent * 97)
    const second = Math.floor((performance.now() - start) / 1000)
    if (second >= 5 && megabytes.length < second - 4) megabytes.push(residentMegabytes(pid))
    await sleep(10)
  }
  return megabytes
}

/** Cuts, changes ten gateways unseen, goes on flapping; gives how long it took to be right again. */
async function cutOnce(
  lab: FlappingSwitch,
  lines: Line[],
  known: Map<string, string>,
  cut: number,
): Promise<number> {
  const before = lines.length
  lab.cut()
  const start = performance.now()
  for (let each = 0; each < 10; each++) lab.flapSilently(cut * 31 + each * 3)
  await waitUntil('a new connection', 20_000, () =>
    lines.slice(before).some((each) => each.type === 'connected'),
  )
  for (let each = 0; each < 20; each++) lab.flap(500 + each)
  await waitUntil(`the right state after cut ${cut + 1}`, 20_000, () => differences(lab, known).length === 0)
  return performance.now() - start
}

const eventsIn = (lines: readonly Line[]): number =>
  lines.filter((each) => each.type === 'gateway' && each.resync === false).length

function differences(lab: FlappingSwitch, known: ReadonlyMap<string, string>): string[] {
  return lab.gateways.filter(({ name, state }) => known.get(name) !== state).map((each) => each.name)
}

function residentMegabytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) / 1024
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN
}
