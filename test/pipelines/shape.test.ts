import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { ACTION, type Step } from './run-action.ts'

const text = (file: string): string => readFileSync(file, 'utf8')
const read = (file: string): unknown => parse(text(file))
const PACKAGE = JSON.parse(text('package.json')) as {
  readonly bin: Readonly<Record<string, string>>
  readonly files: readonly string[]
  readonly scripts: Readonly<Record<string, string>>
}

/** Every key that GitHub's schema of composite actions has for a step. */
const STEP_KEYS = [
  'id',
  'name',
  'if',
  'shell',
  'working-directory',
  'env',
  'run',
  'uses',
  'with',
  'continue-on-error',
]

describe('action.yml', () => {
  it('is a composite action whose inputs and outputs are described', () => {
    expect(Object.keys(ACTION).sort()).toEqual(
      ['branding', 'description', 'inputs', 'name', 'outputs', 'runs'].sort(),
    )
    expect(ACTION.runs.using).toBe('composite')
    for (const [name, input] of Object.entries(ACTION.inputs)) {
      expect(name).toMatch(/^[a-z][a-z-]*$/)
      expect(typeof input.description).toBe('string')
      expect(Object.keys(input)).toEqual(
        input.required === true ? ['description', 'required'] : ['description', 'default'],
      )
      expect(['string', 'undefined']).toContain(typeof input.default)
    }
    for (const output of Object.values(ACTION.outputs)) {
      expect(Object.keys(output)).toEqual(['description', 'value'])
      expect(output.value).toMatch(/^\$\{\{ .* \}\}$/)
    }
  })

  it.each(ACTION.runs.steps.map((step): [string, Step] => [step.id, step]))(
    'has steps that GitHub takes, and no input in shell text: %s',
    (id, step) => {
      expect(id).toMatch(/^[a-z]+$/)
      expect(STEP_KEYS).toEqual(expect.arrayContaining(Object.keys(step)))
      expect(step.run === undefined).toBe(step.uses !== undefined)
      expect(step.run === undefined).toBe(step.shell === undefined)
      expect(step.run ?? '').not.toContain('${{')
      for (const [script = ''] of (step.run ?? '').matchAll(/pipelines\/[\w./-]+/g))
        expect(existsSync(script)).toBe(true)
      if (step.uses !== undefined) expect(step.uses).toMatch(/^actions\/(upload|download)-artifact@v\d+$/)
    },
  )

  it('names only inputs, and outputs of steps, that there are', () => {
    const all = JSON.stringify(ACTION)
    const inputs = [...all.matchAll(/\binputs\.([\w-]+)/g)].map(([, name = '']) => name)
    expect(new Set(inputs)).toEqual(new Set(Object.keys(ACTION.inputs)))
    const written = readdirSync('pipelines/github')
      .map((file) => text(join('pipelines/github', file)))
      .join('')
    for (const [, step = '', output = ''] of all.matchAll(/\bsteps\.(\w+)\.outputs\.([\w-]+)/g)) {
      expect(ACTION.runs.steps.map((each) => each.id)).toContain(step)
      expect(written).toMatch(new RegExp(`output ${output} |[\`\\\\n]${output}=`))
    }
  })

  it('is described in docs/ci.md, each input and output', () => {
    const docs = text('docs/ci.md')
    for (const name of [...Object.keys(ACTION.inputs), ...Object.keys(ACTION.outputs)])
      expect(docs).toMatch(new RegExp(`^\\| .*\`${name}\`.* \\|`, 'm'))
  })
})

describe('the scripts of the pipelines', () => {
  it.each(readdirSync('pipelines/github').filter((file) => file.endsWith('.sh')))('%s is bash', (file) => {
    const path = join('pipelines/github', file)
    execFileSync('bash', ['-n', path])
    if (file === 'inputs.sh') return
    expect(text(path)).toMatch(/^#!\/usr\/bin\/env bash\n(#.*\n)+set -euo pipefail\n/)
    expect(statSync(path).mode & 0o111).toBe(0o111)
  })
})

interface Workflow {
  readonly on: object
  readonly permissions: object
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly permissions: Readonly<Record<string, string>>
        readonly concurrency?: { readonly 'cancel-in-progress': boolean }
        readonly environment?: string
        readonly steps: readonly {
          readonly uses: string
          readonly with?: Readonly<Record<string, unknown>>
        }[]
      }
    >
  >
}

