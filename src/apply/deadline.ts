import type { RuntimeStep } from '../model/step.ts'
import type { Clock } from './switch-port.ts'

/**
 * Until when gateways have time to become healthy, in ms of the clock: from the beginning of their steps
 * on, or, where profiles start among these, from the first time that it is asked. A profile may have to
 * wait 10 s before it may restart, and that is no time of its gateways.
 */
export function deadlineOf(steps: readonly RuntimeStep[], clock: Clock, timeoutMs: number): () => number {
  const early = steps.some((each) => each.kind === 'profile') ? undefined : clock.now() + timeoutMs
  let late: number | undefined
  return () => early ?? (late ??= clock.now() + timeoutMs)
}
