import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

const PLACE = 'examples/gitops'
const read = (file: string): string => readFileSync(join(PLACE, file), 'utf8')

interface Job {
  readonly steps: readonly { readonly run?: string; readonly env?: Readonly<Record<string, string>> }[]
}

// The scripts themselves are run by test/docs/shell-blocks.test.ts, with the README.
describe('examples/gitops', () => {
  const { jobs } = parse(read('.github/workflows/trunks.yml')) as { jobs: Readonly<Record<string, Job>> }
  const steps = Object.values(jobs).flatMap((job) => job.steps)
  const trunks = readdirSync(join(PLACE, 'trunks'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => read(join('trunks', name)))
    .join('')

  it('runs scripts that are there', () => {
    const scripts = steps.flatMap(({ run }) => run ?? [])
    expect(scripts).toEqual(['ci/review.sh', 'ci/apply.sh', 'ci/drift.sh'])
    for (const script of [...scripts, 'ci/plan.sh'])
      expect(() => accessSync(join(PLACE, script), constants.X_OK)).not.toThrow()
  })

  it('gives the secrets of the YAML to what applies and to what looks for drift, and to nothing else', () => {
    const wanted = [...new Set([...trunks.matchAll(/\$\{env:(\w+)\}/g)].map(([, name = '']) => name))].sort()
    expect(wanted).not.toEqual([])
    for (const { run, env = {} } of steps) {
      const given = Object.keys(env).filter((name) => env[name]?.includes('secrets.'))
      expect({ run, given: given.sort() }).toEqual({
        run,
        given: /apply|drift/.test(run ?? '') ? wanted : [],
      })
    }
  })

  it('names owners of files that are there', () => {
    const paths = [...read('CODEOWNERS').matchAll(/^(\/\S+)/gm)].map(([, path = '']) => path)
    expect(paths.length).toBeGreaterThan(1)
    expect(paths.filter((path) => !existsSync(join(PLACE, path)))).toEqual([])
  })
})
