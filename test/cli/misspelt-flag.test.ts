import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { COMMANDS } from '../../src/cli/commands.ts'
import { inDirectory, type Run } from './gwctl.ts'

const MAIN = join(process.cwd(), 'dist/bin/gwctl.cjs')
const WATCH = join(process.cwd(), 'test/support/watch-io.js')

/** Runs gwctl and tells, beside what it said, everything that it asked the system for. */
async function watched(args: readonly string[], cwd: string): Promise<Run & { io: string[] }> {
  const argv = ['--import', WATCH, MAIN, ...args]
  const env = { PATH: process.env['PATH'] ?? '' }
  return new Promise((resolve) => {
    const child = execFile(process.execPath, argv, { cwd, env }, (_, stdout, stderr) => {
      const line = /^IO (.*)$/m.exec(stderr)?.[1]
      if (line === undefined) throw new Error(`nothing was watched: ${stderr}`)
      resolve({ code: child.exitCode, stdout, stderr, io: JSON.parse(line) as string[] })
    })
  })
}

describe('a misspelt flag', () => {
  it.each(COMMANDS.map(({ name }) => name))(
    '%s --dry_run is refused before anything is asked of the system',
    (name) =>
      inDirectory({ 'gwctl.yaml': 'version: 1\n' }, async (cwd) => {
        const run = await watched([name, '--dry_run'], cwd)
        expect(run).toMatchObject({ code: 3, stdout: '', io: [] })
        expect(run.stderr).toContain('error GW100: There is no option --dry_run.')
      }),
    20_000,
  )

  it(
    'also beside everything else that an apply takes',
    () =>
      inDirectory({ 'gwctl.yaml': 'version: 1\n' }, async (cwd) => {
        const args = ['apply', 'a.plan', '-f', 'gwctl.yaml', '--yes', '--events', 'e', '--json', '--dry_run']
        const run = await watched(args, cwd)
        expect(run).toMatchObject({ code: 3, io: [] })
        expect(JSON.parse(run.stdout)).toMatchObject({ error: { code: 'GW100' } })
      }),
    20_000,
  )

  it(
    'is what makes the difference: without one, files are asked for',
    () =>
      inDirectory({ 'gwctl.yaml': 'version: 1\n' }, async (cwd) => {
        const { io } = await watched(['validate'], cwd)
        expect(io.filter((each) => each.includes(join(cwd, 'gwctl.yaml')))).not.toEqual([])
      }),
    20_000,
  )
})
