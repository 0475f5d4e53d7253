import type { Change, Plan } from '../model/plan.ts'

/**
 * What a change does to calls, in the few words that a reviewer reads in a table. What is true of
 * all of them (`callsNote`) is said once below it; `consequenceOf` is the long form.
 */
export function briefConsequence(change: Change): string {
  const { runtime, movedTo } = change
  switch (change.action) {
    case 'adopt':
      return 'none: only the marker is set'
    case 'release':
      return 'none: only the marker goes'
    case 'delete':
      if (!runtime.kill) return 'none: it does not run'
      return movedTo === undefined
        ? 'stops: new calls through it fail'
        : `stops here: no calls until it runs in ${movedTo}`
    case 'create':
    case 'update':
    case 'recreate':
      return change.canary === undefined
        ? startsAs(change)
        : `tried first as ${change.canary}, then ${startsAs(change)}`
  }
}

function startsAs({ runtime: { kill, registersBefore, registersAfter } }: Change): string {
  if (!kill) return registersAfter ? 'starts and registers' : 'starts'
  if (registersBefore && registersAfter) return 're-registers, about 0.1 s without calls'
  if (registersAfter) return 'is replaced, no calls out until it has registered'
  if (registersBefore) return 'unregisters and is replaced, about 0.1 s without calls out'
  return 'is replaced, no calls out for a moment'
}

/** What holds for every line of a table of consequences; '' where nothing that runs is touched. */
export function callsNote({ changes, profiles = [] }: Pick<Plan, 'changes' | 'profiles'>): string {
  // A restart or a stop says itself what becomes of its calls.
  if (profiles.some(({ action }) => action === 'restart' || action === 'delete')) return ''
  const touching = changes.filter(({ runtime }) => runtime.kill)
  if (touching.length === 0) return ''
  const times = touching.some(({ runtime }) => runtime.start && runtime.registersBefore)
  return times ? `${GO_ON} ${TIMES}` : GO_ON
}

const GO_ON = 'Calls in progress go on.'
const TIMES = 'The times are of a near carrier: 0.5 s far away, seconds where packets get lost.'
