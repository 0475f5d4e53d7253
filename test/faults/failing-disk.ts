import fs from 'node:fs'

/** A disk that fails under one directory: the nth call that changes anything there, or that one and all after it. */
export interface FailingDisk {
  /** Whether a call has failed. */
  readonly failed: () => boolean
  /** From now on nothing fails any more. */
  mend(): void
}

export interface Failure {
  readonly directory: string
  readonly code: 'ENOSPC' | 'EIO' | 'EACCES' | 'EROFS'
  readonly nth: number
  /** Whether it goes on failing until it is mended. */
  readonly lasting: boolean
}

const CHANGING = [
  'openSync',
  'writeFileSync',
  'fsyncSync',
  'fchmodSync',
  'renameSync',
  'rmSync',
  'mkdirSync',
  'ftruncateSync',
] as const

/** Lets `node:fs` fail as told; one disk at a time. */
export function failDisk(failure: Failure): FailingDisk {
  let calls = 0
  let failed = false
  const opened = new Map<number, string>()
  const restore = CHANGING.map((name) => {
    const real = fs[name] as (...args: unknown[]) => unknown
    const replaced = (...args: unknown[]): unknown => {
      const path = typeof args[0] === 'number' ? opened.get(args[0]) : String(args[0])
      const concerned = path?.startsWith(failure.directory) === true && !isReading(name, args)
      if (concerned) {
        calls += 1
        if (calls === failure.nth || (failure.lasting && calls > failure.nth)) {
          failed = true
          throw systemError(failure.code, name, path)
        }
      }
      const result = real(...args)
      if (name === 'openSync' && typeof result === 'number') opened.set(result, String(args[0]))
      return result
    }
    Object.assign(fs, { [name]: replaced })
    return () => Object.assign(fs, { [name]: real })
  })
  return {
    failed: () => failed,
    mend: () => {
      for (const each of restore) each()
    },
  }
}

function isReading(name: string, args: readonly unknown[]): boolean {
  return name === 'openSync' && (args[1] === undefined || args[1] === 'r')
}

/** As Node words it. */
function systemError(code: Failure['code'], call: string, path: string): NodeJS.ErrnoException {
  const words = {
    ENOSPC: 'no space left on device',
    EIO: 'i/o error',
    EACCES: 'permission denied',
    EROFS: 'read-only file system',
  }
  return Object.assign(new Error(`${code}: ${words[code]}, ${call} '${path}'`), { code })
}
