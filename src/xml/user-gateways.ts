import { readBool } from '../model/read-values.ts'
import type { UserGateway } from '../model/disk.ts'
import type { Expanded } from './expand.ts'
import { readGateways } from './gateways.ts'
import { childrenOf, firstChild, type Element } from './scan.ts'
import { findNamed } from './sofia.ts'
import { attributeValue, type Source } from './source.ts'

/**
 * The gateways that users of the directory bring into a profile: each `<domain parse="true">` of its `<domains>` asks
 * for those of one domain, or of `all` (sofia.c:3071-3101, 4231-4260, 1.10.12). FreeSWITCH adds them when the profile
 * starts and at every rescan, after the profile's own: of equal names the profile's holds. `startgw` does not know them.
 */
export function readUserGateways(
  expanded: Expanded,
  root: Element,
  profile: Element,
  owner: { readonly profile: string; readonly tls: boolean },
): readonly UserGateway[] {
  const source = { text: expanded.text, globals: expanded.globals }
  const asked = firstChild(profile, 'domains')
  const names = (asked === undefined ? [] : childrenOf(asked, 'domain'))
    .filter((each) => readBool(attributeValue(source, each, 'parse') ?? ''))
    .map((each) => (attributeValue(source, each, 'name') ?? '').toLowerCase())
  if (names.length === 0) return []
  return domainsOf(source, root, names)
    .flatMap(usersOf)
    .flatMap((user) => firstChild(user, 'gateways') ?? [])
    .flatMap((list) => readGateways(expanded, list, owner).gateways)
    .filter(({ skipped }) => skipped === undefined)
    .map(({ name, site }) => ({ name, file: site.file }))
}

function domainsOf(source: Source, root: Element, names: readonly string[]): Element[] {
  const directory = findNamed(source, root, 'section', 'directory')
  if (directory === undefined) return []
  return names.flatMap((name) =>
    name === 'all' ? childrenOf(directory, 'domain') : (findNamed(source, directory, 'domain', name) ?? []),
  )
}

/** Directly in the domain, or in its groups. */
function usersOf(domain: Element): Element[] {
  const inGroups = childrenOf(domain, 'groups')
    .flatMap((each) => childrenOf(each, 'group'))
    .flatMap((each) => childrenOf(each, 'users'))
  return [domain, ...inGroups].flatMap((each) => childrenOf(each, 'user'))
}
