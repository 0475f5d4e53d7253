import { gatewayPath } from '../model/gateway.ts'
import type { Disk } from '../model/disk.ts'
import type { JournalGateway } from './journal-records.ts'
import type { SwitchPort } from './switch-port.ts'

/** A gateway that may have run from no file. */
export type MemoryGateway = Pick<JournalGateway, 'profile' | 'gateway' | 'ranBefore' | 'start'>

/**
 * Gateways that ran before an apply, stood in no file, and do not run now: FreeSWITCH has read the files anew
 * meanwhile, so that they are gone for good. One sentence each. One of the user directory is not among them: a
 * rescan has brought it back.
 *
 * @param touched  the ones that were killed or started, or went with their profile, or may have
 * @param disk     as it was before, and is again
 */
export async function lostFromMemory(
  touched: readonly MemoryGateway[],
  disk: Disk,
  link: Pick<SwitchPort, 'observe'>,
): Promise<string[]> {
  const standing = new Set(
    disk.profiles.flatMap((each) => each.gateways).map((each) => gatewayPath(each.profile, each.name)),
  )
  const inNoFile = touched.filter(
    (each) => each.ranBefore && !standing.has(gatewayPath(each.profile, each.gateway)),
  )
  if (inNoFile.length === 0) return []
  const { gateways } = await link.observe()
  const running = new Set(gateways.map((each) => gatewayPath(each.profile, each.name)))
  return inNoFile
    .filter((each) => !running.has(gatewayPath(each.profile, each.gateway)))
    .map(({ profile, gateway, start }) => {
      const tried = start ? ' The definition that was tried in its place is the one in the YAML.' : ''
      return `${gatewayPath(profile, gateway)} ran in the memory of FreeSWITCH only, from no file: it is gone, and gwctl cannot bring it back.${tried}`
    })
}
