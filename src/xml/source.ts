import { readText, type Globals } from '../model/text.ts'
import { findAttribute } from './attributes.ts'
import { decodeBytes } from './bytes.ts'
import type { Element } from './scan.ts'

/** A scanned text and the variables that hold in it. */
export interface Source {
  readonly text: string
  readonly globals: Globals
}

/** The text of an attribute as written, decoded to Unicode; '' when unquoted, `undefined` when absent. */
export function attributeXml(source: Source, element: Element, name: string): string | undefined {
  const span = findAttribute(source.text, element.start, name)
  return span === undefined ? undefined : decodeBytes(source.text.slice(span.valueStart, span.valueEnd))
}

/** What FreeSWITCH reads from one attribute of an element; `undefined` when it is absent. */
export function attributeValue(source: Source, element: Element, name: string): string | undefined {
  const xml = attributeXml(source, element, name)
  return xml === undefined ? undefined : readText(xml, source.globals)
}
