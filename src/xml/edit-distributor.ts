import type { DiskDistributor, DiskDistributors, DistributorNode } from '../model/disk.ts'
import { writeText } from '../model/text.ts'
import { appendTo, innerLayout } from './append.ts'
import { findAttribute, readAttributes } from './attributes.ts'
import { encodeBytes } from './bytes.ts'
import { readNode } from './distributors.ts'
import type { Edit } from './edit.ts'
import type { EditedFile } from './edit-gateway.ts'
import { editList, type Item } from './edit-list.ts'
import { containerMarkup, deeper, plain, type Layout, type Markup } from './markup.ts'
import { childrenOf, scanElement, type Element } from './scan.ts'

/**
 * The edits that make the nodes of a list the wanted ones; `undefined` when it does not read as an
 * element. Nodes that stay keep their order and, where their weight is right, their bytes; new
 * ones come last. Of two nodes of one name only the first stays.
 */
export function editDistributor(
  file: EditedFile,
  list: DiskDistributor,
  wanted: readonly DistributorNode[],
): readonly Edit[] | undefined {
  const element = scanElement(file.masked, list.site.start)
  if (element === undefined) return undefined
  const source = { text: file.masked, globals: file.globals }
  const missing = new Map(wanted.map((node) => [node.name, node]))
  const current = childrenOf(element, 'node')
  const edits: Edit[] = []
  const items: Item[] = []
  for (const each of current) {
    const { name, weight } = readNode(source, each)
    const node = missing.get(name)
    if (node === undefined) continue
    missing.delete(name)
    items.push({ kind: 'keep', element: each })
    if (weight !== node.weight) edits.push(...changeWeight(file, each, node))
  }
  const added = [...missing.values()].map(nodeMarkup)
  items.push(...added.map((markup) => ({ kind: 'add', markup }) as const))
  if (current.length > 0) return [...edits, ...editList(file.text, current, items)]
  return added.length === 0 ? [] : [appendTo(file.text, element, added)]
}

/** The edit that adds lists at the end of `<lists>`, and that one, too, where it is missing; as above. */
export function appendDistributors(
  file: EditedFile,
  place: NonNullable<DiskDistributors['place']>,
  added: readonly NewList[],
): Edit | undefined {
  const parent = scanElement(file.masked, place.start)
  if (parent === undefined) return undefined
  const layout = innerLayout(file.text, parent)
  const markups = (inside: Layout): Markup[] => added.map((each) => listMarkup(each, inside))
  if (parent.name === 'lists') return appendTo(file.text, parent, markups(layout))
  return appendTo(file.text, parent, [containerMarkup('lists', markups(deeper(layout)), layout)])
}

interface NewList {
  readonly name: string
  readonly nodes: readonly DistributorNode[]
}

/** A whole distributor.conf.xml. */
export function newDistributorConf(added: readonly NewList[]): string {
  const lists = containerMarkup(
    'lists',
    added.map((each) => listMarkup(each, { indent: '    ', lineEnd: '\n' })),
    { indent: '  ', lineEnd: '\n' },
  )
  return `<configuration name="distributor.conf" description="Distributor Configuration">\n  ${lists.text}\n</configuration>\n`
}

function listMarkup({ name, nodes }: NewList, layout: Layout): Markup {
  const head = `list name="${attributeBytes(name)}"`
  if (nodes.length === 0) return plain(`<${head}/>`)
  const { text } = containerMarkup('list', nodes.map(nodeMarkup), layout)
  return plain(text.replace('<list>', `<${head}>`))
}

function nodeMarkup({ name, weight }: DistributorNode): Markup {
  return plain(`<node name="${attributeBytes(name)}" weight="${weight}"/>`)
}

function attributeBytes(text: string): string {
  return encodeBytes(writeText(text)).replaceAll('"', '&quot;')
}

/** The weight in place; the whole element where FreeSWITCH does not see its attributes as they stand. */
function changeWeight(file: EditedFile, element: Element, node: DistributorNode): Edit[] {
  const odd = readAttributes(file.masked, element.start).some(({ quote }) => quote === '')
  const attribute = findAttribute(file.masked, element.start, 'weight')
  if (attribute === undefined || odd) {
    const { text } = nodeMarkup(node)
    return [{ offset: element.start, length: element.end - element.start, content: text }]
  }
  const { valueStart, valueEnd } = attribute
  return [{ offset: valueStart, length: valueEnd - valueStart, content: String(node.weight) }]
}
