import type { Clock } from '../freeswitch/clock.ts'

/** A pause that ends when its time is up, when `signal` is aborted, or when somebody calls. */
export interface Wakeup {
  /** Ends the pause that is going on, or the next one. */
  call(): void
  pause(ms: number): Promise<void>
}

export function wakeupOf(clock: Pick<Clock, 'after'>, signal: AbortSignal): Wakeup {
  let called = false
  let end: (() => void) | undefined
  const call = (): void => {
    called = true
    end?.()
  }
  signal.addEventListener('abort', call, { once: true })
  return {
    call,
    async pause(ms) {
      if (!called && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const stop = clock.after(ms, resolve)
          end = () => {
            stop()
            resolve()
          }
        })
      }
      end = undefined
      called = false
    },
  }
}
