/**
 * Whether glob(3) would find `path` with `pattern`: `*`, `?` and `[...]` do not match `/`, nor a
 * leading dot; a backslash quotes.
 */
export function matchesGlob(pattern: string, path: string): boolean {
  return compileGlob(pattern)(path)
}

/** `matchesGlob` for many paths. */
export function compileGlob(pattern: string): (path: string) => boolean {
  const wanted = pattern.split('/').map(compilePart)
  return (path) => {
    const parts = path.split('/')
    return wanted.length === parts.length && wanted.every((matches, index) => matches(String(parts[index])))
  }
}

/** Whether a pattern can match anything but itself. */
export function hasWildcard(pattern: string): boolean {
  return /[*?[\\]/.test(pattern)
}

function compilePart(pattern: string): (name: string) => boolean {
  if (!hasWildcard(pattern)) return (name) => pattern === name
  const expression = toExpression(pattern)
  const hidden = pattern.startsWith('.')
  return (name) => (hidden || !name.startsWith('.')) && expression.test(name)
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
