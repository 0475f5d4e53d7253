import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { writeConfiguration } from './configurations.ts'

/** Leaves a .cpuprofile of a plan, for a browser's developer tools. */
export function profileRun(gateways: number, out: string): void {
  const conf = writeConfiguration(gateways, { changed: true })
  const core = join(process.cwd(), 'dist', 'bin', 'core.cjs')
  const flags = ['--cpu-prof', '--cpu-prof-interval', '1000', `--cpu-prof-dir=${resolve(out)}`]
  spawnSync(process.execPath, [...flags, core, 'plan', '--offline'], { cwd: conf.directory, stdio: 'ignore' })
  conf.remove()
  process.stdout.write(`A profile of a plan of ${gateways} gateways is in ${out}.\n`)
}
