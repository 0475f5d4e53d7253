import type { Clock } from '../../src/apply/switch-port.ts'

/** A busy machine lets a process stand still for longer than this; such a pause is no time that has passed. */
const LONGEST_STEP_MS = 4
const TICK_MS = 2

export interface SteadyClock {
  readonly clock: Clock
  /** Real milliseconds without the pauses. */
  readonly real: () => number
  readonly after: (ms: number, run: () => void) => () => void
  readonly stop: () => void
}

/**
 * Time for a switch and its client in one process: so fast that a second lasts `speed` real
 * milliseconds, and standing still when the process does, so that no limit passes while nobody could act.
 */
export function createClock(speed: number, tick: () => void): SteadyClock {
  let last = performance.now()
  let passed = 0
  const due = new Map<() => void, number>()
  const real = (): number => {
    const now = performance.now()
    passed += Math.min(now - last, LONGEST_STEP_MS)
    last = now
    return passed
  }
  const now = (): number => (real() * 1000) / speed
  const timer = setInterval(() => {
    const present = now()
    tick()
    for (const [run, at] of [...due]) {
      if (at > present) continue
      due.delete(run)
      run()
    }
  }, TICK_MS)
  const after = (ms: number, run: () => void): (() => void) => {
    const once = (): void => run()
    due.set(once, now() + ms)
    return () => void due.delete(once)
  }
  const sleep = (ms: number): Promise<void> => new Promise((resolve) => void after(ms, resolve))
  return { clock: { now, sleep, date: () => new Date() }, real, after, stop: () => clearInterval(timer) }
}