describe.each(['gwctl.yml', 'gwctl-again.yml'])('examples/pipelines/github/%s', (file) => {
  const workflow = read(join('examples/pipelines/github', file)) as Workflow

  it('gives the action what it takes, and each job only the rights that it needs', () => {
    expect(workflow.permissions).toEqual({})
    for (const job of Object.values(workflow.jobs)) {
      const { with: given = {} } = job.steps.find((each) => each.uses.includes('/gwctl@')) ?? {}
      expect(Object.keys(ACTION.inputs)).toEqual(expect.arrayContaining(Object.keys(given)))
      expect(job.permissions['contents']).toBe('read')
      switch (given['command']) {
        case 'check':
          expect(job.permissions['security-events']).toBe('write')
          break
        case 'plan':
          expect(job.permissions['pull-requests']).toBe('pull_request' in workflow.on ? 'write' : undefined)
          break
        case 'apply':
          expect(job).toMatchObject({
            permissions: { actions: 'read' },
            environment: 'production',
            concurrency: { 'cancel-in-progress': false },
          })
          break
        default:
          throw new Error(`no command: ${String(given['command'])}`)
      }
    }
  })
})

describe('.pre-commit-hooks.yaml', () => {
  it('has hooks whose commands there are', () => {
    const hooks = read('.pre-commit-hooks.yaml') as readonly Readonly<Record<string, string>>[]
    expect(hooks.map((each) => each['id'])).toEqual(['gwctl-validate', 'gwctl-fmt'])
    for (const { entry = '', language, files = '' } of hooks) {
      expect(language).toBe('node')
      expect(Object.keys(PACKAGE.bin)).toContain(entry.split(' ')[0])
      expect('trunks/gwctl.yaml').toMatch(new RegExp(files))
    }
  })

  it('is installed as pre-commit does: built by npm install, packed without a word of a script', () => {
    expect(PACKAGE.scripts['postprepare']).toBe('node scripts/build-on-install.js')
    for (const script of ['prepare', 'prepack', 'postpack']) expect(PACKAGE.scripts[script]).toBeUndefined()
    // npm prepares a git dependency only where it has one of a few scripts; `build` is one.
    expect(PACKAGE.scripts['build']).toBeDefined()
    for (const file of Object.values(PACKAGE.bin)) {
      expect(PACKAGE.files).toContain(file.split('/')[0])
      expect(text(file)).toMatch(/^#!\/usr\/bin\/env node\n/)
      expect(statSync(file).mode & 0o111).toBe(0o111)
    }
  })

  it('builds nothing in npm ci', () => {
    const env = { ...process.env, npm_command: 'ci' }
    expect(execFileSync(process.execPath, ['scripts/build-on-install.js'], { env }).toString()).toBe('')
  })
})

describe('Dockerfile', () => {
  const lines = text('Dockerfile')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  const copied = lines
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
    .flatMap((line) => line.split(' ').slice(1, -1))

  it('copies what there is, and what .dockerignore lets through', () => {
    const allowed = text('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1))
    for (const path of copied) expect(existsSync(path)).toBe(true)
    expect(new Set(copied)).toEqual(new Set(allowed))
  })

  it('copies all that the build reads', () => {
    const builds = ['scripts', 'src', 'tsconfig.json', 'package.json', 'examples/quickstart']
    expect(copied).toEqual(expect.arrayContaining(builds))
    const named = [...text('scripts/build.js').matchAll(/'((?:src|examples|schemas|scripts)\/[^']+)'/g)]
    for (const [, path = ''] of named)
      expect(copied.some((each) => path.startsWith(`${each}/`) || path === each)).toBe(true)
  })

  it('runs gwctl, and not as root', () => {
    expect(lines.slice(-4)).toEqual([
      'USER node',
      'WORKDIR /trunks',
      'ENTRYPOINT ["gwctl"]',
      'CMD ["--help"]',
    ])
    expect(text('Dockerfile')).toContain(`/opt/gwctl/${PACKAGE.bin['gwctl'] ?? ''} /usr/local/bin/gwctl`)
  })
})
