import { childrenOf, firstChild, type Element } from './scan.ts'
import { attributeValue, type Source } from './source.ts'

/** The element that mod_sofia is configured by. */
export function findSofia(source: Source, root: Element): Element | undefined {
  return findConfiguration(source, root, 'sofia.conf')
}

/** The element that a module is configured by: the first of its name in the first such section. */
export function findConfiguration(source: Source, root: Element, name: string): Element | undefined {
  const section = findNamed(source, root, 'section', 'configuration')
  return section === undefined ? undefined : findNamed(source, section, 'configuration', name)
}

/** The profiles it has, in order (sofia.c:4571-4577, 1.10.12). */
export function findProfiles(sofia: Element): readonly Element[] {
  const profiles = firstChild(sofia, 'profiles')
  return profiles === undefined ? [] : childrenOf(profiles, 'profile')
}

/** Values are compared without case (switch_xml.c:390-405). */
export function findNamed(
  source: Source,
  parent: Element,
  element: string,
  name: string,
): Element | undefined {
  return childrenOf(parent, element).find(
    (each) => attributeValue(source, each, 'name')?.toLowerCase() === name,
  )
}
