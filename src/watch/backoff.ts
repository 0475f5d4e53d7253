const FIRST_MS = 500
const MOST_MS = 30_000

/**
 * Milliseconds before the next try: half a second, then twice as long each time, at most half a minute. Up to a
 * fifth is left to chance, so that not every watcher of a switch comes back in the same moment.
 *
 * @param failures  how many tries in a row have failed; at least 1
 * @param chance    from 0 to 1
 */
export function backoffMs(failures: number, chance: number): number {
  const whole = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 16))
  return Math.round(whole * (1 - chance / 5))
}
