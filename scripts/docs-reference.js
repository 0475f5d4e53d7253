// `npm run docs:reference`: writes the pages of docs/ that are made from src; a test says when they are stale.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { build } from 'esbuild'

// Inside the package, so that libraries are found where npm has put them.
const directory = mkdtempSync(join('node_modules', '.gwctl-reference-'))
const outfile = join(directory, 'pages.cjs')
try {
  await build({
    entryPoints: ['scripts/reference/pages.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    packages: 'external',
    define: { 'import.meta.dirname': '__dirname' },
    logLevel: 'warning',
  })
  const { referencePages } = createRequire(import.meta.url)(join(process.cwd(), outfile))
  for (const [name, text] of Object.entries(await referencePages())) writeFileSync(join('docs', name), text)
} finally {
  rmSync(directory, { recursive: true, force: true })
}
