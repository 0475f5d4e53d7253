import { GwctlError } from '../errors.ts'
import { gatewayPath } from '../model/gateway.ts'
import type { Verdict } from './verify.ts'

/** What makes an apply fail: the switch is not as planned, or a gateway that has to be healthy is not. */
export function failureOf({ outcomes, mismatches }: Verdict): GwctlError | undefined {
  const sick = outcomes.filter((each) => each.owed && each.health === 'unhealthy')
  const complaints = [...mismatches, ...sick].map((each) => `${placeOf(each)}: ${each.detail}`)
  if (complaints.length === 0) return undefined
  const shown = complaints.slice(0, 5).join('; ')
  const more = complaints.length > 5 ? ` and ${complaints.length - 5} more` : ''
  return new GwctlError('GW408', `${shown}${more}.`, {
    hint: 'Check the account and the address with the carrier, or pass --keep to leave an unhealthy gateway in place.',
  })
}

/** `external/acme`, or `profile external`. */
export function placeOf({
  profile,
  gateway,
}: {
  readonly profile: string
  readonly gateway?: string
}): string {
  return gateway === undefined ? `profile ${profile}` : gatewayPath(profile, gateway)
}
