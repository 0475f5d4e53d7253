// Compiles src/ to dist/. A plain script so that `npm ci && npm test` needs no step of its own.
import { rmSync, chmodSync } from 'node:fs'
import { spawnSync } from 'node:child_process'

rmSync('dist', { recursive: true, force: true })
const tsc = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'], {
  stdio: 'inherit',
})
if (tsc.status !== 0) process.exit(tsc.status ?? 1)
chmodSync('dist/cli/main.js', 0o755)
