import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plan } from '../../src/model/plan.ts'
import type { Step } from '../../src/model/step.ts'
import { SCENARIOS, type Scenario } from '../faults/scenarios.ts'
import { describeSwitch } from '../support/describe-switch.ts'
import { waitUntil } from '../support/poll.ts'
import { runGwctl } from '../support/run-gwctl.ts'
import { createRandom } from '../support/seeded-random.ts'
import { startRealWorld, type RealWorld } from './real-world.ts'

/** Another population and other places each time would be no test that anybody can repeat. */
const SEED = 20_261_128
/** An apply and a recovery take some ten seconds each: so many ends for each kind of change. */
const ENDS = 3
/** Seconds, for the gateways to become healthy: shorter than until the first ping, which nobody should wait for. */
const TIMEOUT = '15'

/** The kinds of change of test/faults, on a real switch with a real registrar, and a real SIGKILL. */
describeSwitch('an apply that is killed at a boundary of its journal', () => {
  it.concurrent.each(SCENARIOS.map((each, index) => [each.name, each, SEED + index] as const))(
    'is recovered: %s',
    async (_, scenario, seed) => {
      const { ends, wrongs } = await killAndRecover(scenario, seed)
      expect(wrongs).toEqual([])
      expect(ends).toBe(ENDS)
    },
  )
})

async function killAndRecover(
  scenario: Scenario,
  seed: number,
): Promise<{ readonly ends: number; readonly wrongs: readonly string[] }> {
  const world = await startRealWorld(scenario, seed)
  const wrongs: string[] = []
  let ends = 0
  try {
    for (const end of chooseEnds(world.plan, seed)) {
      const ended = await world.applyUntil(end)
      if (ended.signal !== 'SIGKILL') throw new Error(`not killed at ${end}: ${ended.stdout}${ended.stderr}`)
      ends += 1
      const found = [...(await recover(world)), ...(await world.wrongs())]
      wrongs.push(...found.map((each) => `seed ${seed}, killed at step ${end} of the journal: ${each}`))
      // What was proven before it was killed stays: there is nothing left to kill.
      if (!world.isBefore()) break
    }
    return { ends, wrongs }
  } finally {
    await world.close()
  }
}

/** Different ones among the steps of the journal up to its proof, in order: only the proof leaves the change in place. */
function chooseEnds(plan: Plan, seed: number): number[] {
  const random = createRandom(seed)
  const steps = Array.from({ length: countRecords(plan) + 1 }, (_, index) => index + 1)
  return steps
    .map((step) => ({ step, at: random() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, ENDS)
    .map(({ step }) => step)
    .sort((a, b) => a - b)
}

/** One for all files, since they are few; one for commands of one kind that follow each other, and the proof. */
function countRecords({ files, steps }: Plan): number {
  const announced = steps.filter((step, index) => isAnnounced(step, steps[index - 1]))
  return (files.length > 0 ? 1 : 0) + announced.length + 1
}

function isAnnounced(step: Step, previous: Step | undefined): boolean {
  if (step.kind === 'file') return true
  return step.kind === 'command' && (previous?.kind !== 'command' || verbOf(step) !== verbOf(previous))
}

function verbOf({ command }: Extract<Step, { kind: 'command' }>): string {
  return command.startsWith('sofia profile ') ? (command.split(' ')[3] ?? '') : command
}

async function recover({ conf }: RealWorld): Promise<string[]> {
  const { status, stdout, stderr } = await runGwctl('recover', '--conf', conf, '--yes', '--timeout', TIMEOUT)
  return status === 0 ? [] : [`recover exits ${status}: ${stderr}${stdout}`]
}

describeSwitch('a switch that is killed in the middle of an apply', () => {
  it.concurrent('comes back, and everything is put back', async () => {
    const scenario = SCENARIOS.find((each) => each.name === 'several of a kind')
    if (scenario === undefined) throw new Error('there is no such scenario')
    const world = await startRealWorld(scenario, SEED)
    try {
      const apply = runGwctl('apply', '-f', world.yaml, '--yes', '--allow-deletes', '9', '--timeout', TIMEOUT)
      await waitUntil('the gateways are killed', 20_000, () => hasBegun(world.conf, 'killgw'))
      await world.freeswitch.crash()
      expect(await apply).toMatchObject({ status: 6, stderr: expect.stringContaining('GW4') })
      expect(world.isBefore()).toBe(true)
      expect(await world.wrongs()).toEqual([])
    } finally {
      await world.close()
    }
  })
})

/** Whether the journal announces such a command. */
function hasBegun(conf: string, command: string): boolean {
  try {
    return readFileSync(join(conf, '.gwctl', 'journal.jsonl'), 'utf8').includes(command)
  } catch {
    return false
  }
}
