import type { DefaultSource, ParamSpec } from '../model/params.ts'
import type { SubscriptionParamSpec } from '../model/subscription-params.ts'

/** What an editor shows for a parameter: its sentence, its range and what stands in for it. */
export function describeParam(spec: ParamSpec | SubscriptionParamSpec): string {
  return [spec.description, rangeOf(spec), defaultOf(spec)].filter((part) => part !== '').join(' ')
}

function rangeOf(spec: ParamSpec | SubscriptionParamSpec): string {
  if (spec.minimum === undefined) return ''
  const unit = spec.kind === 'seconds' ? ' seconds' : ''
  return `At least ${spec.minimum}${unit}${'zeroDisables' in spec ? ', or 0 for none' : ''}.`
}

function defaultOf(spec: ParamSpec | SubscriptionParamSpec): string {
  if (!('defaultFrom' in spec)) return ''
  return `Default: ${spec.defaultFrom.map((source) => SOURCE_WORDS[source]).join(', else ')}.`
}

const SOURCE_WORDS: Readonly<Record<DefaultSource, string>> = {
  'gateway-name': 'the name of the gateway',
  proxy: 'proxy',
  realm: 'realm',
  username: 'username',
  'retry-seconds': 'retry-seconds',
  'profile-context': 'the context of the profile',
  'profile-ip': 'the address of the profile',
  'profile-user-agent': 'the user-agent of the profile',
}
