/**
 * How FreeSWITCH reads a boolean parameter: a handful of words in any case, or a number
 * whose whole part is not zero. Anything else, typos and blanks around a word included, is false.
 *
 * @see  switch_utils.h:518-528 switch_true, switch_utils.c switch_is_number (1.10.12)
 */
export function readBool(text: string): boolean {
  return TRUE_WORDS.has(lowerAscii(text)) || (/^[-+]?[\d.]*$/.test(text) && readInt(text) !== 0)
}

/**
 * How FreeSWITCH reads a number: C's atoi. Leading blanks and one sign are skipped, digits are
 * taken up to the first other character, no digit at all is 0. Beyond 64 bits it stops at the
 * limit, and the lower 32 bits of that are kept (glibc, x86-64).
 */
export function readInt(text: string): number {
  const digits = /^[ \t\n\v\f\r]*([-+]?\d+)/.exec(text)?.[1]
  if (digits === undefined) return 0
  const wide = BigInt(digits.replace(/^\+/, ''))
  const clamped = wide > LONG_MAX ? LONG_MAX : wide < LONG_MIN ? LONG_MIN : wide
  return Number(BigInt.asIntN(32, clamped))
}

/** Words that say "no" to a person. FreeSWITCH reads them as false, as it does every other word. */
export const FALSE_WORDS: ReadonlySet<string> = new Set([
  'false',
  'no',
  'off',
  'f',
  'disabled',
  'inactive',
  'disallow',
  'deny',
])

/** Words that FreeSWITCH reads as true, in any case. */
export const TRUE_WORDS: ReadonlySet<string> = new Set([
  'true',
  'yes',
  'on',
  't',
  'enabled',
  'active',
  'allow',
])

const LONG_MAX = 2n ** 63n - 1n
const LONG_MIN = -(2n ** 63n)

/** strcasecmp folds ASCII only; `toLowerCase` would also turn the Kelvin sign into a k. */
function lowerAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}
