import { toEpoch } from '../c-values.ts'
import { inHashOrder } from '../hash-order.ts'
import type { Gateway, Profile } from '../profile.ts'
import type { Millis } from '../scheduler.ts'
import type { SwitchState } from '../switch-state.ts'

/** One key of the table of profiles: the profile itself, or an alias of it. */
export interface ProfileEntry {
  readonly key: string
  readonly profile: Profile
  readonly alias: boolean
}

/** All keys in the order in which FreeSWITCH lists them. */
export function listProfiles(state: SwitchState): ProfileEntry[] {
  return inHashOrder([...state.profiles.keys()]).flatMap((key) => {
    const profile = state.profiles.get(key)
    return profile === undefined ? [] : [{ key, profile, alias: key !== profile.name }]
  })
}

/** Only what runs: the status commands show nothing else. */
export function listRunning(state: SwitchState): ProfileEntry[] {
  return listProfiles(state).filter(({ profile }) => profile.running)
}

/**
 * `28s` or `NEVER`, while a gateway failed or tries; absent otherwise.
 *
 * @param until  epoch second it counts down to
 */
export function retryText(gateway: Gateway, until: number, now: Millis): string | undefined {
  if (!['FAILED', 'FAIL_WAIT', 'TRYING'].includes(gateway.state)) return undefined
  const seconds = until - toEpoch(now)
  return seconds >= 0 ? `${seconds}s` : 'NEVER'
}

/** Microseconds since the status became UP; 0 while it is DOWN. */
export function uptime(gateway: Gateway, now: Millis): number {
  return gateway.status === 'UP' ? Math.round((now - gateway.upSince) * 1000) : 0
}
