import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'

/** One whole process. */
export interface Work {
  readonly name: string
  readonly command: readonly [string, ...string[]]
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** Run before each run, not measured. */
  readonly prepare?: () => void
  /** The exit codes that count as done; default 0. */
  readonly exits?: readonly number[]
  /** How many runs; absent: as many as the bench is told. */
  readonly runs?: number
}

export interface Figures {
  readonly name: string
  readonly runs: number
  /** Wall time in milliseconds. */
  readonly medianMs: number
  readonly minMs: number
  readonly maxMs: number
  /** What the processors spent, user and system, in milliseconds; as `peakMb` absent where /usr/bin/time is not there to tell. */
  readonly cpuMs?: number
  /** The largest of all runs. */
  readonly peakMb?: number
}

interface Run {
  readonly ms: number
  readonly cpuMs?: number
  readonly peakMb?: number
}

const GNU_TIME = '/usr/bin/time'

/**
 * Runs each work in turn, A B C A B C ..., so that what slows the machine down slows all of them;
 * after one run of each that is not counted.
 */
export async function measure(
  works: readonly Work[],
  runs: number,
  tell: (line: string) => void,
): Promise<Figures[]> {
  const found = new Map(works.map((each): [Work, Run[]] => [each, []]))
  for (const work of works) if (work.runs === undefined) await runOnce(work)
  for (let round = 1; round <= runs; round += 1) {
    tell(`round ${round} of ${runs}`)
    for (const [work, done] of found) if (done.length < (work.runs ?? runs)) done.push(await runOnce(work))
  }
  return [...found].map(([work, done]) => figuresOf(work.name, done))
}

async function runOnce({ name, command, cwd, env, prepare, exits = [0] }: Work): Promise<Run> {
  prepare?.()
  const timed = existsSync(GNU_TIME)
  const argv = timed ? [GNU_TIME, '-f', 'spent %U %S %M', ...command] : command
  const from = performance.now()
  const child = spawn(argv[0] ?? '', argv.slice(1), {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr = `${stderr}${chunk.toString()}`.slice(-4000)))
  await once(child, 'close')
  const ms = performance.now() - from
  if (!exits.includes(child.exitCode ?? -1)) throw new Error(`${name}: exit ${child.exitCode}\n${stderr}`)
  const spent = /spent ([\d.]+) ([\d.]+) (\d+)\s*$/.exec(stderr)
  if (spent === null) return { ms }
  const [user, system, peak] = spent.slice(1).map(Number)
  return { ms, cpuMs: ((user ?? NaN) + (system ?? NaN)) * 1000, peakMb: (peak ?? NaN) / 1024 }
}

function figuresOf(name: string, runs: readonly Run[]): Figures {
  const sorted = runs.map((each) => each.ms).sort((a, b) => a - b)
  const spent = runs.flatMap((each) => each.cpuMs ?? []).sort((a, b) => a - b)
  const peaks = runs.flatMap((each) => each.peakMb ?? [])
  return {
    name,
    runs: runs.length,
    medianMs: medianOf(sorted),
    minMs: sorted[0] ?? NaN,
    maxMs: sorted.at(-1) ?? NaN,
    ...(spent.length > 0 && { cpuMs: medianOf(spent) }),
    ...(peaks.length > 0 && { peakMb: Math.max(...peaks) }),
  }
}

function medianOf(sorted: readonly number[]): number {
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2
}
