import { runScenario } from './lab.ts'
import { startSandboxLab } from './sandbox-lab.ts'
import { scenarios } from './scenarios/index.ts'

describe('the sandbox behaves like FreeSWITCH', () => {
  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', async (_name, scenario) => {
    await runScenario(scenario, startSandboxLab)
  })
})
