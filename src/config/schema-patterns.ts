import { FALSE_WORDS, TRUE_WORDS } from '../model/read-values.ts'
import { VARIABLE_DIRECTIONS } from '../model/subscription-params.ts'

/** Transports that FreeSWITCH 1.10 can register with (sofia_glue.c:291-304). */
export const TRANSPORTS: readonly string[] = ['udp', 'tcp', 'tls', 'sctp']

// A reference stands wherever a value may stand; what it gives is judged when it is resolved.
const REFERENCE = '\\$\\{'

/** Words for true and false in any case, numbers, references. */
export const BOOL_PATTERN = `^(?:${[...TRUE_WORDS, ...FALSE_WORDS].map(anyCase).join('|')}|[-+]?[0-9]+)$|${REFERENCE}`
export const NUMBER_PATTERN = `^[0-9]+$|${REFERENCE}`
export const TRANSPORT_PATTERN = `^(?:${TRANSPORTS.map(anyCase).join('|')})$|${REFERENCE}`
export const DIRECTION_PATTERN = `^(?:${VARIABLE_DIRECTIONS.map(anyCase).join('|')})$`

/** One of these words, in any case. */
export function anyWord(words: readonly string[]): string {
  return `^(?:${words.map(anyCase).join('|')})$`
}

/** A JSON Schema pattern has no flag for case. */
function anyCase(word: string): string {
  return word.replace(/[a-z]/gi, (letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`)
}
