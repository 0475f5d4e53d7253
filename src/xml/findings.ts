import type { Diagnostic } from '../errors.ts'
import { isOpaque, showOpaque } from '../model/text.ts'
import { readAttributes, type Attribute } from './attributes.ts'
import { decodeBytes } from './bytes.ts'
import { childrenOf, firstChild, type Element } from './scan.ts'
import { attributeValue, type Source } from './source.ts'

/** Something in the document that FreeSWITCH drops or misreads without a word; offsets of the document. */
export interface Finding {
  readonly start: number
  readonly end: number
  readonly what: string
  readonly hint: string
}

/** Everything about one gateway element that FreeSWITCH does not read as it is meant. */
export function findInGateway(source: Source, gateway: Element): readonly Finding[] {
  if (isPlainGateway(gateway)) return []
  const containers = ['params', 'variables', 'subscriptions'].flatMap((name) =>
    extraContainers(gateway, name),
  )
  const outside = [...strays(gateway, 'params', 'param'), ...strays(gateway, 'variables', 'variable')]
  const subscriptions = childrenOf(gateway, 'subscription').map((each) =>
    finding(
      each,
      'FreeSWITCH ignores a <subscription> outside <subscriptions>',
      'Put it inside <subscriptions>.',
    ),
  )
  return [
    ...containers,
    ...outside,
    ...subscriptions,
    ...readElements(gateway).flatMap((each) => findInTag(source, each)),
  ]
}

/** Nothing but params stand in it, and all of it is plain, as in nearly every gateway. */
function isPlainGateway(gateway: Element): boolean {
  let each = gateway.firstChild
  while (each?.plain === true && each.name === 'param') each = each.next
  return gateway.plain && each === undefined
}

/** Attributes of one start tag that FreeSWITCH does not see as they are meant. */
export function findInTag(source: Source, element: Element): readonly Finding[] {
  if (element.name !== 'variable' && element.plain) return []
  const attributes = readAttributes(source.text, element.start)
  const seen = new Set<string>()
  const findings = attributes.flatMap((each) => {
    const repeated = seen.has(each.name)
    seen.add(each.name)
    return findInAttribute(element, each, repeated)
  })
  return element.name === 'variable' ? [...findings, ...findInVariable(source, element)] : findings
}

function findInAttribute(element: Element, attribute: Attribute, repeated: boolean): readonly Finding[] {
  const name = decodeBytes(attribute.name)
  if (/["']/.test(name))
    return [
      finding(
        element,
        `a quote ends a value of <${element.name}> early, so FreeSWITCH loses the rest of it`,
        'Write &quot; for a " inside a value.',
      ),
    ]
  if (attribute.quote === '')
    return [
      finding(
        element,
        `FreeSWITCH reads no value for "${name}" of <${element.name}>`,
        'Put the value in quotes.',
      ),
    ]
  if (repeated)
    return [
      finding(
        element,
        `FreeSWITCH takes only the first "${name}" of <${element.name}>`,
        'Remove the second one.',
      ),
    ]
  return []
}

function findInVariable(source: Source, element: Element): readonly Finding[] {
  const read = (name: string): string | undefined => attributeValue(source, element, name)
  if (read('name') === undefined || read('value') === undefined)
    return [
      finding(
        element,
        'FreeSWITCH ignores a <variable> without name or value',
        'Give it both, or remove it.',
      ),
    ]
  const direction = read('direction')
  if (direction === undefined || isOpaque(direction) || /^(inbound|outbound)$/i.test(direction)) return []
  const what = `FreeSWITCH sets a <variable> with the direction "${showOpaque(direction)}" on no call`
  return [finding(element, what, 'The direction is inbound or outbound; leave it out for both.')]
}

function extraContainers(gateway: Element, name: string): readonly Finding[] {
  const hint = 'Move what is in it to the first one.'
  return childrenOf(gateway, name)
    .slice(1)
    .map((each) => finding(each, `FreeSWITCH ignores the second <${name}> of a gateway`, hint))
}

function strays(gateway: Element, container: string, name: string): readonly Finding[] {
  if (firstChild(gateway, container) === undefined) return []
  const what = `FreeSWITCH ignores a <${name}> outside <${container}> when the gateway has one`
  return childrenOf(gateway, name).map((each) => finding(each, what, `Move it into <${container}>.`))
}

/** The elements of a gateway whose attributes FreeSWITCH reads, the gateway first. */
function readElements(gateway: Element): readonly Element[] {
  const params = firstChild(gateway, 'params') ?? gateway
  const variables = firstChild(gateway, 'variables') ?? gateway
  const subscriptions = firstChild(gateway, 'subscriptions')
  const subscribed = subscriptions === undefined ? [] : childrenOf(subscriptions, 'subscription')
  return [
    gateway,
    ...childrenOf(params, 'param'),
    ...childrenOf(variables, 'variable'),
    ...subscribed.flatMap((each) => [each, ...childrenOf(each, 'param')]),
  ]
}

/** A finding about an element, which it points at. */
export function finding(element: Element, what: string, hint: string): Finding {
  return { start: element.start, end: element.open, what, hint }
}

/** A finding as a warning of the file it stands in. */
export function warn(file: string, offset: number, found: Finding): Diagnostic {
  const at = { file, offset, length: found.end - found.start }
  return { code: 'GW202', severity: 'warning', message: `${file}: ${found.what}`, hint: found.hint, at }
}
