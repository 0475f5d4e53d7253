import { spawn, type ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { GwctlError } from '../errors.ts'
import { systemCode, systemReason } from '../targets/system-error.ts'
import type { Clock } from './switch-port.ts'
import { gwctlDirectory } from './gwctl-directory.ts'

/** Who holds the lock, as told to whoever finds it held. */
export interface LockHolder {
  readonly pid: number
  /** ISO 8601, UTC. */
  readonly since: string
  /** What for: `apply`, `rollback` ... */
  readonly purpose: string
  readonly user: string
  readonly host: string
}

export interface Lock {
  /** Says who holds it, for those who find it held. Writes, so only for a run that changes something. */
  announce(holder: LockHolder): void
  release(): Promise<void>
}

/** How often a held lock is tried again, in ms. */
const TRY_EVERY_MS = 100

/**
 * Takes the lock of a configuration directory: one run changes it at a time.
 *
 * The lock is an flock(2) on the directory itself, which writes nothing and which the kernel
 * gives back when its holder ends, however it ends. Node cannot take one: util-linux's `flock`
 * holds it, and ends when this process does, because then its standard input closes.
 *
 * @param timeoutSeconds  how long to wait for another run; 0: not at all
 * @throws GW320 (exit 5) when another run holds it all that time, naming that run; GW501 when it cannot be taken at all
 */
export async function takeLock(root: string, timeoutSeconds: number, clock: Clock): Promise<Lock> {
  const until = clock.now() + timeoutSeconds * 1000
  for (;;) {
    const held = await hold(root)
    if (held !== undefined) {
      return { announce: (holder) => writeHolder(root, holder), release: () => letGo(held) }
    }
    if (clock.now() >= until) throw heldByAnother(root)
    await clock.sleep(Math.min(TRY_EVERY_MS, Math.max(1, until - clock.now())))
  }
}

function holderFile(root: string): string {
  return path.join(root, '.gwctl', 'lock')
}

function writeHolder(root: string, holder: LockHolder): void {
  gwctlDirectory(root)
  try {
    fs.writeFileSync(holderFile(root), `${JSON.stringify(holder)}\n`, { mode: 0o600 })
  } catch {
    // Only for people to read: the lock is held all the same.
  }
}

/** The process that holds the lock; undefined when another one does. */
function hold(file: string): Promise<ChildProcess | undefined> {
  return new Promise((resolve, reject) => {
    // `cat` says when the lock is held, and holds it until its input ends.
    const child = spawn(
      'flock',
      ['--nonblock', '--conflict-exit-code', '75', file, 'sh', '-c', 'echo held; exec cat'],
      {
        stdio: ['pipe', 'pipe', 'ignore'],
        // Ctrl-C reaches the whole group of processes; the lock must outlive it until all is put back.
        detached: true,
      },
    )
    child.once('error', (error) => reject(cannotLock(file, error)))
    child.once('exit', (code) => {
      if (code === 75) resolve(undefined)
      else reject(cannotLock(file, new Error(`flock ended with ${String(code)}`)))
    })
    child.stdout.once('data', () => {
      child.removeAllListeners('exit')
      resolve(child)
    })
  })
}

function letGo(child: ChildProcess): Promise<void> {
  // Ended from outside: its exit was told already.
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.stdin?.end()
  })
}

function heldByAnother(root: string): GwctlError {
  const holder = readHolder(holderFile(root))
  const who =
    holder === undefined
      ? 'Another run of gwctl'
      : `gwctl ${holder.purpose} of ${holder.user} on ${holder.host} (process ${holder.pid}, since ${holder.since})`
  return new GwctlError('GW320', `${who} is changing ${root}. Nothing was changed.`, {
    hint: 'Wait for it to end, or let this run wait with --lock-timeout SECONDS.',
  })
}

function readHolder(file: string): LockHolder | undefined {
  try {
    const read: unknown = JSON.parse(fs.readFileSync(file, 'utf8'))
    return isHolder(read) && isAlive(read.pid) ? read : undefined
  } catch {
    return undefined
  }
}

/** The file stays behind when its run ends; a process that is gone holds nothing. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemCode(error) === 'EPERM'
  }
}

function isHolder(read: unknown): read is LockHolder {
  return (
    typeof read === 'object' &&
    read !== null &&
    'pid' in read &&
    typeof read.pid === 'number' &&
    'since' in read &&
    'purpose' in read
  )
}

function cannotLock(file: string, error: unknown): GwctlError {
  const missing = systemCode(error) === 'ENOENT'
  return new GwctlError(
    'GW501',
    `The lock ${file} cannot be taken: ${missing ? 'there is no `flock` command' : systemReason(error)}.`,
    {
      hint: missing
        ? 'Install util-linux, which has flock.'
        : 'Check the permissions of the configuration directory.',
      cause: error,
    },
  )
}
