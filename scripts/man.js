// Writes man/gwctl.1 from the tables of the command line. Its date is that of the last change of what it says.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { build } from 'esbuild'

const PAGE = 'man/gwctl.1'
const BUNDLE = 'node_modules/.gwctl-manual.cjs'

await build({
  entryPoints: ['src/cli/manual.ts'],
  outfile: BUNDLE,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  define: { 'import.meta.dirname': '__dirname' },
  packages: 'external',
  logLevel: 'warning',
})
const { manual } = createRequire(import.meta.url)(`../${BUNDLE}`)
rmSync(BUNDLE)

const before = readFileSync(PAGE, { encoding: 'utf8', flag: 'a+' })
const date = /^\.TH GWCTL 1 (\S+)/m.exec(before)?.[1]
if (date === undefined || before !== (await manual(date)))
  writeFileSync(PAGE, await manual(new Date().toISOString().slice(0, 10)))
