import type { GatewayDefinition } from '../model/gateway.ts'
import type { Meaning } from '../model/meaning.ts'
import { paramSpec } from '../model/params.ts'

/** Params that `sofia xmlstatus gateway` shows in one of its fields (plan/live-fields.ts). */
const SHOWN: ReadonlySet<string> = new Set(
  (
    'register username realm from-user from-domain extension proxy context expire-seconds ping ping-min ' +
    'ping-max contact-params register-transport extension-in-contact'
  ).split(' '),
)

/** Whether FreeSWITCH acts on it without showing it. */
export function isUnshown(name: string): boolean {
  return LISTS.includes(name) || (!SHOWN.has(name) && paramSpec(name) !== undefined)
}

const LISTS: readonly string[] = ['variables', 'subscriptions']

/** What a definition says that no status of the running gateway shows: params, and `variables` and `subscriptions`. */
export function unshownNames({ params, variables, subscriptions }: GatewayDefinition): string[] {
  return [
    ...[...params.keys()].filter(isUnshown),
    ...(variables.length > 0 ? ['variables'] : []),
    ...(subscriptions.length > 0 ? ['subscriptions'] : []),
  ]
}

/** What a param means, or one of the lists; '' for what is not there. */
export function meaningUnder(meaning: Meaning, name: string): string {
  if (name === 'variables' || name === 'subscriptions') return meaning[name].join('\n')
  return meaning.params.get(name) ?? ''
}
