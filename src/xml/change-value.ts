import type { Text } from '../model/gateway.ts'
import { readText } from '../model/text.ts'
import { findAttribute, readAttributes } from './attributes.ts'
import type { Edit } from './edit.ts'
import type { EditedFile } from './edit-gateway.ts'
import type { Span } from './edit-list.ts'
import { fitQuotes, paramMarkup } from './markup.ts'

/** A `<param>`: where it stands, its name, and its value as written. */
export interface NamedValue {
  readonly element: Span
  readonly name: string
  readonly value: { readonly xml: string }
}

/** The value in place; the whole element where FreeSWITCH does not see the value as it stands. */
export function changeValue(file: EditedFile, param: NamedValue, value: Text): readonly Edit[] {
  const { element } = param
  const odd = readAttributes(file.masked, element.start).some(({ quote }) => quote === '')
  const attribute = findAttribute(file.masked, element.start, 'value')
  const same = readText(param.value.xml, file.globals) === readText(value.xml, file.globals)
  if (attribute === undefined || attribute.quote === '' || (odd && !same)) {
    const { text, sensitive } = paramMarkup(param.name, value)
    return [
      {
        offset: element.start,
        length: element.end - element.start,
        content: text,
        sensitive,
        hides: value.sensitive,
      },
    ]
  }
  const { valueStart, valueEnd, quote } = attribute
  const fitted = fitQuotes(value, quote)
  const content = same ? file.text.slice(valueStart, valueEnd) : fitted.text
  const sensitive = value.sensitive ? [{ start: 0, end: content.length }] : []
  return [{ offset: valueStart, length: valueEnd - valueStart, content, sensitive, hides: value.sensitive }]
}
