import type { ApplyPorts } from '../../src/apply/apply-ports.ts'
import { beginJournal } from '../../src/apply/journal.ts'
import { watchEffects, type Watch } from './boundaries.js'
import { SCENARIOS, SEEDS, type Scenario } from './scenarios.ts'
import { startWorld, type World } from './world.ts'

/**
 * An apply that ends after any of its effects, and is recovered. Here the process does not really
 * end: from the chosen place on none of its effects reaches files, journal or switch any more,
 * whatever it tries. (Real SIGKILLs: sigkill.test.ts.)
 */
describe('an apply that ends at any place is recovered', () => {
  it.concurrent.each(SCENARIOS.map((each) => [each.name, each] as const))(
    '%s',
    async (_, scenario) => {
      const runs = (await Promise.all(LANES.map((seeds) => sweep(scenario, seeds)))).flat()
      expect(runs.flatMap((each) => each.wrongs)).toEqual([])
      for (const { places } of runs) expect(places).toEqual(expect.arrayContaining(BOUNDARIES))
    },
    1_200_000,
  )
})

/** Two worlds of each kind of change at a time: more would wait for the processor, not for the switch. */
const LANES = [SEEDS.filter((seed) => seed % 2 === 0), SEEDS.filter((seed) => seed % 2 === 1)]

async function sweep(scenario: Scenario, seeds: readonly number[]): Promise<Swept[]> {
  const runs: Swept[] = []
  for (const seed of seeds) runs.push(await endEverywhere(scenario, seed))
  return runs
}

/** The journal's boundaries; beside these one seed also ends after each effect between them. */
const THOROUGH = 5
const BOUNDARIES = ['journal', 'record file', 'record verified', 'close']
const isBoundary = (what: string): boolean => /^(journal|record .*|close)$/.test(what)

interface Swept {
  /** What was done last before each end. */
  readonly places: readonly string[]
  readonly wrongs: readonly string[]
}

async function endEverywhere(scenario: Scenario, seed: number): Promise<Swept> {
  const world = await startWorld(scenario, seed)
  const places: string[] = []
  const wrongs: string[] = []
  try {
    const effects = await traceEffects(world)
    for (const [index, effect] of effects.entries()) {
      if (!isBoundary(effect) && seed !== THOROUGH) continue
      const nth = effects.slice(0, index + 1).filter((each) => each === effect).length
      if (await applyUntil(world, effect, nth)) places.push(effect)
      else if (isBoundary(effect)) wrongs.push(`seed ${seed}: there was no ${nth}. "${effect}"`)
      const report = await world.recover()
      const found = [...(report?.left ?? []), ...(await world.wrongs())]
      wrongs.push(...found.map((each) => `seed ${seed}, end ${index + 1} after "${effect}": ${each}`))
      if (found.length > 0 || !world.isBefore()) await world.reset()
    }
    return { places, wrongs }
  } finally {
    await world.close()
  }
}

/** What a whole apply does, in order; the world is as before then. */
async function traceEffects(world: World): Promise<readonly string[]> {
  const effects: string[] = []
  const trace: Watch = { enter: () => undefined, done: (what) => void effects.push(what) }
  const result = await world.apply(await world.plan(), (ports) => watchEffects(ports, beginJournal, trace))
  expect(result).toMatchObject({ outcome: 'applied', left: [] })
  expect(await world.wrongs()).toEqual([])
  await world.reset()
  return effects
}

/** Applies until the nth effect of this name is done; false when it did not come to that. */
async function applyUntil(world: World, effect: string, nth: number): Promise<boolean> {
  const end = endAfter(effect, nth)
  const mortal = (ports: ApplyPorts): ApplyPorts => watchEffects(ports, beginJournal, end)
  await world.apply(await world.plan(), mortal).catch((error: unknown) => {
    if (!end.hasEnded()) throw error
  })
  return end.hasEnded()
}

function endAfter(effect: string, nth: number): Watch & { hasEnded: () => boolean } {
  let effects = 0
  const ended = new Error('this process has ended')
  return {
    enter: () => {
      if (effects === nth) throw ended
    },
    done: (what) => {
      if (effects === nth) throw ended
      if (what === effect) effects += 1
      if (effects === nth) throw ended
    },
    hasEnded: () => effects === nth,
  }
}
