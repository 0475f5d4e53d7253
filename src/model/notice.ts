import type { GatewayState } from './live.ts'

/** What `watch` tells: something that happened, at a time of day. */
export type Notice = Happening & { readonly at: Date }

export type Happening = ConnectionNotice | GatewayNotice | LifeNotice | ProfileNotice

export type ConnectionNotice =
  | {
      readonly kind: 'connected'
      /** `127.0.0.1:8021`. */
      readonly place: string
      readonly version: string
      /** `first`; `again` after a gap, to the same process; `restarted`: to another process. */
      readonly how: 'first' | 'again' | 'restarted'
      readonly gateways: number
      /** `profile/gateway` of those that are not UP. */
      readonly down: readonly string[]
    }
  | {
      readonly kind: 'disconnected'
      readonly reason: string
      /** Milliseconds until the next try. */
      readonly retryMs: number
    }

/** A gateway has another state, or another health. */
export interface GatewayNotice {
  readonly kind: 'gateway'
  /** Absent: FreeSWITCH does not tell, and it is not clear (no such gateway is known, or several). */
  readonly profile?: string
  readonly gateway: string
  /** Absent: not known before. */
  readonly from?: GatewayState
  readonly to: GatewayState
  readonly wasUp?: boolean
  readonly up: boolean
  /** Status and reason of the carrier's answer, or FreeSWITCH's own. */
  readonly sipStatus?: number
  readonly phrase?: string
  /** No event told it: it was found by looking, after a gap or a lost event. */
  readonly resync: boolean
}

export interface LifeNotice {
  readonly kind: 'gateway-added' | 'gateway-removed'
  readonly profile: string
  readonly gateway: string
  /** What was removed is the old one of two: a new one of that name runs. */
  readonly replaced?: true
  readonly resync: boolean
}

export interface ProfileNotice {
  readonly kind: 'profile'
  readonly profile: string
  /** `failed`: it could not start. */
  readonly to: 'up' | 'down' | 'failed'
  readonly message?: string
  readonly resync: boolean
}

/** Whether something began or ceased to work: what a person would be woken for, unlike each state on the way. */
export function changesHealth(notice: Happening): boolean {
  switch (notice.kind) {
    case 'gateway':
      return notice.wasUp !== undefined && notice.wasUp !== notice.up
    case 'gateway-added':
    case 'gateway-removed':
      return notice.replaced !== true
    case 'profile':
      return true
    case 'connected':
    case 'disconnected':
      return false
  }
}
