import type { DiskGateway, DiskProfile } from '../model/disk.ts'

/**
 * The gateways of a profile by name, of several elements of one name the one that counts:
 * FreeSWITCH takes the first, unless it skips that for another reason.
 */
export function standingGateways(profile: DiskProfile): Map<string, DiskGateway> {
  const standing = new Map<string, DiskGateway>()
  for (const gateway of profile.gateways) {
    const known = standing.get(gateway.name)
    const better = known?.skipped !== undefined && gateway.skipped === undefined
    if (known === undefined || better) standing.set(gateway.name, gateway)
  }
  return standing
}
