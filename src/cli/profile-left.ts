import type { GwctlError } from '../errors.ts'
import { gatewayPath } from '../model/gateway.ts'
import { fewOf } from './few-of.ts'
import type { Subject } from './profile-subject.ts'

/**
 * What is left to do by hand after an operation on a profile had begun and then failed.
 *
 * Looks once more: what has to be done hangs on where the profile stands now.
 */
export async function leftOfProfile(
  { profile, world: { link, live } }: Subject,
  cause: GwctlError,
): Promise<readonly string[]> {
  if (cause.code === 'GW505')
    return [
      `FreeSWITCH goes on with it: look with \`sofia status\` in 20 s. Where profile ${profile} does not run then, run \`gwctl profile start ${profile}\`.`,
    ]
  const state = (await link.profileStates()).find((each) => each.name === profile)?.state
  if (state === 'RUNNING') return [`Profile ${profile} runs: look at its gateways with \`sofia status\`.`]
  if (state !== undefined)
    return [
      `Profile ${profile} is ${state}: when it is gone from \`sofia jsonstatus\`, run \`gwctl profile start ${profile}\`. Only a restart of FreeSWITCH ends one that stays so.`,
    ]
  const away = live.gateways
    .filter((each) => each.profile === profile)
    .map((each) => gatewayPath(profile, each.name))
  const without = away.length === 0 ? '' : `, and with it ${fewOf(away)}`
  return [
    `Profile ${profile} does not run${without}: mend what is said above, then run \`gwctl profile start ${profile}\`.`,
  ]
}
