import type { Change, ProfileChange, SettingChange } from '../model/plan.ts'
import type { Step } from '../model/step.ts'

/**
 * One line that tells an operator what a change does to calls. The times are what a real
 * switch took with the planned sequence for one gateway; `waitingNote` tells what they rest on.
 */
export function consequenceOf(change: Change): string {
  const { runtime, movedTo } = change
  switch (change.action) {
    case 'adopt':
      return 'sets the marker; the running switch is not touched'
    case 'release':
      return 'drops the marker; the running switch is not touched'
    case 'delete':
      if (!runtime.kill) return 'it does not run; only its definition goes'
      return movedTo === undefined
        ? `stops it: new calls through it fail at once; ${ESTABLISHED}`
        : `stops it here: no calls through it until it runs in ${movedTo}; ${ESTABLISHED}`
    case 'create':
    case 'update':
    case 'recreate':
      return `${canaryConsequence(change)}${startConsequence(change)}`
  }
}

/** The gateways of a profile that run and are away while it restarts, or go with it. */
export interface Away {
  readonly gateways: number
  /** One of them has a carrier that answers no ping: FreeSWITCH waits for that answer before the profile ends (measured: 29 s). */
  readonly holdsUp: boolean
}

/**
 * One line that tells what happens to calls and gateways of a profile as a whole.
 *
 * @param away  `undefined`: nobody knows
 */
export function profileConsequence({ action, calls, idle }: ProfileChange, away: Away | undefined): string {
  const gateways = away?.gateways
  switch (action) {
    case 'create':
      return 'writes it and starts it, with its gateways'
    case 'start':
      return 'starts it, with its gateways'
    case 'restart':
      return `${hangsUp(calls)}; ${allGateways(gateways, 'is away', 'are away')}${gateways === 0 ? '' : howLong(away)}`
    case 'delete':
      if (idle === true) return 'it does not run; only its files go'
      return `stops it: ${hangsUp(calls)}; ${allGateways(gateways, 'goes with it', 'go with it')}`
  }
}

function howLong(away: Away | undefined): string {
  return away?.holdsUp === true ? ' for up to half a minute (a carrier answers no ping)' : ' for about 3 s'
}

/** Measured: UNPUBLISH at 1.5 s, the first REGISTER a second after PUBLISH; REGED 3 to 5 s after the command. */
function hangsUp(calls: number | undefined): string {
  if (calls === undefined) return 'hangs up every call through it'
  if (calls === 0) return 'no call is in progress'
  return `hangs up ${calls === 1 ? '1 call' : `${calls} calls`}`
}

function allGateways(count: number | undefined, one: string, more: string): string {
  if (count === undefined) return `its gateways ${more}`
  if (count === 0) return 'it has no gateway that runs'
  return count === 1 ? `1 gateway of the profile ${one}` : `all ${count} gateways of the profile ${more}`
}

/** What brings a setting into force, in a few words; '' where a whole profile is started anyway. */
export function settingConsequence({ effect, inForce, live }: SettingChange): string {
  if (inForce === true) return 'in force already; only the file changes'
  switch (effect) {
    case 'rescan':
      return live === true ? 'a rescan applies it' : 'applied by a rescan'
    case 'restart':
      return 'applied by a restart of the profile'
    case 'none':
      return 'this version of FreeSWITCH does not read it'
  }
}

/** Before anything else happens to it. */
function canaryConsequence({ canary, runtime, movedFrom }: Change): string {
  if (canary === undefined) return ''
  const evicts =
    runtime.registersBefore || movedFrom !== undefined
      ? ' (a carrier that keeps one Contact an account sends calls in to that one meanwhile)'
      : ''
  return `first has to register as ${canary}${evicts}, then `
}

/** What an operator should know about the waits among the steps; '' where there are none. */
export function waitingNote(steps: readonly Step[]): string {
  const waits = steps.filter((each) => each.kind === 'wait')
  if (waits.length === 0) return ''
  return waits.some((each) => each.state === 'REGED') ? `${HURRY}\n${TIMES}\n` : `${HURRY}\n`
}

const HURRY =
  'While it waits, gwctl sends `sendevent TRAP`, so that the switch looks at its gateways at once.'
const TIMES =
  'Where the login may not send events, re-registering takes about 2.5 s for calls out and 1 s\n' +
  'for calls in.'
/** Measured with 150 ms and 5 % loss each way: medians 0.3 to 0.6 s, longest 3.9 s. */
const FAR = '0.5 s far away, seconds where packets get lost'

const ESTABLISHED = 'established calls go on'

function startConsequence({ runtime }: Change): string {
  const { kill, registersBefore, registersAfter } = runtime
  if (!kill) return registersAfter ? 'starts it and registers it' : 'starts it'
  if (registersBefore && registersAfter) {
    return `re-registers it: without calls for about 0.1 s (${FAR}); ${ESTABLISHED}`
  }
  if (registersAfter) return `replaces it: no calls out until it has registered; ${ESTABLISHED}`
  if (registersBefore) return `unregisters and replaces it: about 0.1 s without calls out; ${ESTABLISHED}`
  return `replaces it: no calls out for a moment; ${ESTABLISHED}`
}
