/**
 * Text as a terminal may show it: control characters, which could move the cursor or hide text,
 * are written out. Line ends and tabs stay.
 */
export function visible(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    writeOut,
  )
}

/** The same for what has to stay on one line: a name, a value, a command. */
export function visibleLine(text: string): string {
  return visible(text).replace(/[\t\n]/g, writeOut)
}

function writeOut(char: string): string {
  const code = char.charCodeAt(0)
  return code <= 0xff
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`
}
