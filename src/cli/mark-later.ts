import type { Desired } from '../model/desired.ts'
import { gatewayPath } from '../model/gateway.ts'
import type { Plan } from '../model/plan.ts'

/** What the next apply makes of gateways whose marker came or went, a sentence each; the YAML may not be known. */
export function laterText(plan: Plan, mark: boolean, desired: Desired | undefined): string[] {
  const refs = plan.changes
  if (desired === undefined) {
    if (refs.length === 0) return []
    return [mark ? UNREAD_ADOPTED : UNREAD_RELEASED]
  }
  return refs.flatMap(({ profile: name, gateway }) => {
    const profile = desired.profiles.find((each) => each.name === name)
    const wanted = profile?.gateways?.find((each) => each.name === gateway)
    const path = gatewayPath(name, gateway)
    if (wanted?.enabled === false)
      return [`${path} is in the YAML with enabled: false: the next apply deletes it.`]
    if (mark) {
      const goes = profile?.gateways !== undefined && profile.prune !== 'none' && wanted === undefined
      return goes
        ? [`${path} is not in the YAML: the next apply deletes it, unless you add it there first.`]
        : []
    }
    if (wanted !== undefined)
      return [`${path} is in the YAML: the next apply adopts it again, unless you take it out there first.`]
    return profile?.gateways !== undefined && profile.prune === 'all'
      ? [`${path} is not in the YAML and prune is all: the next apply deletes it, marker or not.`]
      : []
  })
}

const UNREAD_ADOPTED =
  'The YAML was not read: where it does not name an adopted gateway, its next apply deletes that one.'
const UNREAD_RELEASED =
  'The YAML was not read: where it names a released gateway, its next apply adopts that one again.'
