/** What an expression of GitHub Actions may name, by its dotted path; what is not there is ''. */
export type Contexts = (path: string) => string

/**
 * The value of an expression of GitHub Actions, as far as action.yml uses them: strings, dotted names,
 * `==`, `!=`, `&&`, `||`, `!`, parentheses, `format`, `always` and `success`.
 */
export function evaluate(expression: string, contexts: Contexts, ok: boolean): unknown {
  const script = expression.replace(TOKEN, (token) => {
    if (token.startsWith("'")) return JSON.stringify(token.slice(1, -1).replaceAll("''", "'"))
    return token.includes('.') ? JSON.stringify(contexts(token)) : token
  })
  const format = (text: string, ...values: readonly string[]): string =>
    text.replace(/\{(\d)\}/g, (_, at: string) => values[Number(at)] ?? '')
  const run = new Function('format', 'always', 'success', `return (${script})`) as (
    ...given: unknown[]
  ) => unknown
  return run(
    format,
    () => true,
    () => ok,
  )
}

const TOKEN = /'(?:[^']|'')*'|[a-z_]+(?:\.[\w-]+)+/g

/** A text with `${{ ... }}` in it. */
export function interpolate(text: string, contexts: Contexts): string {
  return text.replace(/\$\{\{(.*?)\}\}/g, (_, expression: string) =>
    String(evaluate(expression, contexts, true)),
  )
}

/** Whether a step with this condition runs, when everything before it went well, or not. */
export function holds(condition: string | undefined, contexts: Contexts, ok: boolean): boolean {
  if (condition === undefined) return ok
  const any = /\b(always|success)\(/.test(condition)
  return (any || ok) && Boolean(evaluate(condition, contexts, ok))
}
