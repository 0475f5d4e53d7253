/**
 * A word as the shell will read it, from how it was typed: without its quotes and backslashes, `~/` as the home
 * directory. Variables stay: their values are the shell's own.
 */
export function unquote(word: string, home: string | undefined): string {
  const atHome =
    home !== undefined && (word === '~' || word.startsWith('~/')) ? `${home}${word.slice(1)}` : word
  return atHome.replace(/'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/gs, (_, single, double, escaped) =>
    String(single ?? (double === undefined ? escaped : String(double).replace(/\\(["\\$`])/g, '$1'))),
  )
}
