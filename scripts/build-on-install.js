// npm runs this (`postprepare`) at the end of an `npm install` in a clone: so gwctl is built where it is installed from
// its git repository, by pre-commit or `npm install git+https://...`, as there is no dist/ in git.
// It is no `prepare`: `npm pack` runs that too, and pre-commit reads the output of `npm pack`, npm's own lines about scripts in it.
// Nothing is built in `npm ci`: whoever works on a clone builds when he tests.
import { spawnSync } from 'node:child_process'

if (process.env.npm_command !== 'ci') {
  const { status } = spawnSync(process.execPath, ['--no-warnings', 'scripts/build.js'], { stdio: 'inherit' })
  process.exitCode = status ?? 1
}
