import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { holds, parseProcNet, type BoundSocket } from './proc-net.ts'

/**
 * The ports of this machine that are held now, by whom where that may be known: the files of the
 * processes of other users are open to root only.
 *
 * @param proc  where the kernel shows itself
 * @returns undefined where it does not: this is not Linux
 */
export function boundSockets(proc = '/proc'): readonly BoundSocket[] | undefined {
  const sockets = readTables(proc)
  return sockets && withProcesses(sockets, proc)
}

/** Who keeps others from binding an address and port; undefined when nobody does, or it cannot be known. */
export function holderOf(address: string, port: number, proc = '/proc'): BoundSocket | undefined {
  const holders = (readTables(proc) ?? []).filter((each) => holds(each, address, port))
  const named = withProcesses(holders, proc)
  return named.find((each) => each.process !== undefined) ?? named[0]
}

const TABLES = [
  ['udp', 'udp'],
  ['udp6', 'udp'],
  ['tcp', 'tcp'],
  ['tcp6', 'tcp'],
] as const

/** Without IPv6 the two tables of it are missing. */
function readTables(proc: string): BoundSocket[] | undefined {
  const littleEndian = os.endianness() === 'LE'
  const tables = TABLES.map(([file, protocol]) => {
    const text = orUndefined(() => fs.readFileSync(path.join(proc, 'net', file), 'latin1'))
    return text === undefined ? undefined : parseProcNet(text, protocol, littleEndian)
  })
  return tables.every((each) => each === undefined) ? undefined : tables.flatMap((each) => each ?? [])
}

function withProcesses(sockets: readonly BoundSocket[], proc: string): readonly BoundSocket[] {
  const owners = ownersOf(new Set(sockets.map((each) => each.inode)), proc)
  return sockets.map((each) => {
    const pid = owners.get(each.inode)
    return pid === undefined ? each : { ...each, process: { pid, name: nameOf(pid, proc) } }
  })
}

/** The processes that have sockets open, by inode; of several the oldest: the one that made it. */
function ownersOf(inodes: ReadonlySet<number>, proc: string): ReadonlyMap<number, number> {
  const owners = new Map<number, number>()
  if (inodes.size === 0) return owners
  const pids = fs.readdirSync(proc).filter((each) => /^\d+$/.test(each))
  for (const pid of pids.map(Number).sort((a, b) => a - b)) {
    for (const inode of socketsOf(pid, proc))
      if (inodes.has(inode) && !owners.has(inode)) owners.set(inode, pid)
    if (owners.size === inodes.size) break
  }
  return owners
}

/** A process may end, or a file be closed, while they are read. */
function socketsOf(pid: number, proc: string): number[] {
  const directory = path.join(proc, String(pid), 'fd')
  const files = orUndefined(() => fs.readdirSync(directory)) ?? []
  return files.flatMap((file) => {
    const target = orUndefined(() => fs.readlinkSync(path.join(directory, file)))
    const inode = /^socket:\[(\d+)\]$/.exec(target ?? '')?.[1]
    return inode === undefined ? [] : [Number(inode)]
  })
}

function nameOf(pid: number, proc: string): string {
  const name = orUndefined(() => fs.readFileSync(path.join(proc, String(pid), 'comm'), 'utf8'))
  return name?.trim() ?? 'a process'
}

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
