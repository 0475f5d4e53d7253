import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeConfiguration } from './configurations.ts'
import { measure, type Work } from './measure.ts'
import type { Result } from './report.ts'
import { GWCTL, type BenchOptions } from './suites.ts'
import { writeEventSocket } from './event-socket-conf.ts'
import { findFreePort } from '../test/support/free-port.ts'

/** An apply that has nothing to do, beside its plan, against the sandbox. */
export async function applyOnSandbox({ runs, sizes, tell }: BenchOptions): Promise<Result> {
  const size = Math.max(...sizes)
  const conf = writeConfiguration(size)
  const port = await findFreePort()
  writeEventSocket(conf.directory, port)
  const sandbox = spawn(process.execPath, [GWCTL, 'sandbox', '--conf', 'conf'], {
    cwd: conf.directory,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    await once(sandbox.stdout, 'data')
    const work = (name: string, ...args: string[]): Work => ({
      name,
      command: [process.execPath, GWCTL, ...args],
      cwd: conf.directory,
    })
    const plan = `plan, ${size}`
    const works = [work(plan, 'plan'), work(`no-op apply, ${size}`, 'apply', '--yes')]
    const figures = await measure(works, runs, tell)
    const targets = [{ name: `no-op apply, ${size}`, ratio: 1.3 }]
    return { title: 'Nothing to apply', figures, against: plan, targets }
  } finally {
    sandbox.kill()
    conf.remove()
  }
}
