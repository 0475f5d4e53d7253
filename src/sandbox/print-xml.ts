import { attributeOf } from './xml-tree.ts'
import type { XmlElement } from './xml-tree.ts'

const INDENT = '  '

/** Pieces and the last character of them: to look at the end of one long text would copy it every time. */
interface Printer {
  readonly pieces: string[]
  last: string
  depth: number
}

/**
 * An element as `xml_locate` prints it: the text between elements kept, two more blanks a level in front of
 * every tag, values escaped, bytes above 127 as character references (switch_xml.c:2505-2720, 1.10.12).
 */
export function printXml(element: XmlElement): string {
  const printer: Printer = { pieces: [], last: '', depth: 0 }
  printElement(printer, element)
  return printer.pieces.join('')
}

function print(printer: Printer, text: string): void {
  printer.pieces.push(text)
  printer.last = text.at(-1) ?? printer.last
}

function printElement(printer: Printer, element: XmlElement): void {
  if (printer.last === '>') print(printer, '\n')
  print(printer, `${INDENT.repeat(printer.depth)}<${element.name}${printAttributes(element)}>`)
  if (element.children.length > 0) printChildren(printer, element)
  else print(printer, escapeText(element.text, false))
  if (printer.last === '\n') print(printer, INDENT.repeat(printer.depth))
  print(printer, `</${element.name}>\n`)
}

function printChildren(printer: Printer, element: XmlElement): void {
  printer.depth++
  let start = 0
  for (const child of element.children) {
    // A length of zero means "to the end" there: text after an element that follows its sibling directly comes twice.
    const end = child.offset === start ? undefined : child.offset
    print(printer, escapeText(element.text.slice(start, end), false))
    printElement(printer, child)
    start = child.offset
  }
  printer.depth--
  print(printer, escapeText(element.text.slice(start), false))
}

function printAttributes(element: XmlElement): string {
  return element.attributes
    .filter(([name, value]) => attributeOf(element, name) === value)
    .map(([name, value]) => ` ${name}="${escapeText(value, true)}"`)
    .join('')
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xD;' }
const ATTRIBUTE_ESCAPES: Readonly<Record<string, string>> = { '"': '&quot;', '\n': '&#xA;', '\t': '&#x9;' }

/** From `<!` on, nothing is escaped any more. */
function escapeText(text: string, attribute: boolean): string {
  const immune = text.indexOf('<!')
  const escaped = immune < 0 ? text : text.slice(0, immune)
  const rest = immune < 0 ? '' : text.slice(immune)
  return (
    referNonAscii(
      escaped.replace(
        /[&<>\r"\n\t]/g,
        (each) => ESCAPES[each] ?? (attribute ? ATTRIBUTE_ESCAPES[each] : undefined) ?? each,
      ),
    ) + rest
  )
}

/** Well-formed UTF-8 sequences become references; other bytes above 127 are left out. */
function referNonAscii(text: string): string {
  return text.replace(/([\xc2-\xf4][\x80-\xbf]{1,3})|[\x80-\xff]/g, (_all, sequence: string | undefined) => {
    if (sequence === undefined) return ''
    const bytes = Uint8Array.from(sequence, (each) => each.charCodeAt(0))
    return Array.from(new TextDecoder().decode(bytes), (each) => {
      const code = each.codePointAt(0) ?? 0
      return code === 0xfffd ? '' : `&#x${code.toString(16).toUpperCase()};`
    }).join('')
  })
}
