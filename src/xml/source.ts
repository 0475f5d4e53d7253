import { readText, type Globals } from '../model/text.ts'
import { findAttribute, readAttributes, type Attribute } from './attributes.ts'
import { decodeBytes } from './bytes.ts'
import type { Element } from './scan.ts'

/** A scanned text and the variables that hold in it. */
export interface Source {
  readonly text: string
  readonly globals: Globals
}

/** The attribute text as written, decoded to Unicode; `undefined` when there is none. '' when unquoted. */
export function attributeXml(source: Source, attribute: Attribute | undefined): string | undefined {
  if (attribute === undefined) return undefined
  return decodeBytes(source.text.slice(attribute.valueStart, attribute.valueEnd))
}

/** What FreeSWITCH reads from one attribute of an element; `undefined` when it is absent. */
export function attributeValue(source: Source, element: Element, name: string): string | undefined {
  const xml = attributeXml(source, findAttribute(readAttributes(source.text, element.start), name))
  return xml === undefined ? undefined : readText(xml, source.globals)
}
