/** Whether a value with this name is taken for a secret, wherever it comes from. */
export function isSecretName(name: string): boolean {
  return /passw(?:or)?d|passphrase|secret|token|dsn$/i.test(name)
}

/**
 * Part of a name beside which a value is hidden when its line is shown: also what only might be
 * meant as a secret, misspelt as names in diagnostics are. As the source of a regular expression, for any case.
 */
export const SECRET_WORD =
  '(?:pass|pasw|p[a-z]{0,3}s[a-z]{0,3}w[a-z]{0,3}d|pwd|secret|token|credential|dsn|api[-_]?key)'
