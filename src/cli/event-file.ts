import fs from 'node:fs'
import { GwctlError } from '../errors.ts'
import { systemCode, systemReason } from '../targets/system-error.ts'

/** A file, or the end of a pipe, that takes lines. */
export interface LineFile {
  /** Throws what the system says. */
  write(line: string): void
  close(): void
}

const { O_WRONLY, O_APPEND, O_CREAT, O_NONBLOCK } = fs.constants
/** How every line of such a file begins. */
const BEGINNING = '{"time":"'

/**
 * Opens a file of events to go on with it, for its owner only (0600) when it is new. Nothing that is
 * there is lost: a file that holds something else is refused. Throws GW100 and GW106.
 *
 * @param name  how the user called it
 */
export function openEventFile(file: string, name: string): LineFile {
  const fd = open(file, name)
  return { write: (line) => writeAll(fd, Buffer.from(line)), close: () => fs.closeSync(fd) }
}

function refuseOther(file: string, name: string): void {
  const entry = fs.statSync(file, { throwIfNoEntry: false })
  if (entry?.isFile() !== true || entry.size === 0) return
  const fd = fs.openSync(file, 'r')
  const start = Buffer.alloc(BEGINNING.length)
  fs.readSync(fd, start)
  fs.closeSync(fd)
  if (start.toString('latin1') === BEGINNING) return
  throw new GwctlError('GW100', `--events ${name}: ${name} is there already, and holds no events.`, {
    hint: 'Name a file that does not exist yet, or one of an earlier apply: it is gone on with.',
  })
}

function open(file: string, name: string): number {
  try {
    refuseOther(file, name)
    // Not to wait for somebody to read a pipe.
    return fs.openSync(file, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK, 0o600)
  } catch (error) {
    if (error instanceof GwctlError) throw error
    throw new GwctlError('GW106', `--events ${name}: ${systemReason(error)}.`, {
      hint: 'Name a file in a directory that you may write to, a pipe that is read, or - for standard output.',
      cause: error,
    })
  }
}

/** How often, and for how many ms, to wait for the reader of a full pipe. */
const TRIES = 100
const WAIT_MS = 10

function writeAll(fd: number, bytes: Buffer): void {
  let rest = bytes
  for (let tries = 0; rest.length > 0; tries++) {
    try {
      rest = rest.subarray(fs.writeSync(fd, rest))
    } catch (error) {
      if (systemCode(error) !== 'EAGAIN' || tries >= TRIES) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS)
    }
  }
}
