// `npm run bench -- [options]`: bundles bench/ and runs it; bench/main.ts tells the options.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'

const directory = mkdtempSync(join(tmpdir(), 'gwctl-bench-'))
const outfile = join(directory, 'bench.mjs')
await build({
  entryPoints: ['bench/main.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
})
const { status } = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit' })
rmSync(directory, { recursive: true, force: true })
process.exitCode = status ?? 1
