import { chownSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** `nobody`, as far as the kernel cares. */
const NOBODY = 65_534

/** Runs as a user for whom permissions count, which they do not for root; the directory is that user's then. */
export async function unprivileged<T>(directory: string, run: () => Promise<T>): Promise<T> {
  const { seteuid, setegid } = process
  if (process.getuid?.() !== 0 || seteuid === undefined || setegid === undefined) return run()
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' })
  for (const name of ['.', ...names]) chownSync(join(directory, name), NOBODY, NOBODY)
  setegid(NOBODY)
  seteuid(NOBODY)
  try {
    return await run()
  } finally {
    seteuid(0)
    setegid(0)
  }
}
