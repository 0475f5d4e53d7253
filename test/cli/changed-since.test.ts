import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { scratchAt } from '../git/scratch-repository.ts'
import { documentOf, inPlace } from './place.ts'

const trunk = (proxy: string): string => `{ proxy: ${proxy}, register: false }`

describe('--changed-since', () => {
  it('limits plan and apply to gateways whose YAML differs from that revision', () =>
    inPlace({}, async (place) => {
      const repository = scratchAt(place.cwd)
      const write = (text: string): void => writeFileSync(join(place.cwd, 'gwctl.yaml'), place.yaml(text))
      repository.git('init', '-q')
      write(`old: ${trunk('x')}, same: ${trunk('x')}`)
      repository.git('add', 'gwctl.yaml')
      repository.git('commit', '-q', '-m', 'one')

      // Neither stands on disk yet; what did not change since the revision is left alone all the same.
      const nothing = await place.run(['plan', '--changed-since', 'HEAD', '--json'])
      expect(documentOf(nothing)).toMatchObject({ changes: [] })

      write(`old: ${trunk('y')}, same: ${trunk('x')}, new: ${trunk('x')}`)
      const some = await place.run(['plan', '--changed-since', 'HEAD', '--json'])
      expect(documentOf(some)).toMatchObject({ changes: [{ gateway: 'old' }, { gateway: 'new' }] })
      const both = ['--changed-since', 'HEAD', '--target', 'external/new']
      expect(documentOf(await place.run(['plan', ...both, '--json']))).toMatchObject({
        changes: [{ gateway: 'new' }],
      })
      expect((await place.run(['apply', '--yes', ...both])).code).toBe(0)
      expect(existsSync(join(place.conf, 'sip_profiles/external/new.xml'))).toBe(true)
      expect(existsSync(join(place.conf, 'sip_profiles/external/old.xml'))).toBe(false)
    }))

  it('refuses what is no revision, and standard input', () =>
    inPlace({}, async (place) => {
      const stdin = { stdin: place.yaml('') }
      const run = await place.run(['plan', '--changed-since', 'HEAD', '-f', '-'], stdin)
      expect([run.code, run.stderr]).toEqual([3, expect.stringContaining('not standard input')])
      scratchAt(place.cwd).git('init', '-q')
      const none = await place.run(['plan', '--changed-since', '--all'])
      expect(none.code).toBe(3)
      expect(none.stderr).toContain('There is no revision "--all"')
    }))
})
