import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { serialize } from 'node:v8'
import type { ApplyOptions } from '../../src/apply/apply-ports.ts'
import type { Plan } from '../../src/model/plan.ts'

/** What a child applies, and where it ends; without `end` and `renames` it does not. */
export interface Order {
  readonly conf: string
  /** What to apply. A child that plans itself would take three times as long to start. */
  readonly plan: Plan
  readonly port: number
  readonly password: string
  /** Real milliseconds for a second of the switch. */
  readonly speed: number
  /** It kills itself when this many steps of its journal are done: its begin, its records, its close. */
  readonly end?: number
  /** It kills itself in place of this renaming, when the temporary file is written. */
  readonly renames?: number
  readonly options: ApplyOptions
}

const CHILD = join(process.cwd(), 'test', 'faults', 'child.js')

export interface Ended {
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the child until it ends, by itself or by its own SIGKILL. */
export async function applyInChild(order: Order): Promise<Ended> {
  const child = spawn(process.execPath, [CHILD], {
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: 60_000,
  })
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
  child.stdin.end(serialize(order))
  await once(child, 'close')
  return {
    signal: child.signalCode,
    stdout: Buffer.concat(stdout).toString(),
    stderr: Buffer.concat(stderr).toString(),
  }
}
