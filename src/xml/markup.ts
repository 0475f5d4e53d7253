import type { GatewayDefinition, Subscription, Text, Variable } from '../model/gateway.ts'
import type { Range } from '../model/plan.ts'
import { writeText } from '../model/text.ts'
import { encodeBytes } from './bytes.ts'
import { childIndent } from './layout.ts'

/** Markup to be written, in bytes as latin1, with the ranges that must never be shown. */
export interface Markup {
  readonly text: string
  readonly sensitive: readonly Range[]
}

/** How markup is laid out: the indentation of its first line (not written), and the line end. */
export interface Layout {
  readonly indent: string
  readonly lineEnd: string
}

/** An attribute text between these quotes: the quote itself becomes an entity, all else stays. */
export function fitQuotes(text: Text, quote: '"' | "'"): Markup {
  const bytes = encodeBytes(text.xml).replaceAll(quote, quote === '"' ? '&quot;' : '&apos;')
  return { text: bytes, sensitive: text.sensitive ? [{ start: 0, end: bytes.length }] : [] }
}

/** `<param name="..." value="..."/>` */
export function paramMarkup(name: string, value: Text): Markup {
  return tag('param', [attribute('name', plainText(name)), attribute('value', value)])
}

/** `<variable name="..." value="..." direction="..."/>` */
export function variableMarkup({ name, value, direction }: Variable): Markup {
  const both = [attribute('name', name), attribute('value', value)]
  return tag('variable', direction === undefined ? both : [...both, attribute('direction', direction)])
}

/** A `<subscription>` with one line per param. */
export function subscriptionMarkup(subscription: Subscription, layout: Layout): Markup {
  const params = [...subscription.params].map(([name, value]) => paramMarkup(name, value))
  if (params.length === 0) return tag('subscription', [attribute('event', subscription.event)])
  return block(
    concat([plain('<subscription'), attribute('event', subscription.event), plain('>')]),
    params,
    '</subscription>',
    layout,
  )
}

/** `<name>`, the children one level deeper, `</name>`. */
export function containerMarkup(name: string, children: readonly Markup[], layout: Layout): Markup {
  return block(plain(`<${name}>`), children, `</${name}>`, layout)
}

/** A whole `<gateway>`, the marker first. */
export function gatewayMarkup(
  name: string,
  marker: string,
  definition: GatewayDefinition,
  layout: Layout,
): Markup {
  const start = concat([plain('<gateway'), attribute('name', plainText(name)), plain('>')])
  return block(
    start,
    [plain(encodeBytes(marker)), ...bodyMarkup(definition, deeper(layout))],
    '</gateway>',
    layout,
  )
}

/** The layout of children. */
export function deeper({ indent, lineEnd }: Layout): Layout {
  return { indent: childIndent(indent), lineEnd }
}

/** Pieces in a row. */
export function concat(pieces: readonly Markup[]): Markup {
  let text = ''
  const sensitive: Range[] = []
  for (const piece of pieces) {
    for (const { start, end } of piece.sensitive)
      sensitive.push({ start: text.length + start, end: text.length + end })
    text += piece.text
  }
  return { text, sensitive }
}

/** Pieces with `separator` between them. */
export function join(pieces: readonly Markup[], separator: string): Markup {
  return concat(pieces.flatMap((piece, index) => (index === 0 ? [piece] : [plain(separator), piece])))
}

/** Markup in which nothing is sensitive. */
export function plain(text: string): Markup {
  return { text, sensitive: [] }
}

function bodyMarkup(
  { params, variables, subscriptions }: GatewayDefinition,
  layout: Layout,
): readonly Markup[] {
  const lines = [...params].map(([name, value]) => paramMarkup(name, value))
  const inner = deeper(layout)
  if (variables.length > 0) lines.push(containerMarkup('variables', variables.map(variableMarkup), layout))
  if (subscriptions.length > 0)
    lines.push(
      containerMarkup(
        'subscriptions',
        subscriptions.map((each) => subscriptionMarkup(each, inner)),
        layout,
      ),
    )
  return lines
}

function block(start: Markup, children: readonly Markup[], end: string, layout: Layout): Markup {
  const inside = layout.lineEnd + childIndent(layout.indent)
  return concat([
    start,
    ...children.flatMap((child) => [plain(inside), child]),
    plain(layout.lineEnd + layout.indent + end),
  ])
}

function tag(name: string, attributes: readonly Markup[]): Markup {
  return concat([plain(`<${name}`), ...attributes, plain('/>')])
}

function attribute(name: string, value: Text): Markup {
  return concat([plain(` ${name}="`), fitQuotes(value, '"'), plain('"')])
}

function plainText(text: string): Text {
  return { xml: writeText(text), sensitive: false }
}
