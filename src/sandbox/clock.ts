import type { Millis } from './scheduler.ts'
import type { Switch } from './switch.ts'

/** Lets the model's time follow real time, faster or as it is. */
export interface Clock {
  /** Brings the model to the present. */
  catchUp(): void
  /** Runs `task` so many milliseconds of the model later; at once for 0. */
  after(delay: Millis, task: () => void): void
  stop(): void
}

/** The time that passes outside the model, in milliseconds; `performance.now` and the like. */
export type RealTime = () => number

/**
 * Drives `model`: sleeps until something is due in it, so that an idle sandbox costs nothing.
 *
 * @param second  how long a second of the model lasts, in real milliseconds
 */
export function startClock(model: Switch, second: number, realTime: RealTime): Clock {
  const modelStart = model.now()
  const realStart = realTime()
  const timers = new Set<NodeJS.Timeout>()
  let wake: NodeJS.Timeout | undefined
  const toReal = (millis: Millis) => (millis * second) / 1000
  const catchUp = () => {
    model.advance(modelStart + ((realTime() - realStart) * 1000) / second)
    clearTimeout(wake)
    const next = model.nextDue()
    if (next !== undefined) wake = setTimeout(catchUp, Math.max(1, Math.ceil(toReal(next - model.now()))))
  }
  catchUp()
  return {
    catchUp,
    after(delay, task) {
      catchUp()
      if (delay === 0) return task()
      const timer = setTimeout(() => {
        timers.delete(timer)
        task()
      }, toReal(delay))
      timers.add(timer)
    },
    stop() {
      clearTimeout(wake)
      for (const timer of timers) clearTimeout(timer)
    },
  }
}
