/** One `<param>` of a `<subscription>` (sofia.c:3715-3769, 1.10.12); must be its direct child. */
export interface SubscriptionParamSpec {
  /** Exact, case-sensitive (strcmp). */
  readonly name: string
  readonly kind: 'bool' | 'seconds' | 'text'
  readonly default: string
  readonly minimum?: number
  readonly onBadValue?: string
  readonly description: string
  readonly examples: readonly string[]
}

export const SUBSCRIPTION_PARAMS: readonly SubscriptionParamSpec[] = [
  {
    name: 'expire-seconds',
    kind: 'seconds',
    default: '3600',
    minimum: 5,
    onBadValue: 'refreshes every 3600 seconds but still sends the value as it is written',
    description: 'Lifetime of the subscription; FreeSWITCH refreshes 2 seconds earlier.',
    examples: ['600'],
  },
  {
    name: 'retry-seconds',
    kind: 'seconds',
    default: '30',
    minimum: 10,
    onBadValue: 'uses 30 seconds',
    description: 'Delay before a failed subscription is tried again.',
    examples: ['60'],
  },
  {
    name: 'content-type',
    kind: 'text',
    default: 'NO_CONTENT_TYPE',
    description: 'Accept header of the SUBSCRIBE; without it none is sent.',
    examples: ['application/simple-message-summary'],
  },
  {
    name: 'username-in-request',
    kind: 'bool',
    default: 'false',
    onBadValue: 'reads it as false',
    description: 'Whether the request URI is username@proxy instead of the register URL.',
    examples: ['true'],
  },
]

/**
 * Values of a variable's `direction`, compared in any case. Absent: both. Any other text: the
 * variable is applied to neither, silently (sofia.c:3852-3890, seen on 1.10.12).
 */
export const VARIABLE_DIRECTIONS: readonly string[] = ['inbound', 'outbound']

/** The parameter of a subscription with this name; `undefined` for one that FreeSWITCH ignores. */
export function subscriptionParamSpec(name: string): SubscriptionParamSpec | undefined {
  return SUBSCRIPTION_PARAMS.find((spec) => spec.name === name)
}
