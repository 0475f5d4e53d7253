import { toEpoch } from './c-values.ts'
import { gatewayDeleted, gatewayState } from './events.ts'
import { takePingAnswer, takeRegisterAnswer } from './gateway-answers.ts'
import type { Gateway, Profile } from './profile.ts'
import { createHandle, destroyHandle, register, unregister } from './register-handle.ts'
import { addressOf, sendRequest } from './sip-client.ts'
import type { SwitchState } from './switch-state.ts'
import { qualifiedName } from './switch-state.ts'

/**
 * One pass of a profile's worker (sofia_reg.c:316-551, 1.10.12): killed gateways first, then pings and states, newest
 * gateway first. This order is why `killgw` and `rescan` back to back lose the carrier's binding: the new gateway's
 * REGISTER leaves before the old one's un-REGISTER.
 */
export function checkGateways(state: SwitchState, profile: Profile): void {
  unlinkDeleted(state, profile)
  for (const gateway of profile.gateways) {
    const before = gateway.state
    pingIfDue(state, gateway)
    step(state, gateway, toEpoch(state.scheduler.now()))
    if (gateway.state !== before) state.fire(gatewayState(gateway))
  }
}

/** A killed gateway leaves the table at once, the profile only when it is NOREG or has been un-registered. */
function unlinkDeleted(state: SwitchState, profile: Profile): void {
  profile.gateways = profile.gateways.filter((gateway) => {
    if (!gateway.deleted) return true
    if (state.gateways.get(gateway.name) === gateway) {
      state.gateways.delete(qualifiedName(profile, gateway.name))
      state.gateways.delete(gateway.name)
    }
    if (gateway.state !== 'NOREG' && gateway.state !== 'DOWN') return true
    state.fire(gatewayDeleted(gateway.name, profile.name))
    return false
  })
}

function pingIfDue(state: SwitchState, gateway: Gateway): void {
  const { definition } = gateway
  const reachable = gateway.state === 'NOREG' || gateway.state === 'REGED'
  const due = gateway.ping > 0 && toEpoch(state.scheduler.now()) >= gateway.ping
  if (!due || !reachable || gateway.pinging || gateway.deleted) return
  gateway.pinging = true
  gateway.pingSent = state.scheduler.now()
  const request = {
    aor: definition.to,
    contact: definition.contact,
    callId: state.createUuid(),
    cseq: 1,
    expires: 0,
  }
  sendRequest(
    state.scheduler,
    state.carriers,
    addressOf(definition.registrar),
    { method: 'OPTIONS', ...request },
    (answer) => takePingAnswer(state, gateway.name, answer),
  )
}

/** The state machine; `now` in epoch seconds. */
function step(state: SwitchState, gateway: Gateway, now: number): void {
  switch (gateway.state) {
    case 'NOREG':
    case 'DOWN':
      if (gateway.ping === 0 && !gateway.pinging) setUp(state, gateway)
      return
    case 'REGISTER':
      settleRegistration(state, gateway, now)
      return
    case 'UNREGISTER':
      endRegistration(state, gateway)
      gateway.state = 'DOWN'
      gateway.status = 'DOWN'
      return
    case 'UNREGED':
      startRegistration(state, gateway, now)
      return
    case 'TRYING':
      if (now >= gateway.registerDeadline) gateway.state = 'TIMEOUT'
      return
    case 'TIMEOUT':
      giveUp(gateway)
      return
    case 'FAILED':
      waitAfterFailure(gateway, now)
      return
    case 'FAIL_WAIT':
      beginWhenDue(gateway, gateway.retry, now)
      return
    case 'REGED':
      beginWhenDue(gateway, gateway.expires, now)
      return
  }
}

/** A zero means at once. */
function beginWhenDue(gateway: Gateway, due: number, now: number): void {
  if (now >= due) gateway.state = 'UNREGED'
}

function setUp(state: SwitchState, gateway: Gateway): void {
  if (gateway.status === 'UP') return
  gateway.status = 'UP'
  gateway.upSince = state.scheduler.now()
}

function settleRegistration(state: SwitchState, gateway: Gateway, now: number): void {
  gateway.failures = 0
  gateway.expires = now + ownRefresh(gateway.definition.freq)
  gateway.state = 'REGED'
  setUp(state, gateway)
}

/** Seconds after which the worker registers anew if the stack has not: 15 before the end, or half of a short time. */
function ownRefresh(freq: number): number {
  return Math.max(1, freq > 30 ? freq - 15 : Math.floor(freq / 2))
}

function startRegistration(state: SwitchState, gateway: Gateway, now: number): void {
  gateway.handle ??= createHandle(gateway.definition, gateway.callId)
  register(state, gateway.handle, (name, answer) => takeRegisterAnswer(state, name, answer))
  gateway.retry = now + gateway.definition.retrySeconds
  gateway.registerDeadline = now + gateway.definition.timeoutSeconds
  gateway.state = 'TRYING'
}

function endRegistration(state: SwitchState, gateway: Gateway): void {
  if (gateway.handle !== undefined) unregister(state, gateway.handle)
  delete gateway.handle
}

function giveUp(gateway: Gateway): void {
  if (gateway.handle !== undefined) destroyHandle(gateway.handle)
  delete gateway.handle
  gateway.state = 'FAILED'
  gateway.failures++
  gateway.failureStatus = 908
}

/** How long to wait depends on why it failed (sofia_reg.c:508-529). */
function waitAfterFailure(gateway: Gateway, now: number): void {
  const { retrySeconds, retry908Seconds } = gateway.definition
  const { failureStatus, failures } = gateway
  const flat = failureStatus === 503 || failureStatus === 908 || failures < 1
  const seconds =
    failureStatus === 908 && retry908Seconds !== 0
      ? retry908Seconds
      : flat
        ? retrySeconds
        : retrySeconds * failures
  gateway.retry = now + seconds
  gateway.status = 'DOWN'
  gateway.state = 'FAIL_WAIT'
  gateway.failureStatus = 0
}
