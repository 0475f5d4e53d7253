import { gatewayKey } from '../model/gateway.ts'
import type { Change } from '../model/plan.ts'
import type { CommandStep, RuntimeStep, WaitStep } from '../model/step.ts'

/**
 * The shortest sequence of commands that takes the switch from one set of gateways to another
 * and keeps every registration at its carrier. The rule:
 *
 * 1. FreeSWITCH has no update: a gateway changes by `killgw` and a `rescan`, which only ever
 *    adds. One rescan serves all gateways of a profile.
 * 2. Nothing is killed on a configuration that does not load: where something is killed,
 *    `reloadxml` comes first and has to say Success.
 * 3. The un-REGISTER of the old gateway must leave before the REGISTER of the new one, which
 *    carries the same Contact: otherwise it removes the new binding while FreeSWITCH shows REGED.
 *    It leaves with the event State=DOWN, so the rescan waits for that. Where nothing registers
 *    there is nothing to wait for.
 * 4. A name that moves to another profile must be unlinked (`gateway_delete`) before the other
 *    profile is rescanned: until then FreeSWITCH has two of one name.
 * 5. On a lossy way to the carrier the un-REGISTER is sent again 0.5, 1.5 and 3.5 seconds later
 *    and may then remove the new binding. So a gateway that registered before and registers now
 *    is told to `register` again when these copies have had their time: a refresh that costs
 *    nothing (it stays UP, the binding stays) and puts back what a late un-REGISTER took. It is
 *    sent only to gateways that have reached REGED, never to one that does not register: that
 *    would leave its profile unable to stop.
 * 6. Gateways that only go need `reloadxml` and `killgw`; ones that only come, one rescan.
 * 7. A rescan reads the settings of the profile, too: one that only it brings into force takes the
 *    same one. Where a setting on disk waits for a restart, a rescan would use it half: there gateways
 *    are added one by one (`startgw`), which reads no setting.
 */
export function runtimeSteps(changes: readonly Change[], how: HowToAdd = {}): RuntimeStep[] {
  return [...changeSteps(changes, how), ...refreshSteps(changes)]
}

/** Until what was changed is registered again. */
export function changeSteps(changes: readonly Change[], how: HowToAdd): RuntimeStep[] {
  const kills = changes.filter((each) => each.runtime.kill)
  const starts = changes.filter((each) => each.runtime.start)
  return [
    ...reload(changes),
    ...kills.map(killgw),
    ...kills.flatMap(unregistered),
    ...starts.filter((each) => !byRescan(each.profile, how)).map(startgw),
    ...rescannedIn(starts, how).map(rescan),
    ...reboundIn(changes).map(registered),
  ]
}

/** How gateways come into the switch, and settings. */
export interface HowToAdd {
  /** `startgw` adds exactly the gateways of the plan, one by one, where a rescan would add others, too; default rescan. */
  readonly adding?: 'rescan' | 'startgw'
  /** Profiles that must not be rescanned. */
  readonly noRescan?: ReadonlySet<string>
  /** Profiles that have to be rescanned for a setting. */
  readonly rescans?: readonly string[]
}

function byRescan(profile: string, { adding = 'rescan', noRescan }: HowToAdd): boolean {
  return adding === 'rescan' && noRescan?.has(profile) !== true
}

/** Each profile once, for its gateways and its settings. */
function rescannedIn(starts: readonly Change[], how: HowToAdd): string[] {
  const added = starts.map((each) => each.profile).filter((each) => byRescan(each, how))
  return [...new Set([...added, ...(how.rescans ?? [])])]
}

/**
 * When, in seconds after the un-REGISTER, the registration is refreshed: soon after the first
 * copy of it could have come (0.5 s), and after the third (3.5 s). With 5 % loss each way a
 * fourth would be sent once in 1,000 times.
 */
const REFRESH_AFTER_SECONDS = [1, 4] as const

/** Rules 2 and 6: before anything is killed, and where a gateway only goes from disk. */
function reload(changes: readonly Change[]): CommandStep[] {
  const first = changes.find((each) => each.runtime.kill || each.action === 'delete')
  return first === undefined ? [] : [{ kind: 'command', profile: first.profile, command: 'reloadxml' }]
}

function killgw(change: Change): CommandStep {
  const { profile, gateway } = change
  return {
    kind: 'command',
    profile,
    command: `sofia profile ${profile} killgw ${gatewayKey(profile, gateway)}`,
  }
}

/** What has to be seen before another gateway may take the name (rules 3 and 4). */
function unregistered(change: Change): WaitStep[] {
  const { profile, gateway, runtime } = change
  if (change.movedTo !== undefined)
    return [{ kind: 'wait', profile, event: 'sofia::gateway_delete', gateway }]
  if (!runtime.start || !runtime.registersBefore) return []
  return [{ kind: 'wait', profile, event: 'sofia::gateway_state', state: 'DOWN', gateway }]
}

function rescan(profile: string): CommandStep {
  return { kind: 'command', profile, command: `sofia profile ${profile} rescan reloadxml` }
}

/** It takes the bare name only. */
function startgw({ profile, gateway }: Change): CommandStep {
  return { kind: 'command', profile, command: `sofia profile ${profile} startgw ${gateway}` }
}

/** Rule 5. */
export function refreshSteps(changes: readonly Change[]): RuntimeStep[] {
  const rebound = reboundIn(changes)
  const [first] = rebound
  if (first === undefined) return []
  const refresh = (seconds: number): RuntimeStep[] => [
    { kind: 'settle', profile: first.profile, seconds },
    ...rebound.map(register),
    ...rebound.map(registered),
  ]
  return REFRESH_AFTER_SECONDS.flatMap(refresh)
}

function reboundIn(changes: readonly Change[]): Change[] {
  return changes.filter((each) => each.runtime.start && each.runtime.registersAfter && mayUnbind(each))
}

/** Whether an un-REGISTER of the same Contact may be under way; one that moves comes with another port in it. */
function mayUnbind(change: Change): boolean {
  return change.runtime.kill && change.runtime.registersBefore
}

function registered({ profile, gateway }: Change): WaitStep {
  return { kind: 'wait', profile, event: 'sofia::gateway_state', state: 'REGED', gateway }
}

function register({ profile, gateway }: Change): CommandStep {
  return {
    kind: 'command',
    profile,
    command: `sofia profile ${profile} register ${gatewayKey(profile, gateway)}`,
  }
}
