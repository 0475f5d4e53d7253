import type { Subscription, Variable } from '../model/gateway.ts'
import { readText } from '../model/text.ts'
import { alignLists } from './align-lists.ts'
import { appendTo, innerLayout } from './append.ts'
import type { Edit } from './edit.ts'
import type { EditedFile } from './edit-gateway.ts'
import { editList, type Item } from './edit-list.ts'
import type { GatewayElement } from './gateway-element.ts'
import {
  containerMarkup,
  deeper,
  subscriptionMarkup,
  variableMarkup,
  type Layout,
  type Markup,
} from './markup.ts'
import type { Element } from './scan.ts'
import { subscriptionKey, variableKey } from './same-definition.ts'

/** Edits, and what is to be added at the end of the gateway's element. */
export interface Change {
  readonly edits: readonly Edit[]
  readonly append: readonly Markup[]
}

/** Makes the variables of a gateway the desired ones, in order; equal ones keep their bytes. */
export function changeVariables(
  file: EditedFile,
  parts: GatewayElement,
  desired: readonly Variable[],
): Change {
  const key = (variable: Variable): string => variableKey(variable, file.globals)
  const current = parts.variables.map(({ element, variable }) => ({ element, key: key(variable) }))
  const wanted = desired.map((each) => ({ key: key(each), markup: () => variableMarkup(each) }))
  const secret = new Set(desired.filter(isSecret).map(({ name }) => readText(name.xml, file.globals)))
  const parent = parts.variablesParent === parts.element ? undefined : parts.variablesParent
  const change = changeList(file, parts, { name: 'variables', parent, current, wanted })
  const hidden = parts.variables.filter(({ variable }) =>
    secret.has(readText(variable.name.xml, file.globals)),
  )
  return {
    ...change,
    edits: hideIn(
      change.edits,
      hidden.map(({ element }) => element),
      file.text,
    ),
  }
}

/** Makes the subscriptions of a gateway the desired ones, in order; equal ones keep their bytes. */
export function changeSubscriptions(
  file: EditedFile,
  parts: GatewayElement,
  desired: readonly Subscription[],
): Change {
  const key = (each: Subscription): string => subscriptionKey(each, file.globals)
  const current = parts.subscriptions.map(({ element, subscription }) => ({
    element,
    key: key(subscription),
  }))
  const wanted = desired.map((each) => ({
    key: key(each),
    markup: (layout: Layout) => subscriptionMarkup(each, layout),
  }))
  return changeList(file, parts, {
    name: 'subscriptions',
    parent: parts.subscriptionsParent,
    current,
    wanted,
  })
}

interface ListChange {
  /** Of the container, which `parent` is when there is one. */
  readonly name: string
  readonly parent: Element | undefined
  readonly current: readonly { readonly element: Element; readonly key: string }[]
  readonly wanted: readonly { readonly key: string; readonly markup: (layout: Layout) => Markup }[]
}

function changeList(file: EditedFile, parts: GatewayElement, list: ListChange): Change {
  const { parent, current, wanted } = list
  const inGateway = innerLayout(file.text, parts.element)
  const layout = parent === undefined ? deeper(inGateway) : innerLayout(file.text, parent)
  const kept = alignLists(
    current.map(({ key }) => key),
    wanted.map(({ key }) => key),
  )
  const items = wanted.map(({ markup }, index): Item => {
    const at = kept[index]
    const element = at === undefined ? undefined : current[at]?.element
    return element === undefined ? { kind: 'add', markup: markup(layout) } : { kind: 'keep', element }
  })
  const elements = current.map(({ element }) => element)
  if (elements.length > 0) return { edits: editList(file.text, elements, items), append: [] }
  if (wanted.length === 0) return { edits: [], append: [] }
  const added = wanted.map(({ markup }) => markup(layout))
  if (parent !== undefined) return { edits: [appendTo(file.text, parent, added)], append: [] }
  return { edits: [], append: [containerMarkup(list.name, added, inGateway)] }
}

function isSecret({ value }: Variable): boolean {
  return value.sensitive
}

/** Marks these elements as not to be shown: an edit that takes one away hides it, another one writes it as it is. */
function hideIn(edits: readonly Edit[], elements: readonly Element[], text: string): readonly Edit[] {
  const isTaken = ({ offset, length }: Edit): boolean =>
    elements.some(({ start, end }) => offset <= start && end <= offset + length)
  const hidden = edits.map((edit) => (isTaken(edit) ? { ...edit, hides: true } : edit))
  const kept = elements.filter(
    ({ start, end }) => !edits.some(({ offset, length }) => offset <= start && end <= offset + length),
  )
  const rewritten = kept.map(({ start, end }): Edit => {
    const content = text.slice(start, end)
    return {
      offset: start,
      length: end - start,
      content,
      sensitive: [{ start: 0, end: content.length }],
      hides: true,
    }
  })
  return [...hidden, ...rewritten]
}
