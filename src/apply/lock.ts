import { spawn } from 'node:child_process'
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
  release(): void
}

/** How often a held lock is tried again, in ms. */
const TRY_EVERY_MS = 100

/**
 * Takes the lock of a configuration directory: one run changes it at a time.
 *
 * The lock is an flock(2) on the directory itself, which writes nothing and which the kernel
 * gives back when its holder ends, however it ends. Node cannot take one, so the `flock` command
 * does, on a descriptor that this process has opened: the lock belongs to the open file, not to
 * the command, which is gone before anything happens. Nobody can take it away from a run.
 *
 * @param timeoutSeconds  how long to wait for another run; 0: not at all
 * @throws GW320 (exit 5) when another run holds it all that time, naming that run; GW501 when it cannot be taken at all
 */
export async function takeLock(root: string, timeoutSeconds: number, clock: Clock): Promise<Lock> {
  const until = clock.now() + timeoutSeconds * 1000
  for (;;) {
    const held = await hold(root)
    if (held !== undefined) {
      return { announce: (holder) => writeHolder(root, holder), release: () => fs.closeSync(held) }
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

/** The open directory to which the lock belongs; undefined when another run holds it. */
async function hold(root: string): Promise<number | undefined> {
  const fd = openDirectory(root)
  try {
    if (await flock(fd, root)) return fd
  } catch (error) {
    fs.closeSync(fd)
    throw error
  }
  fs.closeSync(fd)
  return undefined
}

function openDirectory(root: string): number {
  try {
    return fs.openSync(root, fs.constants.O_RDONLY | fs.constants.O_DIRECTORY)
  } catch (error) {
    throw cannotLock(root, systemReason(error), error)
  }
}

/** Locks what a descriptor has open; false when it is locked. The descriptor is the command's third, and its lock ours. */
function flock(fd: number, root: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn('flock', ['-n', '3'], {
      stdio: ['ignore', 'ignore', 'ignore', fd],
      // Ctrl-C reaches the whole group of processes: the run answers to it, not this command.
      detached: true,
    })
    child.once('error', (error) => reject(withoutCommand(root, error)))
    child.once('exit', (code, signal) => {
      if (code === 0 || code === 1) resolve(code === 0)
      else reject(cannotLock(root, `flock ended with ${String(code ?? signal)}`))
    })
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

function withoutCommand(root: string, error: unknown): GwctlError {
  if (systemCode(error) !== 'ENOENT') return cannotLock(root, systemReason(error), error)
  return new GwctlError('GW501', `The lock of ${root} cannot be taken: there is no \`flock\` command.`, {
    hint: 'Install util-linux, which has flock.',
    cause: error,
  })
}

function cannotLock(root: string, why: string, cause?: unknown): GwctlError {
  return new GwctlError('GW501', `The lock of ${root} cannot be taken: ${why}.`, {
    hint: 'Check the permissions of the configuration directory.',
    cause,
  })
}
