import type { GatewayDefinition } from '../model/gateway.ts'
import type { Meaning } from '../model/meaning.ts'
import type { Globals } from '../model/text.ts'
import { differsFromHeld, type HeldGateway } from './loaded-fields.ts'
import type { StartedGateways } from './switch-evidence.ts'
import { isUnshown } from './unshown.ts'
import { namesWithSource, variablesOf } from './variables-of.ts'

/** What is known of a running gateway besides its record. */
export interface HiddenEvidence extends Partial<StartedGateways> {
  /** By path, what the switch has in memory. */
  readonly held: ReadonlyMap<string, HeldGateway>
  /** The variables that the switch has from its last load; absent when it was not asked. */
  readonly known?: Globals
}

/**
 * Why a gateway that is right on disk, and shows so in the switch, has to be started again all the same:
 * in what no status shows it runs with something else. Undefined where nothing tells that. The rule:
 *
 * - What gwctl noted when it started the gateway in this very process counts first: a variable that has
 *   changed since, or a file and the YAML alike, is a change of the running gateway.
 * - Where nothing is noted, the memory of the switch tells: what runs was started from it, or from what
 *   was there before it. Once somebody has reloaded it, nothing tells any more.
 */
export function hiddenDifference(
  path: string,
  definition: GatewayDefinition,
  meaning: Meaning,
  { applied, changedSince, held, known }: HiddenEvidence,
): string | undefined {
  if (applied?.(path, meaning) === true) return undefined
  const changed = changedSince?.(path, meaning) ?? []
  if (changed.length > 0)
    return `right on disk, but ${shown(changed, definition)} has another value than gwctl started it with`
  const inMemory = held.get(path)
  if (inMemory === undefined) return undefined
  const names = differsFromHeld(definition, meaning, inMemory, known).filter(isUnshown)
  return names.length === 0
    ? undefined
    : `right on disk, but FreeSWITCH has loaded another ${shown(names, definition)}`
}

function shown(names: readonly string[], definition: GatewayDefinition): string {
  return namesWithSource(names, variablesOf(definition, names))
}
