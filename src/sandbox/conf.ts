import type { ConfReader } from '../model/disk.ts'
import { parseXml } from './parse-xml.ts'
import { preprocess } from './preprocess.ts'
import type { Globals } from './preprocess.ts'
import type { XmlElement } from './xml-tree.ts'

/** What reading the configuration once gives; the model asks for it at its start and at every reload. */
export type ConfReading = { readonly root: XmlElement } | { readonly error: string }

/** Reads the configuration; `globals` are changed on the way, whatever comes of it. */
export type ReadConf = (globals: Globals) => ConfReading

/** Reads `freeswitch.xml` and what it includes (switch_xml.c:2395-2434). */
export function readConf(reader: ConfReader, globals: Globals): ConfReading {
  const text = preprocess(reader, globals)
  return text === undefined ? { error: 'Cannot Open log directory or XML Root!' } : parseXml(text)
}
