import type { Io } from '../../src/cli/io.ts'
import { runCli } from '../../src/cli/run.ts'
import type { Run, RunOptions } from './gwctl.ts'

export type HereOptions = RunOptions &
  Partial<Pick<Io, 'interactive' | 'ask' | 'signal' | 'terminal' | 'unread'>> & {
    /** Are told what is written, as it is written. */
    readonly seeStdout?: (text: string) => void
    readonly seeStderr?: (text: string) => void
  }

/** Runs a command line in this process, without a terminal: what `main` does, without the start of a process. */
export async function runHere(args: readonly string[], options: HereOptions = {}): Promise<Run> {
  let stdout = ''
  let stderr = ''
  const code = await runCli(args, {
    stdout: (text) => {
      stdout += text
      options.seeStdout?.(text)
    },
    stderr: (text) => {
      stderr += text
      options.seeStderr?.(text)
    },
    readStdin: () => Promise.resolve(Buffer.from(options.stdin ?? '')),
    ask: options.ask ?? (() => Promise.reject(new Error('nobody is there to be asked'))),
    env: options.env ?? {},
    cwd: options.cwd ?? '/',
    interactive: options.interactive ?? false,
    stdoutIsTty: false,
    stderrIsTty: false,
    ...(options.terminal && { terminal: options.terminal }),
    ...(options.unread && { unread: options.unread }),
    clock: {
      now: () => performance.now(),
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      date: () => new Date(),
    },
    signal: options.signal ?? new AbortController().signal,
    guard: (run) => run(),
    lastWords: () => undefined,
  })
  return { code, stdout, stderr }
}
