const SMALLEST_TABLE = 53
const LOAD = 0.65

/** Table sizes that a switch_hashtable grows through (switch_hashtable.c:42-48). */
const SIZES = [SMALLEST_TABLE, 97, 193, 389, 769, 1543, 3079, 6151, 12289]

/**
 * The keys in the order in which FreeSWITCH walks a hash of them: `sofia status` lists profiles so.
 *
 * Buckets in ascending order, within a bucket the newest first (switch_hashtable.c, switch_hashtable.h:224).
 *
 * @param keys  in the order of their insertion, one character a byte
 */
export function inHashOrder(keys: readonly string[]): string[] {
  const size = SIZES.find((each) => keys.length <= Math.ceil(each * LOAD)) ?? 24593
  return keys
    .map((key, index) => ({ key, index, bucket: hashOf(key) % size }))
    .sort((one, other) => one.bucket - other.bucket || other.index - one.index)
    .map(({ key }) => key)
}

/** switch_hash_default, then the scrambling of switch_hashtable_private.h:51-62; 32 bit unsigned throughout. */
function hashOf(key: string): number {
  let hash = 0
  for (let at = 0; at < key.length; at++)
    hash = (key.charCodeAt(at) + (hash << 6) + (hash << 16) - hash) >>> 0
  hash = (hash + ~(hash << 9)) >>> 0
  hash = (hash ^ ((hash >>> 14) | (hash << 18))) >>> 0
  hash = (hash + (hash << 4)) >>> 0
  return (hash ^ ((hash >>> 10) | (hash << 22))) >>> 0
}
