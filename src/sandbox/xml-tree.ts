/** An element of the configuration in memory, as FreeSWITCH's parser keeps it. */
export interface XmlElement {
  readonly name: string
  /** In the order written; of equal names FreeSWITCH takes the first. */
  readonly attributes: readonly (readonly [name: string, value: string])[]
  readonly children: readonly XmlElement[]
  /** Character content, all pieces joined. */
  readonly text: string
  /** Where the element stands in the joined text of its parent. */
  readonly offset: number
}

/** The first child of that name; names are case-sensitive (switch_xml_child). */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name)
}

export function childrenOf(element: XmlElement | undefined, name: string): XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? []
}

/** The value of an attribute; `undefined` when absent (switch_xml_attr). */
export function attributeOf(element: XmlElement | undefined, name: string): string | undefined {
  return element?.attributes.find(([key]) => key === name)?.[1]
}

/** The first child `tag` whose attribute equals `value`, in any letter case (switch_xml_find_child). */
export function findChild(
  element: XmlElement | undefined,
  tag: string,
  attribute: string,
  value: string,
): XmlElement | undefined {
  const wanted = value.toLowerCase()
  return childrenOf(element, tag).find((child) => attributeOf(child, attribute)?.toLowerCase() === wanted)
}

/** `configuration name="sofia.conf"` and the like, of the first section "configuration". */
export function findConfiguration(root: XmlElement | undefined, name: string): XmlElement | undefined {
  return findChild(findChild(root, 'section', 'name', 'configuration'), 'configuration', 'name', name)
}
