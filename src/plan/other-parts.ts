import type { Diagnostic } from '../errors.ts'
import { desiredGateways, type Desired } from '../model/desired.ts'
import type { Disk } from '../model/disk.ts'
import { gatewayPath } from '../model/gateway.ts'

/**
 * Marks warnings about files in which nothing stands that the YAML names: known ones would stand above
 * every plan. The rule:
 *
 * - Only a file of which it is known what stands in it (profiles, gateways, lists), all of it of others.
 *   What is said of any other file may concern what is managed.
 * - A gateway with the marker counts as managed, named or not. So do all lists where the YAML names one.
 */
export function markOtherParts(
  diagnostics: readonly Diagnostic[],
  desired: Desired,
  disk: Disk,
): readonly Diagnostic[] {
  if (diagnostics.length === 0) return []
  const parts = [...partsOf(desired, disk)]
  const ours = new Set(parts.filter((each) => each.isOurs).map((each) => each.file))
  const others = new Set(parts.map((each) => each.file).filter((file) => !ours.has(file)))
  return diagnostics.map((each) =>
    each.severity === 'warning' && each.at !== undefined && others.has(each.at.file)
      ? { ...each, aside: true }
      : each,
  )
}

interface Part {
  readonly file: string
  readonly isOurs: boolean
}

function* partsOf(desired: Desired, { profiles, distributors }: Disk): Generator<Part> {
  const named = new Set(desired.profiles.map((each) => each.name))
  const gateways = new Set(desiredGateways(desired).map((each) => gatewayPath(each.profile, each.name)))
  for (const profile of profiles) {
    const isOurs = named.has(profile.name)
    yield { file: profile.file, isOurs }
    for (const { site } of profile.settingElements ?? []) yield { file: site.file, isOurs }
    for (const { name, managed, site } of profile.gateways)
      yield { file: site.file, isOurs: managed || gateways.has(gatewayPath(profile.name, name)) }
  }
  for (const { site } of distributors?.lists ?? [])
    yield { file: site.file, isOurs: (desired.distributors ?? []).length > 0 }
}
