import type { ApplyResult } from '../../src/apply/apply.ts'
import type { ApplyPorts } from '../../src/apply/apply-ports.ts'
import { SCENARIOS, type Scenario } from './scenarios.ts'
import { startWorld, type World } from './world.ts'

const SEED = 7

/** Commands that change something; the others only ask. */
const CHANGES = /^api (reloadxml|sofia profile|distributor_ctl reload)\b/

/**
 * The event socket ends in place of the answer to each command of an apply: it was carried out, and
 * nobody was told. Then the switch can be reached again, or it cannot and `recover` comes later.
 */
describe('an event socket that is cut after any command', () => {
  it.concurrent.each(
    SCENARIOS.filter((each) => each.name !== 'adopt').map((each) => [each.name, each] as const),
  )('%s', async (_, scenario) => expect(await cutEverywhere(scenario)).toEqual([]), 300_000)

  it('cuts nothing where an apply sends nothing: adopt', async () => {
    const scenario = SCENARIOS.find((each) => each.name === 'adopt')
    if (scenario === undefined) throw new Error('there is no such scenario')
    const world = await startWorld(scenario, SEED)
    try {
      const cut = cutAfter(world, 1)
      expect(await world.apply(await world.plan())).toMatchObject({ outcome: 'applied' })
      expect(cut.command()).toBeUndefined()
      expect(await world.wrongs()).toEqual([])
    } finally {
      await world.close()
    }
  })
})

async function cutEverywhere(scenario: Scenario): Promise<string[]> {
  const world = await startWorld(scenario, SEED)
  const wrongs: string[] = []
  let cuts = 0
  try {
    for (const again of [true, false]) {
      for (let nth = 1; ; nth++) {
        const cut = cutAfter(world, nth)
        const result = await world.apply(await world.plan(), again ? connectingAgain(world) : undefined)
        const command = cut.command()
        const found = [...claimsOf(result, command, again, world), ...(await clearUp(world))]
        const how = again ? 'reachable again' : 'out of reach'
        wrongs.push(...found.map((each) => `${how}, cut after "${command}": ${each}`))
        if (found.length > 0 || !world.isBefore()) await world.reset()
        if (command === undefined) break
        cuts += 1
      }
    }
    // A rescan at least, on either way.
    expect(cuts).toBeGreaterThanOrEqual(2)
    return wrongs
  } finally {
    await world.close()
  }
}

/** The nth command that changes something is carried out, and the connection ends in place of its answer. */
function cutAfter(world: World, nth: number): { readonly command: () => string | undefined } {
  let sent = 0
  let command: string | undefined
  world.fault = (line) => {
    if (!CHANGES.test(line)) return undefined
    sent += 1
    if (sent !== nth) return undefined
    command = line
    return 'close'
  }
  return { command: () => command }
}

function connectingAgain(world: World): (ports: ApplyPorts) => ApplyPorts {
  const reconnect = async () => ({ link: await world.connect(), restarted: false })
  return (ports) => ({ ...ports, reconnect })
}

/** What the outcome says must be so. */
function claimsOf(
  { outcome, left, cause }: ApplyResult,
  command: string | undefined,
  again: boolean,
  world: World,
): string[] {
  if (command === undefined) return outcome === 'applied' ? [] : [`"${outcome}" without a cut`]
  if (!world.isBefore()) return [`"${outcome}", and the files are not as before`]
  if (cause?.code !== 'GW405') return [`its cause is ${String(cause?.code)}`]
  const expected = again ? 'put-back' : 'stuck'
  return outcome === expected && left.length > 0 !== again ? [] : [`"${outcome}", left: ${left.join('; ')}`]
}

async function clearUp(world: World): Promise<readonly string[]> {
  world.fault = () => undefined
  const report = await world.recover()
  return [...(report?.left ?? []), ...(await world.wrongs())]
}
