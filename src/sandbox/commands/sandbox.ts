import type { CarrierOptions } from '../registrar.ts'
import type { SwitchState } from '../switch-state.ts'
import { wordsOf } from './reply.ts'

const USAGE = `USAGE:
sandbox bindings                 what the carriers hold: carrier, address of record, contact, seconds left
sandbox calls PROFILE COUNT      pretend that so many calls are in progress
sandbox carrier HOST:PORT WORD   open | digest | silent | refused: how a carrier behaves from now on
`

/** The one command that a real switch does not have: what lies beyond it, the carriers and the calls. */
export function runSandboxCommand(state: SwitchState, argument: string): string {
  const [verb, target, value] = wordsOf(argument)
  switch (verb ?? '') {
    case 'bindings':
      return printBindings(state)
    case 'calls':
      return setCalls(state, target, value)
    case 'carrier':
      return setCarrier(state, target, value)
  }
  return USAGE
}

function printBindings(state: SwitchState): string {
  const now = state.scheduler.now()
  const held = state.carriers.bindings(now)
  const lines = held.map(({ carrier, aor, contact, expiresAt }) => {
    return `${carrier} ${aor} ${contact} ${Math.ceil(Math.round(expiresAt - now) / 1000)}s\n`
  })
  return `${lines.join('')}${held.length} binding${held.length === 1 ? '' : 's'}\n`
}

function setCalls(state: SwitchState, name: string | undefined, count: string | undefined): string {
  const profile = name === undefined ? undefined : state.profiles.get(name)
  if (profile === undefined || count === undefined || !/^\d+$/.test(count)) return USAGE
  profile.calls = Number(count)
  return '+OK\n'
}

function setCarrier(state: SwitchState, address: string | undefined, word: string | undefined): string {
  if (address === undefined) return USAGE
  const options = CARRIERS[word ?? '']
  if (options === undefined) return USAGE
  state.carriers.set(address, options)
  return '+OK\n'
}

const CARRIERS: Readonly<Record<string, CarrierOptions>> = {
  open: { auth: 'open' },
  digest: { auth: 'digest' },
  silent: { down: 'silent' },
  refused: { down: 'refused' },
}
