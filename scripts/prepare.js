// npm runs this where gwctl is installed from its git repository (pre-commit, `npm install git+https://...`) and
// before it is packed: there is no dist/ in git. Not in `npm ci`: whoever works on a clone builds when he tests.
import { spawnSync } from 'node:child_process'

if (process.env.npm_command !== 'ci') {
  // npm pack prints the name of the package on standard output, and nothing else belongs there.
  const { status } = spawnSync(process.execPath, ['--no-warnings', 'scripts/build.js'], {
    stdio: ['ignore', 2, 2],
  })
  process.exitCode = status ?? 1
}
