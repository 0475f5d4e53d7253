/**
 * The candidate that a misspelt name probably means: the nearest by edit distance (two swapped
 * letters count one), letter case and `_` for `-` aside; nothing when none is near enough.
 */
export function closest(name: string, candidates: readonly string[]): string | undefined {
  if (name.length > MAX_LENGTH) return undefined
  const wanted = normalize(name)
  let best: string | undefined
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1
  for (const candidate of candidates) {
    const distance = editDistance(wanted, normalize(candidate))
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** Longer than every name there is; bounds the time for a hostile one. */
const MAX_LENGTH = 60

function normalize(name: string): string {
  return name.toLowerCase().replaceAll('_', '-')
}

/** Optimal string alignment distance, by rows. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replace = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swaps = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swap = swaps ? at(beforeLast, j - 2) + 1 : Infinity
      row.push(Math.min(replace, at(last, j) + 1, at(row, j - 1) + 1, swap))
    }
    beforeLast = last
    last = row
  }
  return at(last, b.length)
}

/** Every index asked for is in range; NaN, never met, would make the distance useless and show. */
function at(row: readonly number[], index: number): number {
  return row.at(index) ?? NaN
}
