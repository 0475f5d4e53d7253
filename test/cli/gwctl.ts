import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const MAIN = join(process.cwd(), 'dist', 'bin', 'gwctl.cjs')

export interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string | Buffer
  /** Milliseconds after which it is killed; absent: a minute. */
  readonly lives?: number
}

/** Runs the built command line without a terminal. Nothing of the environment but PATH reaches it. */
export async function gwctl(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const child = startGwctl(args, options)
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)]
  child.stdin?.on('error', () => undefined).end(options.stdin ?? '')
  await once(child, 'close')
  return { code: child.exitCode, stdout: stdout(), stderr: stderr() }
}

export function startGwctl(args: readonly string[], options: RunOptions = {}): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], {
    cwd: options.cwd ?? tmpdir(),
    env: { PATH: process.env['PATH'] ?? '', ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: options.lives ?? 60_000,
    killSignal: 'SIGKILL',
  })
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: Buffer[] = []
  stream?.on('data', (chunk: Buffer) => chunks.push(chunk))
  return () => Buffer.concat(chunks).toString()
}

/** A temporary directory with these files, removed after `body`. */
export async function inDirectory<T>(
  files: Readonly<Record<string, string | Buffer>>,
  body: (directory: string) => Promise<T>,
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'gwctl-cli-'))
  try {
    for (const [file, text] of Object.entries(files)) writeFileSync(join(directory, file), text)
    return await body(directory)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/**
 * What every failure has to look like: no stack trace, no word of an unhandled rejection, no control
 * character, one sentence of what happened and one of what to do.
 */
export function expectPlainFailure(run: Run): void {
  expect(run.stderr).not.toMatch(
    /\n\s+at .*[:(]\d+|unhandled|UnhandledPromise|node:internal|Unexpected:|GW900/i,
  )

  expect(run.stderr + run.stdout).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/)
  expect(run.stderr).toMatch(/error GW\d{3}: \S/)
}
