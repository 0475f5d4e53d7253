import type { GatewayRule } from './rule.ts'
import { unseen } from './rule.ts'
import { numberOf } from './options.ts'

export const pingRequired: GatewayRule = {
  name: 'ping-required',
  about: 'gateway',
  description:
    'Every gateway is watched with OPTIONS: it has `ping`, so that a carrier that is away is seen.',
  options: {
    maximum: {
      type: 'integer',
      minimum: 5,
      description: 'Most seconds between two pings; absent: any number.',
      examples: [60],
    },
  },
  check(gateway, options) {
    const ping = gateway.param('ping')
    const maximum = numberOf(options, 'maximum', Infinity)
    if (ping !== undefined && ping.text === undefined) return [unseen(ping)]
    const seconds = Number(ping?.text ?? 0)
    if (seconds === 0)
      return [{ message: 'it sends no pings', hint: 'Add `ping: 25`.', ...(ping && { at: ping.at }) }]
    if (seconds <= maximum || ping === undefined) return []
    const hint = `Write \`ping: ${maximum}\` or less.`
    return [{ message: `it pings every ${seconds} s; at most ${maximum} s are allowed`, hint, at: ping.at }]
  },
}
