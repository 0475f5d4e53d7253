import { applyInChild, type Ended } from './child-process.ts'
import { SCENARIOS, type Scenario } from './scenarios.ts'
import { SPEED, startWorld, type World } from './world.ts'

const SEED = 3
/** A process each takes its time: the kinds that have most to undo. killed.test.ts ends all of them everywhere. */
const NAMES: readonly string[] = ['update', 'move', 'canary', 'batches']

/** The same boundaries as in killed.test.ts, for one seed, by a SIGKILL of a process that really runs. */
describe('an apply that is killed with SIGKILL is recovered', () => {
  it.concurrent.each(
    SCENARIOS.filter((each) => NAMES.includes(each.name)).map((each) => [each.name, each] as const),
  )(
    '%s',
    async (_, scenario) => {
      const world = await startWorld(scenario, SEED)
      try {
        const ends = await killAfterEach(world, scenario, 'end')
        const renames = await killAfterEach(world, scenario, 'renames')
        expect([...ends.wrongs, ...renames.wrongs]).toEqual([])
        expect(ends.kills).toBeGreaterThanOrEqual(4)
        // Each file, and the journal's way into its backup; a file that goes is not renamed.
        expect(renames.kills).toBeGreaterThanOrEqual(1)
      } finally {
        await world.close()
      }
    },
    120_000,
  )
})

/** Kills at the first, the second ... place of its kind until an apply comes through. */
async function killAfterEach(
  world: World,
  scenario: Scenario,
  kind: 'end' | 'renames',
): Promise<{ readonly kills: number; readonly wrongs: readonly string[] }> {
  const wrongs: string[] = []
  for (let nth = 1; ; nth++) {
    const ended = await applyInChild({
      conf: world.conf,
      plan: await world.plan(),
      port: world.port,
      password: world.password,
      // More patient than the switch is fast: the machine may be busy.
      speed: 6 * SPEED,
      [kind]: nth,
      options: scenario.options ?? {},
    })
    const killed = wasKilled(ended)
    const report = await world.recover()
    const found = [...(report?.left ?? []), ...(await world.wrongs())]
    wrongs.push(...found.map((each) => `${kind} ${nth}: ${each}`))
    if (found.length > 0 || !world.isBefore()) await world.reset()
    if (!killed) return { kills: nth - 1, wrongs }
  }
}

function wasKilled({ signal, stdout, stderr }: Ended): boolean {
  if (signal === 'SIGKILL') return true
  expect({ stdout, stderr }).toEqual({ stdout: 'applied\n', stderr: '' })
  return false
}
