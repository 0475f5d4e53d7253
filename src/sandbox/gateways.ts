import { toEpoch } from './c-values.ts'
import { gatewayAdded } from './events.ts'
import { defineGateway, gatewayName } from './gateway-definition.ts'
import type { GatewayDefinition } from './gateway-definition.ts'
import type { Gateway, Profile } from './profile.ts'
import type { SwitchState } from './switch-state.ts'
import { qualifiedName } from './switch-state.ts'
import { childOf, childrenOf } from './xml-tree.ts'
import type { XmlElement } from './xml-tree.ts'

/**
 * Adds the gateways of a `<profile>` that are not live yet (sofia.c:3771-4225): one that lives keeps its old
 * definition, one that is gone from the XML stays. Only the first `<gateways>` is read.
 *
 * @param only  the one bare name to add; absent: all
 */
export function addGateways(
  state: SwitchState,
  profile: Profile,
  element: XmlElement | undefined,
  only?: string,
): void {
  for (const each of childrenOf(childOf(element, 'gateways'), 'gateway')) {
    const name = gatewayName(each)
    if (name === undefined || (only !== undefined && only !== name) || isDuplicate(state, profile, name))
      continue
    const definition = defineGateway(each, name, profile.settings)
    if (definition !== undefined) addGateway(state, profile, definition)
  }
}

/** Only a twin of this very profile counts; one of another profile makes the new one a ghost (sofia.c:3793). */
function isDuplicate(state: SwitchState, profile: Profile, name: string): boolean {
  const twin = state.gateways.get(qualifiedName(profile, name))
  return state.gateways.has(name) && twin !== undefined && !twin.deleted
}

/** Links it first; a ghost, whose name is taken, is linked and runs, but cannot be found and is not announced. */
function addGateway(state: SwitchState, profile: Profile, definition: GatewayDefinition): void {
  const gateway = createGateway(state, profile, definition)
  const key = qualifiedName(profile, gateway.name)
  profile.gateways.unshift(gateway)
  if (state.gateways.get(gateway.name)?.deleted === true) {
    state.gateways.delete(gateway.name)
    state.gateways.delete(key)
  }
  if (state.gateways.has(gateway.name) || state.gateways.has(key)) return
  state.gateways.set(gateway.name, gateway)
  state.gateways.set(key, gateway)
  state.fire(gatewayAdded(gateway.name, profile.name))
}

function createGateway(state: SwitchState, profile: Profile, definition: GatewayDefinition): Gateway {
  const now = state.scheduler.now()
  return {
    definition,
    name: definition.name,
    profile,
    callId: state.createUuid(),
    state: definition.register ? 'UNREGED' : 'NOREG',
    status: definition.register ? 'DOWN' : 'UP',
    deleted: false,
    upSince: now,
    retry: 0,
    registerDeadline: 0,
    expires: 0,
    failures: 0,
    failureStatus: 0,
    ping: definition.pingFreq === 0 ? 0 : toEpoch(now) + definition.pingFreq,
    pinging: false,
    pingSent: 0,
    pingTime: 0,
    pingCount: 0,
  }
}

/** Marks it; the worker does the rest (sofia_glue.c:2100-2110). */
export function killGateway(gateway: Gateway): void {
  if (gateway.deleted) return
  gateway.deleted = true
  if (gateway.state === 'NOREG') return
  gateway.retry = 0
  gateway.state = 'UNREGISTER'
}
