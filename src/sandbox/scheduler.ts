/** Milliseconds since the epoch, in the time of the model. */
export type Millis = number

interface Task {
  readonly at: Millis
  readonly order: number
  readonly run: () => void
}

/** What has to happen, and when. Time moves only when told to: `advance`. */
export interface Scheduler {
  readonly now: () => Millis
  /** Runs `task` `delay` milliseconds from now; what is due at the same moment runs in the order of scheduling. */
  readonly after: (delay: Millis, task: () => void) => void
  /** Moves time to `until` (never backwards), running what falls due on the way at its own moment. */
  readonly advance: (until: Millis) => void
  /** When something is due next; absent when nothing is. */
  readonly nextDue: () => Millis | undefined
}

/** A scheduler whose time starts at `start`. */
export function createScheduler(start: Millis): Scheduler {
  const tasks: Task[] = []
  let now = start
  let order = 0
  return {
    now: () => now,
    after(delay, run) {
      const task = { at: now + delay, order: order++, run }
      tasks.splice(positionOf(tasks, task), 0, task)
    },
    advance(until) {
      for (let next = tasks[0]; next !== undefined && next.at <= until; next = tasks[0]) {
        tasks.shift()
        now = Math.max(now, next.at)
        next.run()
      }
      now = Math.max(now, until)
    },
    nextDue: () => tasks[0]?.at,
  }
}

/** Binary search: thousands of gateways keep thousands of tasks. */
function positionOf(tasks: readonly Task[], task: Task): number {
  let low = 0
  let high = tasks.length
  while (low < high) {
    const middle = (low + high) >> 1
    const other = tasks[middle]
    if (other !== undefined && (other.at < task.at || (other.at === task.at && other.order < task.order)))
      low = middle + 1
    else high = middle
  }
  return low
}
