import type { GatewayEdit } from '../model/edit.ts'
import type { DiskGateway } from '../model/disk.ts'
import type { Globals } from '../model/text.ts'
import { changeValue } from './change-value.ts'
import { encodeBytes } from './bytes.ts'
import type { Edit } from './edit.ts'
import { editList, removeElement, type Item } from './edit-list.ts'
import { appendTo, innerLayout } from './append.ts'
import { readGatewayElement, type GatewayElement } from './gateway-element.ts'
import { paramMarkup, plain, type Markup } from './markup.ts'
import { findMarker, markerText } from './marker.ts'
import { scanElement } from './scan.ts'
import { changeSubscriptions, changeVariables, type Change } from './edit-lists.ts'
import { endOfLine } from './layout.ts'

/** A file to be edited: its text, and the same with everything dropped that the preprocessor drops. */
export interface EditedFile {
  readonly text: string
  readonly masked: string
  readonly globals: Globals
}

/**
 * The edits of one gateway's element; `undefined` when it does not read as an element. What is not
 * named keeps its bytes; a value that already reads as wanted does too.
 */
export function editGateway(
  file: EditedFile,
  gateway: DiskGateway,
  edit: GatewayEdit,
): readonly Edit[] | undefined {
  const element = scanElement(file.masked, gateway.site.start)
  if (element === undefined) return undefined
  const parts = readGatewayElement({ text: file.masked, globals: file.globals }, element)
  const changes = [
    ...(edit.mark === undefined ? [] : [changeMarker(file, parts, gateway, edit.mark)]),
    changeParams(file, parts, edit),
    ...(edit.variables === undefined ? [] : [changeVariables(file, parts, edit.variables)]),
    ...(edit.subscriptions === undefined ? [] : [changeSubscriptions(file, parts, edit.subscriptions)]),
  ]
  const appended = changes.flatMap((change) => change.append)
  const edits = changes.flatMap((change) => change.edits)
  return appended.length === 0 ? edits : [...edits, appendTo(file.text, element, appended)]
}

function changeMarker(
  file: EditedFile,
  { element }: GatewayElement,
  gateway: DiskGateway,
  mark: boolean,
): Change {
  const { text } = file
  const marker = findMarker(file.masked, element, gateway.profile, gateway.name)
  const content = encodeBytes(markerText(gateway.profile, gateway.name))
  if (!mark) return { edits: marker === undefined ? [] : [removeElement(text, marker)], append: [] }
  if (marker?.own === true) return { edits: [], append: [] }
  if (marker !== undefined)
    return { edits: [{ offset: marker.start, length: marker.end - marker.start, content }], append: [] }
  if (element.selfClosing) return { edits: [], append: [plain(content)] }
  const alone = text.slice(element.open, endOfLine(text, element.open)).trim() === ''
  const { indent, lineEnd } = innerLayout(text, element)
  return {
    edits: [{ offset: element.open, length: 0, content: alone ? lineEnd + indent + content : content }],
    append: [],
  }
}

function changeParams(file: EditedFile, parts: GatewayElement, edit: GatewayEdit): Change {
  const { params, paramsParent } = parts
  const removed = new Set(edit.remove)
  const stays = params.filter(({ name }) => !removed.has(name))
  const last = new Map(stays.map((param) => [param.name, param]))
  const values: Edit[] = []
  const added: Markup[] = []
  for (const [name, value] of edit.set) {
    const param = last.get(name)
    if (param === undefined) added.push(paramMarkup(name, value))
    else values.push(...changeValue(file, param, value))
  }
  const items: Item[] = [
    ...stays.map(({ element }) => ({ kind: 'keep', element }) as const),
    ...added.map((markup) => ({ kind: 'add', markup }) as const),
  ]
  const elements = params.map(({ element }) => element)
  if (elements.length > 0) return { edits: [...values, ...editList(file.text, elements, items)], append: [] }
  if (added.length === 0 || paramsParent === parts.element) return { edits: values, append: added }
  return { edits: [...values, appendTo(file.text, paramsParent, added)], append: [] }
}
