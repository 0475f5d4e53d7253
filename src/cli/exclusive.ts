import os from 'node:os'
import { leftBehind, readLeftJournal } from '../apply/journal.ts'
import { takeLock, type LockHolder } from '../apply/lock.ts'
import { userName } from '../apply/audit.ts'
import { numberOption } from './arguments.ts'
import type { Arguments, OptionSpec } from './command.ts'
import type { Io } from './io.ts'

export const LOCK_OPTION: OptionSpec = {
  name: 'lock-timeout',
  value: 'S',
  help: 'seconds to wait for another run to end (default 0: exit 5 at once)',
}

/** Seconds. Throws GW100. */
export function readLockTimeout(args: Arguments): number {
  return numberOption(args, 'lock-timeout', 0) ?? 0
}

/**
 * Runs something that changes a configuration directory as its only one. `run` calls `announce`
 * once it knows that it will change something. Throws GW320 (exit 5) when another run is at it,
 * and GW311 (exit 4) when one was interrupted and is not cleared up.
 */
export async function exclusively<T>(
  root: string,
  purpose: string,
  args: Arguments,
  io: Io,
  run: (announce: () => void) => Promise<T>,
): Promise<T> {
  const lock = await takeLock(root, readLockTimeout(args), io.clock)
  try {
    if (purpose !== 'recover' && readLeftJournal(root) !== undefined) throw leftBehind()
    return await run(() => lock.announce(holderNow(purpose, io)))
  } finally {
    lock.release()
  }
}

function holderNow(purpose: string, io: Io): LockHolder {
  const since = io.clock.date().toISOString()
  return { pid: process.pid, since, purpose, user: userName(), host: os.hostname() }
}
