/** A document of gwctl has some ten levels. Beyond a few hundred, the parser's own recursion kills the process. */
export const MAX_DEPTH = 100
/** Words and signs of the text: bounds time (about 2 us each) and memory (about 200 bytes each). */
export const MAX_LEXEMES = 3_000_000
