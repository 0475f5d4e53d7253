import { setTimeout as sleep } from 'node:timers/promises'

/** Asks every 20 ms until the answer is yes; throws after `timeoutMs` with what was waited for. */
export async function waitUntil(
  what: string,
  timeoutMs: number,
  ask: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + timeoutMs
  while (!(await ask())) {
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`)
    await sleep(20)
  }
}
