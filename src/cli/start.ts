import { systemClock } from '../apply/system-clock.ts'
import { runCli } from './run.ts'
import type { Io } from './io.ts'
import { openTerminal } from './terminal.ts'
import { tellUnwritten } from './unwritten.ts'

const interrupt = new AbortController()
/** Whether something that must come to its own end was begun: then what follows it, the report, does too. */
let guarded = false
const lastWords: (() => Promise<void> | void)[] = []
/** What has nothing to put back need not come to its own end. */
const GRACE_MS = 300

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // A second one changes nothing: putting back what was begun is never cut short.
  process.on(signal, () => {
    interrupt.abort()
    setTimeout(() => void leaveUnlessGuarded(), GRACE_MS).unref()
  })
}
// Whoever reads the output may leave (`gwctl plan | head`, a closed terminal): what was begun goes on without.
const unread = new AbortController()
process.stdout.on('error', () => unread.abort())
process.stderr.on('error', () => undefined)
tellUnwritten(() => guarded)

async function leaveUnlessGuarded(): Promise<void> {
  if (guarded) return
  for (const tell of lastWords) await tell()
  process.exit(130)
}

/** Where the directory is gone, the shell's name of it: what is missing there is said by that name. */
function workingDirectory(): string {
  try {
    return process.cwd()
  } catch {
    return process.env['PWD'] ?? '/'
  }
}

const io: Io = {
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  readStdin: async () => {
    const chunks: Buffer[] = []
    for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array))
    return Buffer.concat(chunks)
  },
  ask: async (question) => {
    const { createInterface } = await import('node:readline/promises')
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
  cwd: workingDirectory(),
  interactive: process.stdin.isTTY && process.stderr.isTTY,
  stdoutIsTty: process.stdout.isTTY,
  stderrIsTty: process.stderr.isTTY,
  stderrColumns: () => process.stderr.columns,
  ...(process.stdout.isTTY && { terminal: openTerminal(process.stdin, process.stdout) }),
  unread: unread.signal,
  clock: systemClock,
  signal: interrupt.signal,
  guard: (run) => {
    guarded = true
    return run()
  },
  lastWords: (tell) => void lastWords.push(tell),
}

let ended = false
// A plugin that ends the process, or a promise that nothing will ever keep: 0 would say that all is well.
process.on('exit', (code) => {
  if (ended || code !== 0) return
  process.stderr.write(
    'error GW900: gwctl was ended before its work was done.\n  A plugin of `policy.plugins` that calls process.exit() does that; otherwise please report it.\n',
  )
  process.exitCode = 1
})

void runCli(process.argv.slice(2), io).then((code) => {
  ended = true
  process.exitCode = code
})
