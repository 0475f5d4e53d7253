import { isOpaque, readText, type Globals } from '../model/text.ts'
import { readBool } from '../model/read-values.ts'
import type { GatewayElement } from './gateway-element.ts'

/**
 * Why FreeSWITCH does not create a gateway (it says so in its log only); `undefined` when it does.
 * What depends on a variable that only the running switch knows is given the benefit of the doubt.
 *
 * @param tls  whether the profile has TLS switched on
 * @see sofia.c:3781-3785, 3970-3978, 4003-4012 (1.10.12)
 */
export function skipReason(
  name: string,
  gateway: GatewayElement,
  tls: boolean,
  globals: Globals,
): string | undefined {
  if (!isOpaque(name) && !/^[\w.-]+$/.test(name))
    return `its name is not made of letters, digits, ".", "-" and "_" only`
  for (const param of gateway.params) {
    if (param.name !== 'register-transport') continue
    const value = readText(param.value.xml, globals)
    if (!isTransport(value, tls)) return `it cannot use register-transport "${value}"`
  }
  const read = (name: string): string | undefined => {
    const last = gateway.params.findLast((param) => param.name === name)
    return last && readText(last.value.xml, globals)
  }
  const register = read('register') ?? 'true'
  if (isOpaque(register) || !readBool(register)) return undefined
  if ((read('username') ?? '') === '') return 'it registers and has no username'
  if ((read('password') ?? '') === '') return 'it registers and has no password'
  return undefined
}

/** A prefix is enough (sofia_glue.c:291-304). */
function isTransport(text: string, tls: boolean): boolean {
  return isOpaque(text) || /^(udp|tcp|sctp)/i.test(text) || (tls && /^tls/i.test(text))
}
