import type { GatewayRef } from './plan.ts'

/** What became of one gateway that an operation was about. */
export interface OperatedGateway extends GatewayRef {
  readonly health: 'healthy' | 'unhealthy' | 'gone'
  /** One phrase: what is wrong, or what the health rests on. */
  readonly detail: string
}

/**
 * What an operation (`gateway restart`, `profile stop` ...) did. `unhealthy`: it was done, but a
 * gateway is not UP. `stuck`: it was begun and did not come to its end; `left` says what to do.
 */
export interface OperationReport {
  readonly outcome: 'unchanged' | 'done' | 'unhealthy' | 'put-back' | 'stuck'
  /** One sentence each. */
  readonly happened: readonly string[]
  readonly gateways: readonly OperatedGateway[]
  readonly left: readonly string[]
}

/** What an operation is going to do, before anybody has agreed to it. */
export interface OperationOutline {
  /** One sentence each. */
  readonly does: readonly string[]
  /** The commands that will be sent, in order. */
  readonly commands: readonly string[]
}
