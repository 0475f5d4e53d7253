import { gatewayKey } from '../model/gateway.ts'
import type { Change } from '../model/plan.ts'
import type { Step } from '../model/step.ts'

/**
 * Tries the new definitions of these changes under their temporary names, and clears up. The rule:
 *
 * - `startgw` adds one gateway and nothing else: a rescan would add whatever is new in the profile
 *   and read its settings again.
 * - Each has to reach REGED, or the apply ends here: no gateway of the plan was touched for it.
 * - A canary is gone (`gateway_delete`) before the gateway itself is killed: its un-REGISTER has
 *   left, and has another Contact than the gateway's.
 * - With its file gone it is still in the memory of the switch. The `reloadxml` with which the kill
 *   of the gateway itself begins takes it out; there always is one, since a canary goes before a kill.
 */
export function canarySteps(changes: readonly Change[]): Step[] {
  const tried = changes.flatMap(({ canary, ...change }) =>
    canary === undefined ? [] : [{ ...change, canary }],
  )
  return [
    ...tried.map((each) => file(each, 'write')),
    ...tried.map(start),
    ...tried.map(registered),
    ...tried.map(kill),
    ...tried.map(deleted),
    ...tried.map((each) => file(each, 'remove')),
  ]
}

type Tried = Change & { readonly canary: string }

/** Where `planFiles` puts the file of a new gateway. */
function file({ profile, canary }: Tried, action: 'write' | 'remove'): Step {
  return { kind: 'file', profile, action, path: `sip_profiles/${profile}/${canary}.xml` }
}

function start({ profile, canary }: Tried): Step {
  return { kind: 'command', profile, command: `sofia profile ${profile} startgw ${canary}` }
}

function registered({ profile, gateway, canary }: Tried): Step {
  return {
    kind: 'wait',
    profile,
    event: 'sofia::gateway_state',
    state: 'REGED',
    gateway: canary,
    canaryOf: gateway,
  }
}

function kill({ profile, canary }: Tried): Step {
  const key = gatewayKey(profile, canary)
  return { kind: 'command', profile, command: `sofia profile ${profile} killgw ${key}` }
}

function deleted({ profile, canary }: Tried): Step {
  return { kind: 'wait', profile, event: 'sofia::gateway_delete', gateway: canary }
}
