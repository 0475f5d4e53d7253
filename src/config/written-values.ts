import type { WrittenValue } from '../model/desired.ts'
import { isSecretName } from '../model/secret-words.ts'
import type { Field } from './document.ts'
import type { MergedGateway } from './merge.ts'
import type { Value } from './secrets.ts'
import type { ValueReader } from './value-reader.ts'

/** Every value of a gateway as the YAML writes it; no secret is among the texts. */
export function writtenValues(gateway: MergedGateway, values: ValueReader): WrittenValue[] {
  const { params, extraParams, variables = [], subscriptions = [] } = gateway
  const written = (of: WrittenValue['of'], name: string, { node }: Field): WrittenValue => {
    const value = values.peek(node)
    // An empty value tells nothing, whatever it is called.
    const isSecret = value.fromSecret || (isSecretName(name) && value.text !== '')
    const isOpen = value.known && !isSecret
    const reference = isReference(value)
    // Two literals: a spread costs ten times as much.
    return isOpen
      ? { of, name, text: value.text, reference, at: node.at }
      : { of, name, reference, at: node.at }
  }
  return [
    ...[...params.values(), ...extraParams.values()].map((each) => written('param', each.name, each)),
    ...variables.map((each) => written('variable', values.peek(each.name.node).text, each.value)),
    ...subscriptions.flatMap((each) =>
      each.params.map((param) => written('subscription', param.name, param)),
    ),
  ]
}

/** Part of it comes from a secret, or all of it is a variable of FreeSWITCH, whose file holds it. */
function isReference({ fromSecret, segments }: Value): boolean {
  return fromSecret || (segments.length > 0 && segments.every(({ kind }) => kind === 'global'))
}
