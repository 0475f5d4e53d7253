import type { GatewayRef } from './plan.ts'

/** One thing that apply does, in order; `Plan.files` are all written before the first. */
export type Step = RuntimeStep | FileStep | VerifyStep

/** One thing that is done with the switch. */
export type RuntimeStep = CommandStep | WaitStep | ProfileWaitStep | SettleStep

/** An api command, sent as it stands. `profile` is empty for one that concerns none. */
export interface CommandStep {
  readonly kind: 'command'
  readonly profile: string
  readonly command: string
}

/** Wait until the switch has told this event for this gateway. */
export interface WaitStep {
  readonly kind: 'wait'
  readonly profile: string
  readonly event: 'sofia::gateway_state' | 'sofia::gateway_delete'
  /** Only for sofia::gateway_state. */
  readonly state?: string
  readonly gateway: string
  /** The gateway for which this one is tried: the apply fails when the state is not reached. */
  readonly canaryOf?: string
}

/** Wait until the profile takes calls (the event PUBLISH; FAILURE fails the apply), or is gone from the switch. */
export interface ProfileWaitStep {
  readonly kind: 'profile'
  readonly profile: string
  readonly until: 'up' | 'gone'
}

/** Wait until so many seconds have passed since the last awaited un-REGISTER left. */
export interface SettleStep {
  readonly kind: 'settle'
  readonly profile: string
  readonly seconds: number
}

/** Write one of `Plan.temporary`, or remove it; with `stage`, write that text of one of `Plan.staged`. */
export interface FileStep {
  readonly kind: 'file'
  readonly profile: string
  readonly action: 'write' | 'remove'
  readonly path: string
  /** Number of the text, from 0. */
  readonly stage?: number
  /** What is left out of the lists in that text; empty: it is as it stays. */
  readonly without?: readonly string[]
}

/** Prove the gateways of one batch; the apply goes on only when all of them are as planned and healthy. */
export interface VerifyStep {
  readonly kind: 'verify'
  /** From 1; `of` is how many there are. The last batch has no such step: the end of the apply proves everything. */
  readonly batch: number
  readonly of: number
  readonly gateways: readonly GatewayRef[]
  /** Before they come into their distributor lists: as they stand now, without waiting for pings. */
  readonly now?: true
}
