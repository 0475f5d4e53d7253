/** Time as the event-socket client needs it: a parameter, so that tests need not wait. */
export interface Clock {
  /** Milliseconds since some fixed moment. */
  now(): number
  /** Calls `run` once after `ms` milliseconds, unless the returned function was called before. */
  after(ms: number, run: () => void): () => void
}

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => {
      clearTimeout(timer)
    }
  },
}
