/**
 * Commands that act on one gateway. The table of gateways is one for all profiles, so that the bare
 * name given to one profile can hit a gateway of another: `profile::gateway` always hits the right
 * one (sofia_reg.c:3601-3619, 1.10.12).
 */
import { gatewayKey } from '../model/gateway.ts'
import type { Command } from './command.ts'
import { judgeAfterReload, judgeProfile } from './profile-commands.ts'
import { failWith, NO_REPLY, succeed, type Outcome, type ValueReply } from './reply.ts'
import { commandRefused } from './socket-errors.ts'
import { gatewayWord, profileWord, variableWord } from './words.ts'

/** Marks it deleted; the events State=DOWN and `sofia::gateway_delete` tell the progress. */
export function killGateway(profile: string, gateway: string): Command<Outcome> {
  const word = profileWord('killgw', profile)
  const key = gatewayKey(word, gatewayWord('killgw', gateway))
  return {
    line: `sofia profile ${word} killgw ${key}`,
    parse(reply) {
      if (reply === '+OK gateway marked for deletion.\n') return succeed(reply)
      return reply === '-ERR no such gateway.\n'
        ? failWith('no-such-gateway', reply)
        : judgeProfile(reply, word)
    },
  }
}

/**
 * Adds one gateway of the configuration, and touches nothing else. FreeSWITCH answers success
 * also when it added none (unknown, invalid or there already): `sofia::gateway_add` is the proof.
 * It takes the bare name only; `_all_` would add every gateway and is refused.
 */
export function startGateway(profile: string, gateway: string): Command<Outcome> {
  const word = profileWord('startgw', profile)
  const name = gatewayWord('startgw', gateway)
  if (name.toLowerCase() === '_all_') throw commandRefused(`startgw ${name}`, 'it would start every gateway')
  return {
    line: `sofia profile ${word} startgw ${name}`,
    parse: (reply) => judgeAfterReload(reply, word, `+OK start gateway ${name} complete`),
  }
}

/**
 * Registers now. Never for a gateway whose state is NOREG: FreeSWITCH says so, and leaks a lock
 * with which the profile can never be stopped again (mod_sofia.c:3672-3680, 1.10.12).
 */
export function registerGateway(profile: string, gateway: string): Command<Outcome> {
  const word = profileWord('register', profile)
  const key = gatewayKey(word, gatewayWord('register', gateway))
  return {
    line: `sofia profile ${word} register ${key}`,
    parse(reply) {
      if (reply === '+OK\n') return succeed(reply)
      if (reply === 'Invalid gateway!\n') return failWith('no-such-gateway', reply)
      const noreg = reply === `-ERR NOREG gateway [${key}] can't be registered!\n`
      return noreg ? failWith('does-not-register', reply) : judgeProfile(reply, word)
    },
  }
}

/**
 * A gateway's variable: of calls in (`ivar`), out (`ovar`), or the first of both (`var`).
 * An unknown gateway and an unset variable look the same: `undefined`.
 */
export function gatewayVariable(
  gateway: string,
  direction: 'ivar' | 'ovar' | 'var',
  variable: string,
): Command<ValueReply<string | undefined>> {
  const name = gatewayWord('sofia_gateway_data', gateway)
  return {
    line: `sofia_gateway_data ${name} ${direction} ${variableWord('sofia_gateway_data', variable)}`,
    parse: readValue,
  }
}

/** A value is printed without a line end, so that it cannot be mistaken for one of these errors. */
export function readValue(reply: string): ValueReply<string | undefined> {
  if (reply === NO_REPLY) return { ok: true, value: undefined }
  if (/^-ERR \S+ Command not found!\n$/.test(reply)) return failWith('unknown-command', reply)
  return { ok: true, value: reply }
}
