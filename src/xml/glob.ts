/**
 * Whether glob(3) would find `path` with `pattern`: `*`, `?` and `[...]` do not match `/`, nor a
 * leading dot; a backslash quotes.
 */
export function matchesGlob(pattern: string, path: string): boolean {
  const wanted = pattern.split('/')
  const parts = path.split('/')
  return (
    wanted.length === parts.length && parts.every((part, index) => matchesPart(String(wanted[index]), part))
  )
}

/** Whether a pattern can match anything but itself. */
export function hasWildcard(pattern: string): boolean {
  return /[*?[\\]/.test(pattern)
}

function matchesPart(pattern: string, name: string): boolean {
  if (!hasWildcard(pattern)) return pattern === name
  if (name.startsWith('.') && !pattern.startsWith('.')) return false
  return toExpression(pattern).test(name)
}

const TOKEN = /\*+|\?|\[([!^]?)(\]?[^\]]*)\]|\\([^])|[^]/g

function toExpression(pattern: string): RegExp {
  const source = pattern.replace(TOKEN, (token, negated?: string, set?: string, quoted?: string) => {
    if (set !== undefined) return `[${negated === '' ? '' : '^'}${set.replace(/[\\\]^]/g, '\\$&')}]`
    if (token.startsWith('*')) return '[^]*'
    if (token === '?') return '[^]'
    return (quoted ?? token).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  })
  return new RegExp(`^${source}$`)
}
