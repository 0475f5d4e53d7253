import type { Diagnostic } from '../errors.ts'
import type { Disk } from '../model/disk.ts'
import { gatewayPath } from '../model/gateway.ts'
import type { Change } from '../model/plan.ts'
import { userGatewayOn } from './user-gateways.ts'

/** Whether a gateway is killed that runs and stands in no file: nothing could start it again as it was. */
export function isMemoryOnly({ profile, gateway, before, runtime }: Change, disk: Disk): boolean {
  const isLost = runtime.kill && runtime.before !== undefined && before === undefined
  return isLost && userGatewayOn(disk, profile, gateway) === undefined
}

export function onlyInMemory(change: Change, disk: Disk): Diagnostic[] {
  if (!isMemoryOnly(change, disk)) return []
  const path = gatewayPath(change.profile, change.gateway)
  const canary = change.canary === undefined ? '' : ' Its new definition is tried by a canary first.'
  return [
    {
      code: 'GW142',
      severity: 'warning',
      message: `${path} runs, but stands in no file: once killed it cannot be brought back as it was, should the apply fail.${canary}`,
      hint: 'Put its file back first, if you have it.',
    },
  ]
}
