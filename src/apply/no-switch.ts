import { GwctlError } from '../errors.ts'
import type { SwitchPort } from './switch-port.ts'

/** For plans without a step: the switch is neither asked nor told, and whoever tries is a bug. */
export const noSwitch: SwitchPort = {
  send: refuse,
  hurry: refuse,
  mark: () => 0,
  waitFor: refuse,
  waitForProfile: refuse,
  profileStates: refuse,
  history: () => [],
  observe: refuse,
  loaded: refuse,
}

function refuse(): Promise<never> {
  return Promise.reject(
    new GwctlError('GW900', 'A plan that only changes markers asked for the switch.', {
      hint: 'This is a bug in gwctl: please report it.',
    }),
  )
}
