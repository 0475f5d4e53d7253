/**
 * For each wanted key the index of the equal current one that can stay where it is, or `undefined`: a
 * longest common subsequence, so that as few elements as possible are written anew.
 */
export function alignLists(
  current: readonly string[],
  wanted: readonly string[],
): readonly (number | undefined)[] {
  const aligned = wanted.map((): number | undefined => undefined)
  const lengths = commonLengths(current, wanted)
  const width = wanted.length + 1
  for (let i = 0, j = 0; i < current.length && j < wanted.length;) {
    const skipCurrent = Number(lengths[(i + 1) * width + j])
    const skipWanted = Number(lengths[i * width + j + 1])
    if (current[i] === wanted[j]) aligned[j++] = i++
    else if (skipCurrent >= skipWanted) i++
    else j++
  }
  return aligned
}

/** At `i * width + j`: how many of the keys from `i` and from `j` on can be kept. */
function commonLengths(current: readonly string[], wanted: readonly string[]): Uint32Array {
  const width = wanted.length + 1
  const lengths = new Uint32Array((current.length + 1) * width)
  for (let i = current.length - 1; i >= 0; i--)
    for (let j = wanted.length - 1; j >= 0; j--) {
      const both = current[i] === wanted[j] ? 1 + Number(lengths[(i + 1) * width + j + 1]) : 0
      lengths[i * width + j] = Math.max(
        both,
        Number(lengths[(i + 1) * width + j]),
        Number(lengths[i * width + j + 1]),
      )
    }
  return lengths
}
