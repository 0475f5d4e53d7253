import { execFileSync } from 'node:child_process'
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statfsSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const PAGE = 4096
const SIZE_KIB = 256

/** A file system of 256 KiB in memory, of which a test says how many pages are free. */
export interface SmallDisk {
  readonly path: string
  /** Leaves so many pages of 4 KiB; all of them without a number. Every file and directory that is not empty takes at least one. */
  leave(pages?: number): void
  /** Waits until no replaced file is open any more: only then are its pages free. */
  released(): Promise<void>
  /** `ro`: nothing can be written; `rw`: it can again. Refused by the kernel while a file is open for writing. */
  remount(how: 'ro' | 'rw'): void
  close(): void
}

/** Undefined where this process may not mount anything. */
export function mountSmallDisk(): SmallDisk | undefined {
  const path = mkdtempSync(join(tmpdir(), 'gwctl-small-disk-'))
  if (!mount('-t', 'tmpfs', '-o', `size=${SIZE_KIB}k`, 'tmpfs', path)) {
    rmSync(path, { recursive: true })
    return undefined
  }
  const filler = join(path, '.filler')
  closeSync(openSync(filler, 'w'))
  return {
    path,
    leave(pages) {
      truncateSync(filler)
      if (pages === undefined) return
      const fd = openSync(filler, 'w')
      const { bavail } = statfsSync(path)
      writeSync(fd, Buffer.alloc(Math.max(0, bavail - pages) * PAGE))
      closeSync(fd)
    },
    async released() {
      while (openFiles().some((file) => file.startsWith(path) && file.endsWith(' (deleted)'))) await sleep(2)
    },
    remount: (how) => {
      if (!mount('-o', `remount,${how}`, path)) throw new Error(`${path} cannot be remounted ${how}`)
    },
    close() {
      execFileSync('umount', ['--lazy', path])
      rmSync(path, { recursive: true })
    },
  }
}

function mount(...args: readonly string[]): boolean {
  try {
    execFileSync('mount', args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** What this process has open, as Linux names it. */
function openFiles(): string[] {
  const directory = '/proc/self/fd'
  return readdirSync(directory).flatMap((fd) => {
    try {
      return readlinkSync(join(directory, fd))
    } catch {
      // Closed since; the one that reads the directory is among them.
      return []
    }
  })
}
