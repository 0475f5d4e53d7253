#!/usr/bin/env node
import { createInterface } from 'node:readline/promises'
import { systemClock } from '../apply/system-clock.ts'
import { runCli } from './run.ts'
import type { Io } from './io.ts'

const interrupt = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // A second one changes nothing: putting back what was begun is never cut short.
  process.on(signal, () => interrupt.abort())
}
// The reader of a pipe may leave early (`gwctl plan | head`): that is no failure of gwctl.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

const io: Io = {
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  readStdin: async () => {
    const chunks: Buffer[] = []
    for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array))
    return Buffer.concat(chunks)
  },
  ask: async (question) => {
    const terminal = createInterface({ input: process.stdin, output: process.stderr })
    try {
      return await terminal.question(question, { signal: interrupt.signal })
    } catch {
      return undefined
    } finally {
      terminal.close()
    }
  },
  env: process.env,
  cwd: process.cwd(),
  interactive: process.stdin.isTTY && process.stderr.isTTY,
  stdoutIsTty: process.stdout.isTTY,
  stderrIsTty: process.stderr.isTTY,
  clock: systemClock,
  signal: interrupt.signal,
}

process.exitCode = await runCli(process.argv.slice(2), io)
