import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { ApplyOptions } from '../../src/apply/apply.ts'

/** What a child applies, and where it ends; without `end` and `renames` it does not. */
export interface Order {
  readonly conf: string
  /** The whole YAML. */
  readonly yaml: string
  readonly port: number
  /** Real milliseconds for a second of the switch. */
  readonly speed: number
  /** It kills itself when this many steps of its journal are done: its begin, its records, its close. */
  readonly end?: number
  /** It kills itself in place of this renaming, when the temporary file is written. */
  readonly renames?: number
  readonly allow: { readonly deletes: number; readonly lastHealthy: boolean }
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
  const child = spawn(process.execPath, [CHILD, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  })
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
  await once(child, 'close')
  return {
    signal: child.signalCode,
    stdout: Buffer.concat(stdout).toString(),
    stderr: Buffer.concat(stderr).toString(),
  }
}
