import type { SettingSpec } from '../../model/profile-settings.ts'
import type { Field } from '../document.ts'
import { problem, warning, type Problem } from '../problem.ts'
import type { Value } from '../secrets.ts'
import { quoteValue } from './rule.ts'

/** What FreeSWITCH cannot take for an address, or takes for another one (sofia.c:5153-5277, 1.10.12). */
export function badAddress(field: Field, value: Value, spec: SettingSpec): Problem | undefined {
  const { words = [], onBadValue = 'may read it as something else' } = spec
  if (spec.kind !== 'address' || !value.known) return undefined
  const { at } = field.node
  const hint = `Write an IP address${words.map((word) => `, or ${word}${word.endsWith(':') ? '...' : ''}`).join('')}.`
  if (value.text === '') {
    const does = spec.onEmpty ?? 'takes the address that it guesses for the machine'
    return problem('GW103', at, `\`${field.name}\` is empty; FreeSWITCH ${does}.`, hint)
  }
  if (value.text === '0.0.0.0') {
    const message = `\`${field.name}\` is 0.0.0.0; FreeSWITCH takes the address that it guesses for the machine.`
    return warning(at, message, 'Write the address itself, or auto.')
  }
  if (isAddress(value.text) || isForm(value.text, words)) return undefined
  const quoted = quoteValue(field, value)
  if (HOST_NAME.test(value.text)) {
    const message = `\`${field.name}\` is a name, not an address (${quoted}); FreeSWITCH takes it as it stands.`
    return warning(at, message, hint)
  }
  return problem('GW103', at, `\`${field.name}\` is no address (${quoted}); FreeSWITCH ${onBadValue}.`, hint)
}

/** Letters after the last dot: `10.0.0.256` and `auto-nat` are no names. */
const HOST_NAME = /^(?:[a-z\d-]+\.)+[a-z][a-z\d-]*$/i
const OCTET = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)'
const IPV4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`)

/** An IPv4 address, or what can only be an IPv6 address. */
export function isAddress(text: string): boolean {
  return IPV4.test(text) || (/^[\da-f:.]+$/i.test(text) && text.split(':').length > 2)
}

/** `auto`, or a word with a colon and what belongs behind it: an address behind `autonat:`. */
function isForm(text: string, words: readonly string[]): boolean {
  const lower = text.toLowerCase()
  return words.some((word) => {
    if (!word.endsWith(':')) return lower === word
    const rest = text.slice(word.length)
    return lower.startsWith(word) && (word === 'autonat:' ? isAddress(rest) : /^\S+$/.test(rest))
  })
}
