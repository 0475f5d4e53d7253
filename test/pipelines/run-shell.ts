import { spawn } from 'node:child_process'
import { once } from 'node:events'

export interface ShellRun {
  readonly code: number | null
  /** Standard output and standard error. */
  readonly log: string
}

/** Runs lines as one script of bash that stops at the first failure, as runners of pipelines do. */
export async function runShell(
  lines: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<ShellRun> {
  const child = spawn('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', lines.join('\n')], {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => void (log += chunk.toString()))
  await once(child, 'close')
  return { code: child.exitCode, log }
}
