import type { Change } from '../model/plan.ts'

/**
 * One line that tells an operator what a change does to calls. The times are what a real
 * switch took with the planned sequence: the shorter one with a carrier near by, the longer one
 * with 150 ms and 5 % loss on the way. They hold while `HURRY_NOTE` does.
 */
export function consequenceOf(change: Change): string {
  const { runtime, movedTo } = change
  switch (change.action) {
    case 'adopt':
      return 'sets the marker; the running switch is not touched'
    case 'delete':
      if (!runtime.kill) return 'it does not run; only its definition goes'
      return movedTo === undefined
        ? `stops it: new calls through it fail at once; ${ESTABLISHED}`
        : `stops it here: no calls through it until it runs in ${movedTo}; ${ESTABLISHED}`
    case 'create':
    case 'update':
    case 'recreate':
      return startConsequence(change)
  }
}

/** What the times rest on; told once, where something is waited for. */
export const HURRY_NOTE =
  'While it waits, gwctl sends `sendevent TRAP`, which makes the switch work at once. A login that may not\n' +
  'send events waits for its next second instead: about 2.5 s without calls out and 1 s without calls in.'

const ESTABLISHED = 'established calls go on'

function startConsequence({ runtime }: Change): string {
  const { kill, registersBefore, registersAfter } = runtime
  if (!kill) return registersAfter ? 'starts it and registers it' : 'starts it'
  if (registersBefore && registersAfter) {
    return `re-registers it: no calls out for 0.1 s (near carrier) to 2.4 s (far), none in for about 0.1 s; ${ESTABLISHED}`
  }
  if (registersAfter) return `replaces it: no calls out until it has registered; ${ESTABLISHED}`
  if (registersBefore) return `unregisters and replaces it: no calls out for about 0.1 s; ${ESTABLISHED}`
  return `replaces it: no calls out for a moment; ${ESTABLISHED}`
}
