import { runInNewContext } from 'node:vm'

/**
 * Runs something synchronous for so long at most. It is stopped wherever it is: what it has noted elsewhere until then stays.
 *
 * @returns whether it came to its end; false also where it threw
 */
export function within(milliseconds: number, work: () => void): boolean {
  if (milliseconds < 1) return false
  try {
    runInNewContext('work()', { work }, { timeout: Math.ceil(milliseconds) })
    return true
  } catch {
    return false
  }
}
