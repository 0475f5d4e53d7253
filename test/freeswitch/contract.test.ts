import { startFreeSwitchLab } from '../contract/freeswitch-lab.ts'
import { runScenario } from '../contract/lab.ts'
import { scenarios } from '../contract/scenarios/index.ts'
import { freeswitchAvailable } from '../support/freeswitch.ts'

if (!freeswitchAvailable()) {
  it.skip('skipped: no freeswitch on PATH', () => undefined)
} else {
  describe('a real FreeSWITCH behaves as the contract says', () => {
    // Most of their time they wait: side by side they take a minute instead of three.
    it.concurrent.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
      '%s',
      async (_name, scenario) => {
        await runScenario(scenario, startFreeSwitchLab)
      },
    )
  })
}
