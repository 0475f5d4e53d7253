import { existsSync, readdirSync } from 'node:fs'

/** Every page that people read: README, docs/ and the ones of the examples. */
export function markdownPages(): string[] {
  const docs = readdirSync('docs').filter((name) => name.endsWith('.md'))
  const examples = readdirSync('examples').map((name) => `examples/${name}/README.md`)
  return [
    'README.md',
    ...docs.map((name) => `docs/${name}`),
    ...examples.filter((file) => existsSync(file)),
  ].sort()
}
