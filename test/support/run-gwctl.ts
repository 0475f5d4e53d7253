import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export interface GwctlRun {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

const MAIN = join(process.cwd(), 'dist', 'bin', 'gwctl.cjs')
const TIMEOUT_MS = 120_000

/** Runs the built command line, as a user would, and never rejects for its exit code. */
export async function runGwctl(...args: readonly string[]): Promise<GwctlRun> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  })
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
  await once(child, 'close')
  return {
    status: child.exitCode,
    stdout: Buffer.concat(stdout).toString(),
    stderr: Buffer.concat(stderr).toString(),
  }
}
