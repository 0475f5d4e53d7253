import type { LiveGateway } from '../model/live.ts'
import type { GatewayStatus } from '../model/status.ts'
import { durationText } from './duration.ts'

/** What the colour of a cell says: well, broken, not to be relied upon, or of no interest. */
export type Tone = 'good' | 'bad' | 'doubt' | 'none'

export interface Cell {
  readonly text: string
  readonly tone: Tone
}

/** `UP REGED`, `UP? NOREG`, `DOWN FAIL_WAIT`, `GHOST TRYING`: health first, then FreeSWITCH's own word. */
export function healthCell(gateway: GatewayStatus): Cell {
  const { state } = gateway.record
  if (gateway.standing === 'deleted') return { text: `DELETED ${state}`, tone: 'doubt' }
  if (gateway.standing === 'ghost') return { text: `GHOST ${state}`, tone: 'bad' }
  if (!gateway.up) return { text: `DOWN ${state}`, tone: 'bad' }
  return isProven(gateway) ? { text: `UP ${state}`, tone: 'good' } : { text: `UP? ${state}`, tone: 'doubt' }
}

/** Whether an UP is more than FreeSWITCH's assumption: an answered ping, and none that is stuck. */
export function isProven(gateway: GatewayStatus): boolean {
  return gateway.proof === 'ping' && gateway.pingStuckSeconds === undefined
}

/** `12 ms`, or why there is no time. */
export function pingCell(gateway: GatewayStatus): Cell {
  const { record, pingStuckSeconds: stuck } = gateway
  if (stuck !== undefined) return { text: `stuck ${durationText(stuck)}`, tone: 'bad' }
  switch (gateway.proof) {
    case 'nothing':
    case 'registration':
      return { text: 'none', tone: 'doubt' }
    case 'ping':
      return { text: pingTimeText(record.pingtime), tone: 'none' }
    case 'pending':
      return withoutAnswer(record)
  }
}

/** Only gateways that are registered, or that do not register, are pinged (sofia_reg.c:372, 1.10.12). */
function withoutAnswer({ state, status }: LiveGateway): Cell {
  if (state !== 'NOREG' && state !== 'REGED') return { text: '-', tone: 'none' }
  return status === 'UP' ? { text: 'pending', tone: 'doubt' } : { text: 'no answer', tone: 'bad' }
}

export function pingTimeText(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`
}

/** `up 3h 2m` while it is UP, `retry 28 s` while it tries again. */
export function sinceCell({ record, up }: GatewayStatus): Cell {
  if (record.retry === 'NEVER') return { text: 'retry never', tone: 'bad' }
  const retry = retrySeconds(record.retry)
  if (retry !== undefined) return { text: `retry ${durationText(retry)}`, tone: 'none' }
  return up
    ? { text: `up ${durationText(record.uptimeUsec / 1e6)}`, tone: 'none' }
    : { text: '-', tone: 'none' }
}

/** `28s` as a number; undefined for none and for `NEVER`. A time that has passed is 0. */
export function retrySeconds(retry: string | undefined): number | undefined {
  const seconds = /^(-?\d+)s$/.exec(retry ?? '')?.[1]
  return seconds === undefined ? undefined : Math.max(0, Number(seconds))
}
