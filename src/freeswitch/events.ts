import type { GatewayState } from '../model/live.ts'
import type { SwitchEvent } from './switch-event.ts'

/** Names and subclasses of the events that tell of gateways and profiles. */
export const GATEWAY_SUBCLASSES = [
  'sofia::gateway_add',
  'sofia::gateway_delete',
  'sofia::gateway_state',
] as const
export const PROFILE_NAMES = ['PUBLISH', 'UNPUBLISH', 'FAILURE'] as const

/** Something happened to a gateway. */
export type GatewayEvent =
  /** It was made, or the worker has removed a killed one. */
  | { readonly kind: 'add' | 'delete'; readonly gateway: string; readonly profile: string }
  /** It has another state. FreeSWITCH does not tell of which profile (sofia_reg.c:153-174, 1.10.12). */
  | {
      readonly kind: 'state'
      readonly gateway: string
      readonly state: GatewayState
      readonly pingStatus?: 'UP' | 'DOWN'
      /** Status and reason of the SIP answer; absent when the switch itself changed the state. */
      readonly sipStatus?: number
      readonly phrase?: string
      /** `203.0.113.7:5060`: the registrar that answered. */
      readonly registrar?: string
    }

/** Something happened to a profile. */
export interface ProfileEvent {
  /** `up`: its SIP stack runs. `down`: it was taken down. `failed`: it could not start. */
  readonly kind: 'up' | 'down' | 'failed'
  readonly profile: string
  /** Why it failed, in FreeSWITCH's words: they are always the same. */
  readonly message?: string
  /** Where it listens, or wanted to: as it calls itself, so that `ext-sip-ip` shows instead of `sip-ip`. */
  readonly listens?: SipAddress
}

export interface SipAddress {
  /** IPv6 without brackets. */
  readonly address: string
  readonly port: number
}

/** `undefined` for any other event, and for one without the headers it must have. */
export function gatewayEvent(event: SwitchEvent): GatewayEvent | undefined {
  const gateway = event.headers.get('Gateway')
  if (event.name !== 'CUSTOM' || gateway === undefined) return undefined
  switch (event.subclass) {
    case 'sofia::gateway_add':
      return lifeEvent('add', gateway, event)
    case 'sofia::gateway_delete':
      return lifeEvent('delete', gateway, event)
    case 'sofia::gateway_state':
      return stateEvent(gateway, event)
    case undefined:
  }
  return undefined
}

function lifeEvent(kind: 'add' | 'delete', gateway: string, event: SwitchEvent): GatewayEvent | undefined {
  const profile = event.headers.get('profile-name')
  return profile === undefined ? undefined : { kind, gateway, profile }
}

function stateEvent(gateway: string, { headers }: SwitchEvent): GatewayEvent | undefined {
  const state = headers.get('State')
  if (state === undefined) return undefined
  const ping = headers.get('Ping-Status')
  const sip = headers.get('Status')
  const phrase = headers.get('Phrase')
  const host = headers.get('Register-Network-IP')
  return {
    kind: 'state',
    gateway,
    state,
    ...(ping === 'UP' || ping === 'DOWN' ? { pingStatus: ping } : {}),
    ...(sip !== undefined && /^\d+$/.test(sip) ? { sipStatus: Number(sip) } : {}),
    ...(phrase === undefined ? {} : { phrase }),
    ...(host === undefined ? {} : { registrar: `${host}:${headers.get('Register-Network-Port') ?? '5060'}` }),
  }
}

/** `undefined` for any other event; other modules than mod_sofia publish as well. */
export function profileEvent({ name, headers }: SwitchEvent): ProfileEvent | undefined {
  const profile = headers.get('profile_name')
  if (profile === undefined || headers.get('module_name') !== 'mod_sofia') return undefined
  const listens = readUri(headers.get('profile_uri'))
  const about = { profile, ...(listens && { listens }) }
  switch (name) {
    case 'PUBLISH':
      return { kind: 'up', ...about }
    case 'UNPUBLISH':
      return { kind: 'down', ...about }
    case 'FAILURE': {
      const message = headers.get('failure_message')
      return { kind: 'failed', ...about, ...(message === undefined ? {} : { message }) }
    }
  }
  return undefined
}

/** `sip:mod_sofia@[::1]:5060;transport=udp`; without a port it is that of SIP. */
function readUri(uri: string | undefined): SipAddress | undefined {
  const match = /^sips?:(?:[^@]*@)?(?:\[([^\]]+)\]|([^:;[]+))(?::(\d+))?(?:;.*)?$/.exec(uri ?? '')
  const address = match?.[1] ?? match?.[2]
  return address === undefined ? undefined : { address, port: Number(match?.[3] ?? 5060) }
}
