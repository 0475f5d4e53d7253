import fs from 'node:fs'

/** Puts the entries of a directory on disk for good: a file that was made, renamed or removed in it is so after a power cut. */
export function syncDirectory(directory: string): void {
  const fd = fs.openSync(directory, 'r')
  try {
    fs.fsyncSync(fd)
  } finally {
    fs.closeSync(fd)
  }
}
