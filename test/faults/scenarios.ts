import type { ApplyOptions } from '../../src/apply/apply-ports.ts'
import type { Disk } from '../../src/model/disk.ts'
import type { Live } from '../../src/model/live.ts'
import type { BuildOptions } from '../../src/plan/build.ts'
import { DISTRIBUTOR_SCENARIOS } from './distributor-scenarios.ts'
import { populate, type Part, type Place, type Population } from './population.ts'
import { PROFILE_SCENARIOS } from './profile-scenarios.ts'

/** A change that the whole fault suite goes through, on the sandbox and on a real switch. A new kind of change joins by a line in SCENARIOS. */
export interface Scenario {
  readonly name: string
  populate(seed: number, place: Place): Population
  /** How it is planned: with canaries, in batches. */
  readonly plan?: BuildOptions
  readonly options?: ApplyOptions
  /**
   * What else of the switch has to be as the files say, beside its gateways and their bindings: how it
   * differs, in words. Asked before the change, after it, and after whatever went wrong.
   */
  readonly differences?: (runtime: Runtime) => Promise<readonly string[]>
}

/** The files as gwctl reads them, and the switch that should be as they say. */
export interface Runtime {
  readonly disk: Disk
  readonly live: Live
  /** The answer of the switch to an api command. */
  api(line: string): Promise<string>
}

export const SEEDS: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

/** Everything that a plan of a scenario is allowed. */
export const ALLOW = { deletes: 9, lastHealthy: true }

const external = (role: Part['role'], registers?: true): Part => ({
  role,
  profile: 'external',
  ...(registers && { registers }),
})
const internal = (role: Part['role']): Part => ({ role, profile: 'internal' })

export const SCENARIOS: readonly Scenario[] = [
  changing('create', [external('create')]),
  changing('update', [external('update')]),
  changing('delete', [external('delete')]),
  changing('adopt', [external('adopt')]),
  changing('move', [external('move')]),
  changing('several of a kind', [external('update'), external('update'), external('create')]),
  changing('several profiles', [external('update'), internal('update'), internal('delete')]),
  changing('mixed', [
    external('create'),
    external('update'),
    external('delete'),
    internal('adopt'),
    internal('move'),
  ]),
  changing('canary', [external('update', true)], { canary: true }),
  changing('batches', [external('create'), external('update'), external('update'), external('delete')], {
    batch: 2,
  }),
  changing('canaries in batches', [external('update', true), external('move', true)], {
    canary: true,
    batch: 1,
  }),
  ...DISTRIBUTOR_SCENARIOS,
  ...PROFILE_SCENARIOS,
]

function changing(name: string, parts: readonly Part[], plan: BuildOptions = {}): Scenario {
  return { name, populate: (seed, place) => populate(parts, seed, place), plan }
}
