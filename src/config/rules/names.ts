import type { Place } from '../../errors.ts'
import { nameOfPlace, problem, warning, type Problem } from '../problem.ts'
import type { MergedGateway, MergedProfile } from '../merge.ts'

/** Names of profiles and gateways: what FreeSWITCH and its commands can carry, and that they are unique. */
export function checkNames(
  profiles: readonly MergedProfile[],
  sources: ReadonlyMap<string, string>,
): Problem[] {
  const gateways = profiles.flatMap((profile) => profile.gateways ?? [])
  return [
    ...profiles.flatMap((profile) =>
      nameProblem(profileNameFault(profile.name), profile.at, 'Rename the profile.'),
    ),
    ...gateways.flatMap((each) => nameProblem(gatewayNameFault(each.name), each.at, NAME_HINT)),
    ...checkUnique(gateways, sources),
  ]
}

const NAME_HINT = 'Use letters, digits, `.`, `-` and `_`.'

function nameProblem(fault: string | undefined, at: Place, hint: string): Problem[] {
  return fault === undefined ? [] : [problem('GW103', at, fault, hint)]
}

/** A profile's name is part of commands, of event-socket keys (`profile::gateway`) and of a path. */
function profileNameFault(name: string): string | undefined {
  if (name === '') return 'The name of a profile cannot be empty.'
  if (/^\.|::/.test(name)) return `The name of a profile cannot begin with a dot or hold \`::\`: "${name}".`
  // Quotes, blanks and control characters would end the word in a command, slashes the file's name.
  if (/[\u0000-\u0020\u007f-\u00a0"'`/\\<>&|;]/.test(name)) {
    return `The name of a profile cannot hold blanks, quotes, slashes or signs of XML and commands: "${name}".`
  }
  return undefined
}

/** sofia.c:3778-3785: `^[\w\.\-\_]+$`, ASCII; the file of a name with a leading dot would not be included. */
function gatewayNameFault(name: string): string | undefined {
  if (!/^[A-Za-z0-9_.-]+$/.test(name)) return `"${name}" is no name that FreeSWITCH accepts for a gateway.`
  if (/^(?:all|_all_)$/i.test(name)) return `"${name}" is reserved: commands take it for every gateway.`
  if (name.startsWith('.')) return `"${name}" begins with a dot: FreeSWITCH would not include its file.`
  return name.length > 200 ? 'The name of a gateway cannot be longer than 200 characters.' : undefined
}

/** One table holds the gateways of all profiles: a second one of a name becomes a ghost (sofia_reg.c:3683-3731). */
function checkUnique(gateways: readonly MergedGateway[], sources: ReadonlyMap<string, string>): Problem[] {
  const byName = new Map<string, MergedGateway>()
  const byFoldedName = new Map<string, MergedGateway>()
  const found: Problem[] = []
  for (const gateway of gateways) {
    const folded = gateway.name.toLowerCase()
    const same = [byName.get(gateway.name), byName.get(`${gateway.profile}::${gateway.name}`)].find(
      (each) => each !== undefined && (each.profile === gateway.profile || (each.enabled && gateway.enabled)),
    )
    const similar = byFoldedName.get(folded)
    if (same !== undefined) found.push(twice(gateway, same, sources))
    else if (similar !== undefined && similar.name !== gateway.name) found.push(alike(gateway, similar))
    if (gateway.enabled || !byName.has(gateway.name)) byName.set(gateway.name, gateway)
    byName.set(`${gateway.profile}::${gateway.name}`, gateway)
    byFoldedName.set(folded, gateway)
  }
  return found
}

function twice(gateway: MergedGateway, first: MergedGateway, sources: ReadonlyMap<string, string>): Problem {
  const place = nameOfPlace(first.at, sources)
  const where = first.profile === gateway.profile ? place : `${place}, in profile ${first.profile}`
  const message = `The gateway ${gateway.name} stands here and in ${where}.`
  const hint =
    first.profile === gateway.profile
      ? 'Remove one of the two.'
      : 'FreeSWITCH has one table for all profiles: rename one of them.'
  return problem('GW105', gateway.at, message, hint)
}

function alike(gateway: MergedGateway, other: MergedGateway): Problem {
  const message = `The names ${other.name} and ${gateway.name} differ by letter case only; they are two gateways.`
  return warning(gateway.at, message, 'Rename one of them.')
}
