import type { Change } from '../model/plan.ts'

/**
 * One line that tells an operator what a change does to calls. The times are what a real
 * switch took with the planned sequence (medians; see docs in README, "What a change costs").
 */
export function consequenceOf(change: Change): string {
  const { runtime } = change
  switch (change.action) {
    case 'adopt':
      return 'sets the marker; the running switch is not touched'
    case 'delete':
      return runtime.kill
        ? 'stops it: new calls through it fail at once, established calls go on'
        : 'it does not run; only its definition goes'
    case 'create':
    case 'update':
    case 'recreate':
      return startConsequence(change)
  }
}

function startConsequence({ runtime }: Change): string {
  if (!runtime.kill) return runtime.registersAfter ? 'starts it and registers it' : 'starts it'
  if (!runtime.registersBefore) {
    return runtime.registersAfter
      ? 'replaces it: no calls out until it has registered, about 2 s; established calls go on'
      : 'replaces it: no calls out for a moment; established calls go on'
  }
  return runtime.registersAfter
    ? 're-registers it: about 2 s without calls out and 1 s without calls in; established calls go on'
    : 'unregisters it and replaces it: about 1 s without calls out; established calls go on'
}
