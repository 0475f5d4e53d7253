import type { Diagnostic, Place } from '../errors.ts'
import type { Disk, DiskProfile, UserGateway } from '../model/disk.ts'
import { gatewayPath } from '../model/gateway.ts'

/** The user of the directory with whom a gateway stands that the profile itself does not have. */
export function userGatewayIn(profile: DiskProfile | undefined, name: string): UserGateway | undefined {
  if (profile?.gateways.some((each) => each.name === name && each.skipped === undefined)) return undefined
  return profile?.userGateways?.find((each) => each.name === name)
}

/** The same for a profile by its name. */
export function userGatewayOn(disk: Disk, profile: string, name: string): UserGateway | undefined {
  return userGatewayIn(
    disk.profiles.find((each) => each.name === profile),
    name,
  )
}

/** It is to go, and would be back at the next rescan. */
export function leftWithItsUser(profile: string, { name, file }: UserGateway, at: Place): Diagnostic {
  return {
    code: 'GW143',
    severity: 'warning',
    message: `${gatewayPath(profile, name)} stands with a user of the directory (${file}): killed, it would be back at the next rescan, so it is left alone.`,
    hint: 'Remove it there, or the parse="true" from the <domains> of the profile.',
    at,
  }
}
