import type { Diagnostic, Place } from '../errors.ts'
import { desiredGateways, type Desired } from '../model/desired.ts'
import type { Disk } from '../model/disk.ts'
import { gatewayPath } from '../model/gateway.ts'
import type { Live } from '../model/live.ts'
import type { Change } from '../model/plan.ts'

/**
 * Gateways that would come into a profile while another profile has one of the same name that
 * stays. FreeSWITCH keeps all names in one table: the second one would register and ping, but
 * no command and no call could reach it (sofia_reg.c:3683-3731, seen on 1.10.12).
 */
export function namesInTwoProfiles(
  changes: readonly Change[],
  desired: Desired,
  disk: Disk,
  live: Live | undefined,
): Diagnostic[] {
  const coming = changes.filter((each) => each.action === 'create')
  if (coming.length === 0) return []
  const going = new Set(
    changes.filter((each) => each.action === 'delete').map((each) => gatewayPath(each.profile, each.gateway)),
  )
  const standing = [...disk.profiles.flatMap((each) => each.gateways), ...(live?.gateways ?? [])]
  const staying = new Map<string, string>()
  for (const { profile, name } of standing) {
    if (!going.has(gatewayPath(profile, name))) staying.set(name, profile)
  }
  const places = placesOf(desired)
  return coming.flatMap((change): Diagnostic[] => {
    const at = places.get(gatewayPath(change.profile, change.gateway))
    const other = staying.get(change.gateway)
    if (other === undefined || other === change.profile) return []
    return [
      {
        code: 'GW205',
        severity: 'error',
        message: `${gatewayPath(change.profile, change.gateway)} cannot be created: profile ${other} has a gateway of that name, and FreeSWITCH needs names that are unique across all profiles.`,
        hint: `Choose another name, or remove ${gatewayPath(other, change.gateway)}.`,
        ...(at && { at }),
      },
    ]
  })
}

/** Where each gateway stands in the YAML. */
function placesOf(desired: Desired): ReadonlyMap<string, Place> {
  return new Map(desiredGateways(desired).map((each) => [gatewayPath(each.profile, each.name), each.at]))
}
