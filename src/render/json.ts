/**
 * A value as one printed JSON document; ends with a line end. Control characters beyond ASCII,
 * which JSON leaves as they are and terminals act on, are written as escapes.
 */
export function printJson(value: unknown): string {
  return `${escapeControls(JSON.stringify(value, undefined, 2))}\n`
}

/** The same on one line. */
export function printJsonLine(value: unknown): string {
  return `${escapeControls(JSON.stringify(value))}\n`
}

function escapeControls(text: string): string {
  return text.replace(/[\u007f-\u009f\u2028\u2029]/g, escapeCharacter)
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
