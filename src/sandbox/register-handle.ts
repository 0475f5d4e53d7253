import type { GatewayDefinition } from './gateway-definition.ts'
import type { SipRequest } from './registrar.ts'
import { addressOf, sendRequest } from './sip-client.ts'
import type { Answer } from './sip-client.ts'
import type { SwitchState } from './switch-state.ts'

/** The SIP stack's side of one registration (a nua handle). */
export interface RegisterHandle {
  readonly definition: GatewayDefinition
  readonly callId: string
  cseq: number
  /** Whether it holds credentials for the registrar's realm: they go along from then on. */
  authenticates: boolean
  /** False once destroyed: answers are dropped, nothing is refreshed. */
  alive: boolean
  /** Counts REGISTERs, so that only the last one is refreshed. */
  generation: number
}

/** Answers go to whatever gateway has the name now, not to the object that asked (sofia_reg.c:2587). */
export type Deliver = (gatewayName: string, answer: Answer) => void

export function createHandle(definition: GatewayDefinition, callId: string): RegisterHandle {
  return { definition, callId, cseq: 0, authenticates: false, alive: true, generation: 0 }
}

/** Sends a REGISTER, answers a challenge once, refreshes on its own later. */
export function register(state: SwitchState, handle: RegisterHandle, deliver: Deliver): void {
  const generation = ++handle.generation
  const expires = Math.max(0, Number.parseInt(handle.definition.expires, 10) || 0)
  send(
    state,
    handle,
    expires,
    (answer) => {
      if (!handle.alive) return
      deliver(handle.definition.name, answer)
      if (answer.status !== 200 || answer.expires === undefined) return
      state.scheduler.after(refreshDelay(answer.expires), () => {
        if (handle.alive && handle.generation === generation) register(state, handle, deliver)
      })
    },
    (answer) => {
      if (handle.alive) deliver(handle.definition.name, answer)
    },
  )
}

/**
 * Sends the un-REGISTER and destroys the handle: same Call-ID, same Contact, credentials as they are; the
 * answer is ignored, a challenge is not met (sofia_reg.c:133-151).
 */
export function unregister(state: SwitchState, handle: RegisterHandle): void {
  handle.alive = false
  sendRequest(
    state.scheduler,
    state.carriers,
    addressOf(handle.definition.registrar),
    requestOf(handle, 0),
    () => undefined,
  )
}

export function destroyHandle(handle: RegisterHandle): void {
  handle.alive = false
}

/** One REGISTER and, after a challenge, a second one; `provisional` tells that cached credentials are tried anew. */
function send(
  state: SwitchState,
  handle: RegisterHandle,
  expires: number,
  final: (answer: Answer) => void,
  provisional: (answer: Answer) => void,
): void {
  const address = addressOf(handle.definition.registrar)
  const cached = handle.authenticates
  sendRequest(state.scheduler, state.carriers, address, requestOf(handle, expires), (first) => {
    if (first.status !== 401 || !handle.alive) return final(first)
    handle.authenticates = true
    if (cached) provisional({ ...first, status: 100, phrase: 'Request Authorized by Cache' })
    sendRequest(state.scheduler, state.carriers, address, requestOf(handle, expires), (second) => {
      // The same credentials challenged again: the stack gives up with a status of its own (seen on 1.10.12).
      if (second.status === 401) final({ status: 904, phrase: 'Operation has no matching challenge ' })
      else final(second)
    })
  })
}

function requestOf(handle: RegisterHandle, expires: number): SipRequest {
  const { definition } = handle
  const to = definition.distinctTo ? definition.to : definition.from
  return {
    method: 'REGISTER',
    aor: to.replace(/[<>]/g, ''),
    contact: definition.contact,
    callId: handle.callId,
    cseq: ++handle.cseq,
    expires,
    ...(handle.authenticates ? { password: definition.password } : {}),
  }
}

/**
 * When the SIP stack refreshes on its own, in milliseconds: sofia-sip picks a moment between a quarter and three
 * quarters of a short time, 30 to 60 s before the end of a long one; the model takes the middle.
 */
function refreshDelay(granted: number): number {
  return (granted > 90 ? granted - 45 : granted / 2) * 1000
}
