/**
 * A value as one printed JSON document; ends with a line end. Control characters beyond ASCII,
 * which JSON leaves as they are and terminals act on, are written as escapes.
 */
export function printJson(value: unknown): string {
  return escapeText(JSON.stringify(value, undefined, 2))
}

/** The same on one line, as one of many (NDJSON). */
export function printJsonLine(value: unknown): string {
  return escapeText(JSON.stringify(value))
}

function escapeText(json: string): string {
  return `${json.replace(/[\u007f-\u009f\u2028\u2029]/g, escapeCharacter)}\n`
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
