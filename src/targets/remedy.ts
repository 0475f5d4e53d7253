import { systemCode } from './system-error.ts'

/** What a person does about a disk that does not let gwctl write, as the beginning of a sentence; `error` or its cause is the system's. */
export function remedyFor(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  switch (systemCode(cause)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'Free space'
    case 'EROFS':
      return 'Mount the file system writable again'
    case 'EACCES':
    case 'EPERM':
      return 'Give this user the right to write there'
    case 'EIO':
      return 'Look after the disk (`dmesg` tells of it)'
    case undefined:
  }
  return 'Put that right'
}
