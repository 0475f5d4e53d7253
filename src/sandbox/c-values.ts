const TRUE_WORDS = new Set(['yes', 'on', 'true', 't', 'enabled', 'active', 'allow'])

/** switch_true (switch_utils.h:518-528): seven words in any case, or a number that is not 0. */
export function isTrue(text: string | undefined): boolean {
  if (text === undefined) return false
  if (TRUE_WORDS.has(text.toLowerCase())) return true
  return /^[-+]?[\d.]+$/.test(text) && toInteger(text) !== 0
}

/** atoi(3): leading blanks, a sign, digits; 0 for anything else. */
export function toInteger(text: string): number {
  return Number.parseInt(/^[ \t\r\n\v\f]*([-+]?\d+)/.exec(text)?.[1] ?? '0', 10)
}

/** Epoch seconds of a moment in milliseconds, as switch_epoch_time_now gives them. */
export function toEpoch(millis: number): number {
  return Math.floor(millis / 1000)
}

/** The text, or `undefined` when it is absent or empty (zstr). */
export function filled(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}
