import type { ApplyOptions } from '../../src/apply/apply.ts'
import { populate, type Part, type Population } from './population.ts'

/** A change that the whole fault suite goes through. A new kind of change joins by a line in SCENARIOS. */
export interface Scenario {
  readonly name: string
  populate(seed: number, carrier: string): Population
  readonly options?: ApplyOptions
}

export const SEEDS: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

export const SCENARIOS: readonly Scenario[] = [
  changing('create', [{ role: 'create', profile: 'external' }]),
  changing('update', [{ role: 'update', profile: 'external' }]),
  changing('delete', [{ role: 'delete', profile: 'external' }]),
  changing('adopt', [{ role: 'adopt', profile: 'external' }]),
  changing('move', [{ role: 'move', profile: 'external' }]),
  changing('several of a kind', [
    { role: 'update', profile: 'external' },
    { role: 'update', profile: 'external' },
    { role: 'create', profile: 'external' },
  ]),
  changing('several profiles', [
    { role: 'update', profile: 'external' },
    { role: 'update', profile: 'internal' },
    { role: 'delete', profile: 'internal' },
  ]),
  changing('mixed', [
    { role: 'create', profile: 'external' },
    { role: 'update', profile: 'external' },
    { role: 'delete', profile: 'external' },
    { role: 'adopt', profile: 'internal' },
    { role: 'move', profile: 'internal' },
  ]),
]

function changing(name: string, parts: readonly Part[], options: ApplyOptions = {}): Scenario {
  return { name, populate: (seed, carrier) => populate(parts, seed, carrier), options }
}
