/**
 * The parts in which a value can stand in a `.env` file so that a shell and `node --env-file` read
 * the same bytes. Neither kind of quotes holds every value for both: what one pair of quotes
 * cannot hold is split, and the YAML puts the parts together. `undefined`: a line break, which no part can hold.
 */
export function envParts(value: string): readonly string[] | undefined {
  if (/[\r\n\0]/.test(value)) return undefined
  const parts: string[] = []
  for (let rest = value; rest !== ''; rest = rest.slice(parts.at(-1)?.length)) {
    const single = SINGLE.exec(rest)?.[0] ?? ''
    const double = DOUBLE.exec(rest)?.[0] ?? ''
    parts.push(single.length >= double.length ? single : double)
  }
  return parts
}

/** The text of a `.env` file with these variables; each value is one that `envParts` gave. */
export function writeEnv(variables: ReadonlyMap<string, string>, head: readonly string[]): string {
  const lines = [...variables].map(([name, value]) => `${name}=${quote(value)}`)
  return [...head.map((line) => `# ${line}`), ...lines].map((line) => `${line}\n`).join('')
}

function quote(value: string): string {
  return value.includes("'") ? `"${value}"` : `'${value}'`
}

/** Nothing is special in single quotes but the quote itself. */
const SINGLE = /^[^']+/
/** In double quotes a shell also looks at these, and node at a backslash. */
const DOUBLE = /^[^"$`\\]+/
