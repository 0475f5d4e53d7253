/** Part of the names that say: what stands beside me is secret. As the source of a regular expression, for any case. */
export const SECRET_WORD = '(?:passw(?:or)?d|passphrase|secret|token)'

/** Whether a value with this name is taken for a secret. */
export function isSecretName(name: string): boolean {
  return new RegExp(SECRET_WORD, 'i').test(name)
}
