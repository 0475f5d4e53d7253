import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts'
import { inDirectory, type Run } from '../cli/gwctl.ts'
import { runHere } from '../cli/in-process.ts'

interface Example {
  /** Below examples/. */
  readonly name: string
  /** What it is given with -f; none where it has a gwctl.yaml. */
  readonly input: readonly string[]
  /** What the first plan creates and changes. */
  readonly creates: number
  readonly updates: number
  /** How many of them show within the time of an apply that they are healthy. */
  readonly proven: number
  /** What the environment has to hold. */
  readonly secrets: readonly string[]
  /** What the switch does afterwards. */
  readonly then?: (model: Sandbox['model']) => void
}

const EXAMPLES: readonly Example[] = [
  {
    name: 'quickstart',
    input: [],
    creates: 1,
    updates: 1,
    proven: 2,
    secrets: ['ACME_1_PASSWORD', 'ACME_2_PASSWORD'],
  },
  {
    name: 'failover',
    input: [],
    creates: 4,
    updates: 0,
    proven: 4,
    secrets: ['ACME_PASSWORD', 'BUDGET_PASSWORD'],
    then: choosesCarriers,
  },
  { name: 'several-profiles', input: [], creates: 3, updates: 0, proven: 1, secrets: ['ACME_PASSWORD'] },
  {
    name: 'several-files',
    input: ['-f', 'gwctl.d'],
    creates: 4,
    updates: 0,
    proven: 2,
    secrets: ['ACME_BERLIN_PASSWORD', 'ACME_HAMBURG_PASSWORD'],
  },
  {
    name: 'gitops',
    input: ['-f', 'trunks'],
    creates: 2,
    updates: 0,
    proven: 2,
    secrets: ['ACME_BERLIN_PASSWORD', 'BUDGET_1_PASSWORD'],
  },
]

/** Tested elsewhere: by a walk through the page (test/docs), as rules of Prometheus, as pipelines (test/pipelines). */
const OTHERS = ['migrating', 'monitoring', 'pipelines']

interface Place {
  readonly sandbox: Sandbox
  run(...args: readonly string[]): Promise<Run>
}

/** A copy of an example, a sandbox over it that runs 20 times as fast, and command lines in it. */
async function inExample({ name, secrets }: Example, body: (place: Place) => Promise<void>): Promise<void> {
  await inDirectory({}, async (cwd) => {
    cpSync(join('examples', name), cwd, { recursive: true })
    const sandbox = await startSandbox({ confDir: join(cwd, 'conf'), port: 0, speed: 50 })
    const file = join(cwd, 'conf/autoload_configs/event_socket.conf.xml')
    writeFileSync(file, readFileSync(file, 'utf8').replace('8021', String(sandbox.port)))
    const env = Object.fromEntries(secrets.map((each) => [each, `of-${each.toLowerCase()}`]))
    try {
      await body({ sandbox, run: (...args) => runHere(args, { cwd, env }) })
    } finally {
      await sandbox.close()
    }
  })
}

describe('every example', () => {
  it('is one of these', () => {
    const all = readdirSync('examples').sort()
    expect(all).toEqual([...EXAMPLES.map(({ name }) => name), ...OTHERS].sort())
  })

  it.concurrent.each(EXAMPLES)(
    '$name is valid, planned, applied and then planned as empty',
    (example) =>
      inExample(example, async ({ sandbox, run }) => {
        const { input, creates, updates, proven, then } = example
        expect(sandbox.model.api('reloadxml').text).toBe('+OK [Success]\n')
        expect(await run('validate', '--fail-on', 'warning', ...input)).toMatchObject({ code: 0, stderr: '' })
        expect(await run('fmt', '--check', ...input.slice(1))).toMatchObject({ code: 0 })

        const offline = await run('plan', '--offline', '--json', ...input)
        expect(offline.code).toBe(0)
        const plan = JSON.parse(offline.stdout) as {
          summary: object
          warnings: unknown[]
          refusals: unknown[]
        }
        expect(plan.summary).toMatchObject({ create: creates, update: updates, delete: 0 })
        expect(plan).toMatchObject({ warnings: [], refusals: [] })

        const applied = await run('apply', '--yes', ...input)
        expect(applied.stderr).not.toContain('error')
        expect(applied.code).toBe(0)
        // The others have pings whose first answer is later than the apply waits.
        expect(applied.stdout).toMatch(
          new RegExp(`^Applied. ${proven} of ${creates + updates} changed gateways verified`),
        )
        const again = await run('plan', '--detailed-exitcode', ...input)
        expect(again.stdout).toContain('No changes: disk and switch are as desired.')
        expect(again.code).toBe(0)
        expect(await run('drift', ...input)).toMatchObject({ code: 0 })
        then?.(sandbox.model)
      }),
    60_000,
  )
})

/** examples/failover: carriers that are up take turns, at home and abroad. */
function choosesCarriers(model: Sandbox['model']): void {
  const turns = Array.from({ length: 10 }, () => model.api('distributor carriers').text)
  expect(turns.filter((each) => each === 'budget')).toHaveLength(6)
  expect(model.api('distributor international globe').text).toBe('acme-fra')
}
