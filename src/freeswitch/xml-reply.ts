/**
 * XML that is XML: files of autoload_configs. (The status of gateways only looks like it; see
 * gateway-records.ts.) The only importer of fast-xml-parser, which is loaded when first needed.
 */
import { types } from 'node:util'

/** An element with the texts of its attributes as written: entities and `$${name}` unresolved. */
export interface XmlElement {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
}

/**
 * The elements of a text, comments and character data left out.
 *
 * @returns as `error` why it cannot be read; the parser is lenient, so that most broken texts yield elements
 */
export async function readXml(
  text: string,
): Promise<{ readonly elements: readonly XmlElement[] } | { readonly error: string }> {
  // Nothing in FreeSWITCH's configuration needs one, and most advisories of the parser are about it.
  if (text.includes('<!DOCTYPE')) return { error: 'it has a DOCTYPE' }
  const { XMLParser } = await import('fast-xml-parser')
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    processEntities: false,
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    allowBooleanAttributes: true,
    ignoreDeclaration: true,
    ignorePiTags: true,
  })
  try {
    const tree: unknown = parser.parse(text)
    return { elements: toElements(tree) }
  } catch (error) {
    return { error: types.isNativeError(error) ? error.message : 'it cannot be parsed' }
  }
}

/** With `preserveOrder` a node is `{ tag: [children], ':@': { attribute: text } }`. */
function toElements(nodes: unknown): XmlElement[] {
  if (!Array.isArray(nodes)) return []
  return nodes.flatMap((node: unknown) => {
    const entries = toEntries(node)
    const attributes = toEntries(entries.find(([key]) => key === ':@')?.[1])
    return entries
      .filter(([key]) => key !== ':@' && key !== '#text')
      .map(([name, children]) => ({
        name,
        attributes: new Map(attributes.map(([key, value]) => [key, typeof value === 'string' ? value : ''])),
        children: toElements(children),
      }))
  })
}

function toEntries(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}
