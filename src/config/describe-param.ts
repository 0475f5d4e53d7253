import type { DefaultSource, ParamSpec } from '../model/params.ts'
import type { SubscriptionParamSpec } from '../model/subscription-params.ts'

/** What an editor shows for a parameter: what it is, its range, what stands in for it, and what FreeSWITCH makes of a bad value. */
export function describeParam(spec: ParamSpec | SubscriptionParamSpec): string {
  return [
    spec.description,
    'detail' in spec ? spec.detail : '',
    rangeOf(spec),
    defaultOf(spec),
    badValueOf(spec),
  ]
    .filter((part) => part !== '')
    .join(' ')
}

function rangeOf(spec: ParamSpec | SubscriptionParamSpec): string {
  if (spec.minimum === undefined) return ''
  return `At least ${spec.minimum}${unitOf(spec)}${'zeroDisables' in spec ? ', or 0 for none' : ''}.`
}

function defaultOf(spec: ParamSpec | SubscriptionParamSpec): string {
  if ('refused' in spec) return ''
  const sources = 'defaultFrom' in spec ? spec.defaultFrom.map((source) => SOURCE_WORDS[source]) : []
  const usual = spec.default === undefined || spec.default === '' ? [] : [`${spec.default}${unitOf(spec)}`]
  const either = [...sources, ...usual]
  return `Default: ${either.length === 0 ? 'not set' : either.join(', else ')}.`
}

function unitOf(spec: ParamSpec | SubscriptionParamSpec): string {
  return spec.kind === 'seconds' ? ' seconds' : ''
}

function badValueOf(spec: ParamSpec | SubscriptionParamSpec): string {
  return spec.onBadValue === undefined || 'refused' in spec
    ? ''
    : `Given a bad value, FreeSWITCH ${spec.onBadValue}.`
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
