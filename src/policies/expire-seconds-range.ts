import { readBool } from '../model/params.ts'
import { numberOf } from './options.ts'
import { unseen, type GatewayRule } from './rule.ts'

const LEAST = 60
const MOST = 3600
/** What FreeSWITCH asks for where nothing is written. */
const USUAL = '3600'

export const expireSecondsRange: GatewayRule = {
  name: 'expire-seconds-range',
  about: 'gateway',
  description:
    'Every gateway that registers asks for a lifetime in a range: `expire-seconds`, 3600 where it is absent.',
  options: {
    minimum: {
      type: 'integer',
      minimum: 5,
      default: LEAST,
      description: 'Fewest seconds.',
      examples: [LEAST],
    },
    maximum: { type: 'integer', minimum: 5, default: MOST, description: 'Most seconds.', examples: [600] },
  },
  check(gateway, options) {
    const register = gateway.param('register')
    if (register?.text !== undefined && !readBool(register.text)) return []
    const expire = gateway.param('expire-seconds')
    if (expire !== undefined && expire.text === undefined) return [unseen(expire)]
    const seconds = Number(expire?.text ?? USUAL)
    const [least, most] = [numberOf(options, 'minimum', LEAST), numberOf(options, 'maximum', MOST)]
    if (seconds >= least && seconds <= most) return []
    const message = `it registers for ${seconds} s; ${least} to ${most} s are allowed`
    const hint = `Write \`expire-seconds: ${seconds < least ? least : most}\`, or another number in the range.`
    return [{ message, hint, ...(expire && { at: expire.at }) }]
  },
}
