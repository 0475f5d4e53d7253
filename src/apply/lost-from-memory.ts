import { gatewayPath } from '../model/gateway.ts'
import type { Disk } from '../model/disk.ts'
import type { JournalGateway } from './journal-records.ts'

/**
 * Gateways that ran before an apply and stood in no file: killed, they are gone for good, since FreeSWITCH
 * has read the files anew meanwhile, and they stand in none. One sentence each.
 *
 * @param touched  the ones that were killed or started, or may have been
 * @param disk     as it was before, and is again
 */
export function lostFromMemory(touched: readonly JournalGateway[], disk: Disk): string[] {
  const standing = new Set(
    disk.profiles.flatMap((each) => each.gateways).map((each) => gatewayPath(each.profile, each.name)),
  )
  return touched
    .filter((each) => each.ranBefore && !standing.has(gatewayPath(each.profile, each.gateway)))
    .map(({ profile, gateway, start }) => {
      const tried = start ? ' The definition that was tried in its place is the one in the YAML.' : ''
      return `${gatewayPath(profile, gateway)} ran in the memory of FreeSWITCH only, from no file: it is gone, and gwctl cannot bring it back.${tried}`
    })
}
