import type { Diagnostic } from '../errors.ts'
import { gatewayPath } from '../model/gateway.ts'
import type { Change } from '../model/plan.ts'

/** Whether a gateway is killed that runs and stands in no file: nothing could start it again as it was. */
export function isMemoryOnly({ before, runtime }: Change): boolean {
  return runtime.kill && runtime.before !== undefined && before === undefined
}

export function onlyInMemory(change: Change): Diagnostic[] {
  if (!isMemoryOnly(change)) return []
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
