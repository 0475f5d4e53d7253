import { toEpoch } from './c-values.ts'
import { gatewayState } from './events.ts'
import type { Gateway } from './profile.ts'
import type { Answer } from './sip-client.ts'
import type { SwitchState } from './switch-state.ts'
import { findGateway } from './switch-state.ts'

/** What an answer to REGISTER does to the gateway of that name (sofia_reg.c:2576-2675). */
export function takeRegisterAnswer(state: SwitchState, name: string, answer: Answer): void {
  const gateway = findGateway(state, name)
  if (gateway === undefined) return
  const before = { state: gateway.state, ip: gateway.network?.ip }
  if (answer.network !== undefined) gateway.network = answer.network
  if (answer.status === 200) {
    gateway.state = 'REGISTER'
  } else if (answer.status !== 100) {
    gateway.state = 'FAILED'
    gateway.failureStatus = answer.status
    gateway.failures++
  }
  if (gateway.state !== before.state || (gateway.network !== undefined && gateway.network.ip !== before.ip))
    state.fire(gatewayState(gateway, answer))
}

/** What an answer to OPTIONS does (sofia.c:6440-6507): any final answer but 408, 503 and 6xx counts as alive. */
export function takePingAnswer(state: SwitchState, name: string, answer: Answer): void {
  const gateway = findGateway(state, name)
  if (gateway === undefined) return
  const { status } = answer
  const alive = status >= 200 && status < 600 && status !== 408 && status !== 503
  const changed = alive ? countSuccess(state, gateway) : countFailure(gateway)
  if (changed || gateway.definition.pingMonitoring) state.fire(gatewayState(gateway, answer))
  gateway.ping = toEpoch(state.scheduler.now()) + gateway.definition.pingFreq
  gateway.pinging = false
}

/** Returns whether the status changed. */
function countSuccess(state: SwitchState, gateway: Gateway): boolean {
  const { pingMin, pingMax } = gateway.definition
  const now = state.scheduler.now()
  let changed = false
  if (gateway.state === 'FAILED') gateway.state = 'UNREGED'
  gateway.pingCount = Math.max(0, gateway.pingCount)
  if (gateway.pingCount < pingMax) {
    gateway.pingCount++
    if (gateway.pingCount >= pingMin && gateway.status !== 'UP') {
      gateway.status = 'UP'
      gateway.upSince = now
      changed = true
    }
  }
  gateway.pingTime = now - gateway.pingSent
  return changed
}

function countFailure(gateway: Gateway): boolean {
  if (gateway.state === 'REGED') {
    gateway.state = 'FAILED'
    gateway.pingTime = 0
  }
  if (gateway.pingCount > 0) gateway.pingCount--
  if (gateway.pingCount >= gateway.definition.pingMin || gateway.status === 'DOWN') return false
  gateway.status = 'DOWN'
  gateway.pingTime = 0
  return true
}
