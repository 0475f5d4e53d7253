/**
 * A text as a YAML scalar that every YAML reader takes for the same text: without quotes only where
 * neither YAML 1.2 nor 1.1 could see a number, a boolean, null, a date or markup in it.
 */
export function yamlScalar(text: string): string {
  return isPlain(text) ? text : quoted(text)
}

/** The same as the value of a key on a line of its own, where a whole reference needs no quotes either. */
export function yamlBlockScalar(text: string): string {
  return WHOLE_REFERENCE.test(text) ? text : yamlScalar(text)
}

/** One line of a YAML comment with nothing in it that ends the line or that YAML does not allow. */
export function yamlComment(text: string): string {
  const line = text
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]+/g, ' ')
    .replace(/\p{Surrogate}/gu, '\ufffd')
  return `# ${line}`.trimEnd()
}

/** Double quotes take JSON's escapes; what YAML or terminals do not take raw is escaped, too. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function isPlain(text: string): boolean {
  return (WORD.test(text) && !OTHER_MEANING.test(text)) || IP_V4.test(text) || PATH.test(text)
}

/** A name, a host with or without a port, or a path. */
const WORD = /^[A-Za-z](?:[\w./@+-]*[\w/])?(?::\d{1,5})?$/
const IP_V4 = /^\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?$/
const PATH = /^\.{0,2}(?:\/[\w@+-][\w.@+-]*)+$/
const OTHER_MEANING = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf)$/i
const WHOLE_REFERENCE = /^(?:\$?\$\{[\w.-]+\}|\$\{env:\w+\})$/
