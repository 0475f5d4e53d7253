import { SECRET_WORD } from '../model/secret-words.ts'

/**
 * The lines of a comment as a file without secrets may have them: one that holds a secret that was
 * moved, or markup or words beside which another one may stand, is left out, and that is said.
 */
export function hideSecretLines(
  lines: readonly string[],
  secrets: ReadonlyMap<string, string>,
): readonly string[] {
  const values = [...secrets.values()]
  const isSafe = (line: string): boolean =>
    !MAY_HOLD_ONE.test(line) && !values.some((value) => line.includes(value))
  const safe = lines.filter(isSafe)
  return safe.length === lines.length
    ? lines
    : [...safe, '(The rest of this comment is left out here: it may hold a secret.)']
}

/** Markup: the name of a value and the value may stand on two lines. */
const MAY_HOLD_ONE = new RegExp(`${SECRET_WORD}|[<>]|\\bvalue\\s*=`, 'i')
