/**
 * The candidate that a misspelt name probably means: the nearest by edit distance, letter case and `_` for `-` aside; nothing when none is near enough.
 * Where none is, the shortest one that goes on where the name ends: `user-agent-string` for `user-agent`.
 */
export function closest(name: string, candidates: readonly string[]): string | undefined {
  if (name.length > MAX_LENGTH) return undefined
  const wanted = normalize(name)
  let best: string | undefined
  let bestDistance = Math.min(name.length - 1, Math.max(2, Math.floor(name.length / 3))) + 1
  for (const candidate of candidates) {
    const distance = editDistance(wanted, normalize(candidate))
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best ?? longer(wanted, candidates)
}

function longer(wanted: string, candidates: readonly string[]): string | undefined {
  if (wanted.length < MIN_BEGINNING) return undefined
  const [first] = candidates
    .filter((each) => normalize(each).startsWith(`${wanted}-`))
    .sort((a, b) => a.length - b.length)
  return first
}

/** Shorter ones, `sip` or `rtp`, begin too many names. */
const MIN_BEGINNING = 4

/** Longer than every name there is; bounds the time for a hostile one. */
const MAX_LENGTH = 60

function normalize(name: string): string {
  return name.toLowerCase().replaceAll('_', '-')
}

/** Levenshtein's, row by row. */
function editDistance(a: string, b: string): number {
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  let distance = b.length
  for (const [row, letter] of Array.from(a).entries()) {
    let diagonal = row
    distance = row + 1
    const next = last.slice(1).map((above, column) => {
      const replaced = diagonal + (letter === b.charAt(column) ? 0 : 1)
      diagonal = above
      distance = Math.min(replaced, above + 1, distance + 1)
      return distance
    })
    last = [row + 1, ...next]
  }
  return distance
}
