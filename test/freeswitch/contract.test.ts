import { startFreeSwitchLab } from '../contract/freeswitch-lab.ts'
import { runScenario } from '../contract/lab.ts'
import { scenarios } from '../contract/scenarios/index.ts'
import { freeswitchAvailable } from '../support/freeswitch.ts'

if (!freeswitchAvailable()) {
  it('skipped: no freeswitch on PATH', () => undefined)
} else {
  describe('a real FreeSWITCH behaves as the contract says', () => {
    it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
      '%s',
      async (_name, scenario) => {
        await runScenario(scenario, startFreeSwitchLab)
      },
    )
  })
}
