import { describeSwitch } from '../support/describe-switch.ts'
import { findMedian, writeTable, type Figure } from '../support/figures.ts'
import { startLab, waitForAll, type Lab, type LabOptions } from '../support/carrier-lab.ts'

/**
 * The carrier must still reach us after a change: fifty changes of one parameter in a row, the
 * binding present 5 s after each. They go round several gateways, so that the 5 s of one overlap
 * with the changes of the next.
 */
const CHANGES = 50
const GATEWAYS = 8

const SCENARIOS: readonly (readonly [name: string, options: LabOptions])[] = [
  ['near, open', { gateways: GATEWAYS, auth: 'open', far: false }],
  ['near, digest', { gateways: GATEWAYS, auth: 'digest', far: false }],
  ['far, open', { gateways: GATEWAYS, auth: 'open', far: true }],
  ['far, digest', { gateways: GATEWAYS, auth: 'digest', far: true }],
]

describeSwitch('50 changes of one gateway in a row', () => {
  // Most of an apply is waiting, so that the scenarios run side by side, each on a switch of its own.
  const runs = new Map<string, Promise<readonly Figure[]>>()
  beforeAll(() => {
    for (const [name, options] of SCENARIOS) runs.set(name, runScenario(options))
    for (const run of runs.values()) run.catch(() => undefined)
  })
  afterAll(async () => {
    const rows = new Map<string, readonly Figure[]>()
    for (const [name, run] of runs) rows.set(name, await run.catch(() => []))
    process.stderr.write(`\n50 changes of one gateway in a row (ms)\n${writeTable(rows)}\n`)
  })

  it.each(SCENARIOS)('%s: every binding is kept', async (name, options) => {
    const figures = (await runs.get(name)) ?? []
    expect(figures.filter((each) => each.kept)).toHaveLength(CHANGES)
    expect(findMedian(figures.map((each) => each.outbound))).toBeLessThanOrEqual(2600)
    if (!options.far) expect(Math.max(...figures.map((each) => each.inbound))).toBeLessThanOrEqual(1500)
  })
})

async function runScenario(options: LabOptions): Promise<readonly Figure[]> {
  const lab = await startLab(options)
  try {
    return await changeInTurn(lab)
  } finally {
    await lab.close()
  }
}

/** One figure a change; the first apply, which creates the gateways, is not counted. */
async function changeInTurn(lab: Lab): Promise<readonly Figure[]> {
  const expire = lab.names.map(() => 600)
  lab.describe((index) => expire[index] ?? 0)
  await lab.apply()
  await waitForAll(lab)
  const pending: Promise<Figure>[] = []
  for (let change = 0; change < CHANGES; change++) {
    const index = change % lab.names.length
    await pending[change - lab.names.length]
    expire[index] = 601 + change
    lab.describe((each) => expire[each] ?? 0)
    const { figure } = await lab.measureApply(lab.names[index] ?? '')
    pending.push(figure)
  }
  return Promise.all(pending)
}
