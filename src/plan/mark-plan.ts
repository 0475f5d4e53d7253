import type { Desired } from '../model/desired.ts'
import type { Disk, DiskGateway } from '../model/disk.ts'
import type { Change, GatewayRef } from '../model/plan.ts'
import { planFiles } from '../xml/files.ts'
import { placesInText } from '../xml/places-in-text.ts'
import type { BuildResult } from './build.ts'
import { hideSecrets, secretNames } from './hide-secrets.ts'

/** What else is known, so that no secret shows in the difference of a file. */
export interface MarkContext {
  /** Absent where the YAML is not read. */
  readonly desired?: Desired
  /** As in `BuildOptions`. */
  readonly knownSecrets?: ReadonlyMap<string, readonly string[]>
}

/**
 * The plan that makes gateways gwctl's (`mark`) or no longer gwctl's, whatever the YAML says: only the
 * marker in their XML comes or goes, and the switch is neither asked nor told.
 *
 * @param gateways  elements on disk; one that is as it shall be stays as it is
 */
export function buildMarkPlan(
  disk: Disk,
  gateways: readonly DiskGateway[],
  mark: boolean,
  { desired, knownSecrets }: MarkContext,
): BuildResult {
  const changing = gateways.filter((each) => each.managed !== mark)
  const edit = { set: new Map(), remove: [], mark }
  const { files, diagnostics: refused } = planFiles(
    disk,
    changing.map((gateway) => ({ kind: 'edit', gateway, edit })),
  )
  const diagnostics = placesInText([...disk.diagnostics, ...refused], disk.files)
  if (diagnostics.some((each) => each.severity === 'error')) return { diagnostics }
  const names = secretNames(desired ?? NOTHING, knownSecrets)
  const plan = {
    changes: changing.map((each) => markChange(each, mark)),
    files: files.map((each) => hideSecrets(each, names)),
    steps: [],
    refusals: [],
    warnings: diagnostics,
    unchanged: gateways.filter((each) => each.managed === mark).map(refOf),
    unmanaged: [],
    observed: false,
  }
  return { plan, diagnostics }
}

const NOTHING: Pick<Desired, 'profiles'> = { profiles: [] }

function markChange(gateway: DiskGateway, mark: boolean): Change {
  return {
    kind: 'gateway',
    action: mark ? 'adopt' : 'release',
    ...refOf(gateway),
    params: [],
    reasons: [mark ? 'asked for by name' : "no longer gwctl's"],
    before: gateway.definition,
    after: gateway.definition,
    runtime: { kill: false, start: false, registersBefore: false, registersAfter: false },
  }
}

function refOf({ profile, name }: DiskGateway): GatewayRef {
  return { profile, gateway: name }
}
