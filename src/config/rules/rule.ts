import { isSecretName } from '../../model/secret-words.ts'
import type { Problem } from '../problem.ts'
import type { Field } from '../document.ts'
import type { MergedGateway } from '../merge.ts'
import type { Value } from '../secrets.ts'

/** What a rule must know of a parameter; entries of both parameter tables have it. */
export interface ValueSpec {
  readonly name: string
  readonly kind: 'bool' | 'int' | 'seconds' | 'text' | 'host' | 'transport'
  readonly minimum?: number
  readonly zeroDisables?: true
  readonly emptyIsUnset?: true
  readonly onBadValue?: string
  readonly refused?: string
}

/** A rule about one value by itself; it runs once for each place where a value is written. */
export type ValueRule = (field: Field, value: Value, spec: ValueSpec) => Problem | undefined

/** A gateway with the values of its parameters. */
export interface GatewayView {
  readonly gateway: MergedGateway
  /** The parameter's value; `undefined` when it is absent. */
  readonly value: (name: string) => Value | undefined
}

/** A rule about what the parameters of one gateway mean together. */
export type GatewayRule = (view: GatewayView) => Problem | undefined

/** A value in a message; what may be secret is not repeated. */
export function quoteValue(field: Field, value: Value): string {
  if (value.fromSecret || isSecretName(field.name)) return 'its value'
  return `"${value.text.length > 60 ? `${value.text.slice(0, 60)}…` : value.text}"`
}
