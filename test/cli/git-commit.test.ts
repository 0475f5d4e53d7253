import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { scratchAt } from '../git/scratch-repository.ts'
import { inPlace } from './place.ts'

const TRUNK = 'acme: { proxy: h, register: false }'
const GIT = 'git: { commit: true }\n'
const IDENTITY = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@b.example',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@b.example',
}

describe('git: { commit: true }', () => {
  const saved = { ...process.env }
  beforeEach(() => Object.assign(process.env, IDENTITY, { GIT_CONFIG_GLOBAL: '/dev/null' }))
  afterEach(() => {
    process.env = { ...saved }
  })

  it('commits what an apply has changed and nothing else, and what a rollback has', () =>
    inPlace({}, async (place) => {
      const conf = scratchAt(place.conf)
      conf.git('init', '-q')
      conf.commit({ 'vars.xml': '<include/>\n' })
      conf.write({ 'vars.xml': '<include></include>\n', staged: 'x' })
      conf.git('add', 'staged')

      const run = await place.run(['apply', '-f', '-', '--yes'], { stdin: GIT + place.yaml(TRUNK) })
      expect(run.code).toBe(0)
      expect(run.stderr).toMatch(/\nCommitted as [0-9a-f]{12}\.\n/)
      expect(conf.git('show', '--format=%s', '--name-status', 'HEAD')).toBe(
        'gwctl apply: create external/acme\n\nA\tsip_profiles/external/acme.xml',
      )
      expect(conf.git('status', '--porcelain')).toBe('A  staged\n M vars.xml')

      writeFileSync(join(place.cwd, 'gwctl.yaml'), GIT + place.yaml(TRUNK))
      expect((await place.run(['rollback', '--yes', '--allow-last-healthy'])).code).toBe(0)
      expect(conf.git('show', '--format=%s', '--name-status', 'HEAD')).toBe(
        'gwctl rollback: delete external/acme\n\nD\tsip_profiles/external/acme.xml',
      )
    }))

  it('lets an apply stand that cannot be committed, and says why', () =>
    inPlace({}, async (place) => {
      const run = await place.run(['apply', '-f', '-', '--yes'], { stdin: GIT + place.yaml(TRUNK) })
      expect(run.code).toBe(0)
      expect(run.stderr).toContain('error GW131: The changed XML could not be committed')
      expect(run.stderr).toContain('The change itself stands')
    }))
})
