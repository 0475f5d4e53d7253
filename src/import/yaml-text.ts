import { decodeEntities } from '../model/entities.ts'
import {
  isOpaque,
  readText,
  referencesIn,
  expandReferences,
  writeText,
  writeTextKeepingReferences,
  type Globals,
} from '../model/text.ts'

/** A part of a value: text, or a reference `$${name}` that stays one. */
export interface Piece {
  readonly kind: 'literal' | 'reference'
  readonly text: string
}

/** Why a value cannot be said in YAML so that it comes out the same; completes "its `proxy` ...". */
export type Unsayable =
  | 'holds `${env:` or `${file:` as plain text, which gwctl would take for a secret'
  | 'holds `$${` as plain text, which would become a variable'

/**
 * What to write in the YAML so that FreeSWITCH comes to read the same as from the XML.
 * References to variables are kept; one whose name YAML has no way to keep is replaced by its value.
 *
 * @param xml     the text between the quotes of the attribute
 * @param secret  true where the literal parts will come from the environment: they are escaped whole
 */
export function sayInYaml(
  xml: string,
  globals: Globals,
  secret: boolean,
): readonly Piece[] | { readonly fault: Unsayable } {
  const wanted = readText(xml, globals)
  const candidates = [keepReferences(xml, globals), ...(isOpaque(wanted) ? [] : [[literal(wanted)]])]
  const found = candidates.find((pieces) => readText(asLoaded(pieces, secret), globals) === wanted)
  if (found === undefined) return { fault: 'holds `$${` as plain text, which would become a variable' }
  const text = found.map((each) => each.text).join('')
  if (!secret && LOOKS_SECRET.test(text))
    return { fault: 'holds `${env:` or `${file:` as plain text, which gwctl would take for a secret' }
  return found.filter((each) => each.text !== '')
}

function keepReferences(xml: string, globals: Globals): Piece[] {
  const pieces: Piece[] = []
  let text = ''
  let from = 0
  for (const { start, end, name } of referencesIn(xml)) {
    text += xml.slice(from, start)
    from = end
    if (!KEPT_NAME.test(name)) {
      text += expandReferences(xml.slice(start, end), globals)
      continue
    }
    pieces.push(literal(decodeEntities(text)), { kind: 'reference', text: xml.slice(start, end) })
    text = ''
  }
  return [...pieces, literal(decodeEntities(text + xml.slice(from)))]
}

/** The attribute text that gwctl makes of the YAML: see config/build-desired.ts. */
function asLoaded(pieces: readonly Piece[], secret: boolean): string {
  if (!secret) return writeTextKeepingReferences(pieces.map((each) => each.text).join(''))
  return pieces.map(({ kind, text }) => (kind === 'reference' ? text : writeText(text))).join('')
}

function literal(text: string): Piece {
  return { kind: 'literal', text }
}

/** The names that the YAML keeps as references (config/secrets.ts). */
const KEPT_NAME = /^[\w.-]+$/
const LOOKS_SECRET = /\$\{(?:env|file):/
