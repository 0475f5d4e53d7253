import { scratchRepository, yamlOf } from '../git/scratch-repository.ts'
import { inDirectory } from './gwctl.ts'
import { runHere } from './in-process.ts'

describe('--format markdown', () => {
  it.each([[['--format', 'markdown']], [['--format=markdown']]])(
    'prints what is wrong where the plan would have stood: %j',
    (format) =>
      inDirectory({ 'gwctl.yaml': 'version: 1\nprofils: {}\n' }, async (cwd) => {
        const run = await runHere(['plan', ...format], { cwd })
        expect(run.code).toBe(3)
        expect(run.stdout).toMatch(
          /^### gwctl: 2 errors\n\n[^]*\n- `gwctl\.yaml:2:1`: `profils` is not a key/,
        )
        expect(run.stderr).toContain('error GW101')
      }),
  )

  it('prints a failure that is not of the input, too', () =>
    inDirectory({}, async (cwd) => {
      const run = await runHere(['plan', '--format', 'markdown', '--batch', 'x'], { cwd })
      expect(run.code).toBe(3)
      expect(run.stdout).toMatch(/^### gwctl failed: `GW100`\n\n.*--batch/)
    }))

  it('prints what validate finds', () =>
    inDirectory({ 'gwctl.yaml': 'version: 1\nfreeswitch: { conf: x }\nprofiles: {}\n' }, async (cwd) => {
      const run = await runHere(['validate', '--no-disk', '--format', 'markdown'], { cwd })
      expect(run.code).toBe(0)
      expect(run.stdout).toMatch(/^### gwctl: valid/)
    }))

  it('prints a comparison', async () => {
    const scratch = scratchRepository()
    try {
      scratch.commit({ 'gwctl.yaml': yamlOf({ a: 600 }) })
      scratch.write({ 'gwctl.yaml': yamlOf({ a: 900 }) })
      const run = await runHere(['diff', '--format', 'markdown'], { cwd: scratch.directory })
      expect(run).toMatchObject({ code: 0, stderr: '' })
      expect(run.stdout).toMatch(/^### gwctl diff: 1 to update; [^]*\/a` \| update \|/)
    } finally {
      scratch.remove()
    }
  })
})
