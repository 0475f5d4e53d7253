// What `npm run test:freeswitch` runs. Most of the suite is waiting, so that two files run side by
// side; what measures the time of a thousand changes has the machine for itself, afterwards.
// With arguments: these files only, one after the other.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const jest = fileURLToPath(import.meta.resolve('jest/bin/jest'))
const ALONE = 'freeswitch/many-changes'

function run(...args) {
  const command = [jest, '--config', 'jest.freeswitch.config.js', ...args]
  return spawnSync(process.execPath, command, { stdio: 'inherit' }).status ?? 1
}

const named = process.argv.slice(2)
process.exitCode =
  named.length > 0
    ? run(...named)
    : run('--maxWorkers=2', '--testPathIgnorePatterns=/node_modules/', `--testPathIgnorePatterns=${ALONE}`) ||
      run(ALONE)
