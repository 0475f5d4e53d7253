import { gatewayKey } from '../model/gateway.ts'
import type { Change, ProfileChange } from '../model/plan.ts'
import type { CommandStep, RuntimeStep } from '../model/step.ts'

/**
 * The sequence that takes whole profiles from one configuration to the next. The rule:
 *
 * 1. `reloadxml` first, and it has to say Success: `stop`, `restart` and `start` go on with the old
 *    configuration when the new one does not load, and answer like success all the same.
 * 2. A gateway that moves into one of these profiles from one that goes on running is killed before,
 *    and gone (`gateway_delete`): FreeSWITCH must not have two of one name.
 * 3. Profiles that go are stopped first: they free ports and names. A stop is over when the profile is
 *    gone from `sofia jsonstatus`; what starts in its place before that would be a second instance.
 * 4. Then restarts, one profile at a time, the ones that free a port before the ones that take it. One
 *    `restart` brings everything of the profile into force, gateways too: neither killgw nor rescan.
 *    It is over with the event PUBLISH; `profile_start` and the answer prove nothing.
 * 5. Then what is new or did not run is started. Its gateways come with it.
 *
 * No registration has to be refreshed afterwards: the un-REGISTERs leave when the profile stops, its
 * SIP stack ends a second before the new one registers, and no copy of them is sent after that. (20
 * gateways, near and with 150 ms and 5 % loss each way, 12 restarts: every binding kept.)
 */
export function profileSteps(profiles: readonly ProfileChange[], changes: readonly Change[]): RuntimeStep[] {
  const [first] = profiles
  if (first === undefined) return []
  const leaving = leavingFor(profiles, changes)
  return [
    { kind: 'command', profile: first.profile, command: 'reloadxml' },
    ...leaving.map(killgw),
    ...leaving.map((each): RuntimeStep => ({
      kind: 'wait',
      profile: each.profile,
      event: 'sofia::gateway_delete',
      gateway: each.gateway,
    })),
    ...profileOrder(profiles).flatMap(stepsOf),
  ]
}

/** In the order in which they are taken on: rules 3 to 5. */
export function profileOrder(profiles: readonly ProfileChange[]): ProfileChange[] {
  return [
    ...profiles.filter((each) => each.action === 'delete'),
    ...inOrder(profiles.filter((each) => each.action === 'restart')),
    ...profiles.filter((each) => each.action === 'create' || each.action === 'start'),
  ]
}

function stepsOf({ action, profile, idle }: ProfileChange): RuntimeStep[] {
  switch (action) {
    case 'delete':
      if (idle === true) return []
      return [command(profile, 'stop'), { kind: 'profile', profile, until: 'gone' }]
    case 'restart':
      return [command(profile, 'restart reloadxml'), { kind: 'profile', profile, until: 'up' }]
    case 'create':
    case 'start':
      return [command(profile, 'start'), { kind: 'profile', profile, until: 'up' }]
  }
}

/**
 * The changes that still have commands of their own: the ones of profiles that neither start, stop nor
 * restart. Of one that moves into such a profile only the side there is taken care of.
 */
export function besideProfiles(changes: readonly Change[], profiles: readonly ProfileChange[]): Change[] {
  if (profiles.length === 0) return [...changes]
  const whole = new Set(profiles.map((each) => each.profile))
  const leaving = new Set(leavingFor(profiles, changes))
  return changes.filter((each) => !whole.has(each.profile) && !leaving.has(each))
}

/** Gateways that go from a profile that runs on to one that starts. */
function leavingFor(profiles: readonly ProfileChange[], changes: readonly Change[]): Change[] {
  const whole = new Set(profiles.map((each) => each.profile))
  return changes.filter(
    (each) =>
      each.runtime.kill && each.movedTo !== undefined && whole.has(each.movedTo) && !whole.has(each.profile),
  )
}

function killgw({ profile, gateway }: Change): CommandStep {
  return command(profile, `killgw ${gatewayKey(profile, gateway)}`)
}

function command(profile: string, words: string): CommandStep {
  return { kind: 'command', profile, command: `sofia profile ${profile} ${words}` }
}

/** So that no port is taken before it is freed, as far as there is such an order. */
function inOrder(restarts: readonly ProfileChange[]): ProfileChange[] {
  const left = [...restarts]
  const ordered: ProfileChange[] = []
  while (left.length > 0) {
    const free = left.findIndex((each) => !left.some((other) => other !== each && isHeldBy(each, other)))
    ordered.push(...left.splice(Math.max(0, free), 1))
  }
  return ordered
}

function isHeldBy({ listens }: ProfileChange, { listened }: ProfileChange): boolean {
  return listens !== undefined && listens.port === listened?.port
}
