import type { Live } from '../model/live.ts'
import type { Change } from '../model/plan.ts'
import { liveFields } from '../plan/live-fields.ts'
import type { Sent } from './run-steps.ts'

/**
 * The changes that bring the switch back to what it was: nothing for a gateway that was not touched.
 *
 * @param killed  gateways that were killed, or may have been replaced in another way
 * @param live    what runs now, without gateways that are on their way out
 */
export function invertChanges(changes: readonly Change[], killed: ReadonlySet<string>, live: Live): Change[] {
  return changes.flatMap((change) => invert(change, killed, live))
}

function invert(change: Change, killed: ReadonlySet<string>, live: Live): Change[] {
  const { profile, gateway, runtime } = change
  const wasKilled = killed.has(gateway) && runtime.kill
  const now = live.gateways.find((each) => each.profile === profile && each.name === gateway)
  const restored = wasKilled && runtime.before !== undefined
  const runs = now !== undefined && (wasKilled || (runtime.start && runtime.before === undefined))
  if (!restored && !runs) return []
  return [
    {
      kind: 'gateway',
      action: restored ? 'update' : 'delete',
      profile,
      gateway,
      params: [],
      reasons: ['put back'],
      runtime: {
        kill: runs,
        start: restored,
        registersBefore: now !== undefined && now.state !== 'NOREG',
        registersAfter: restored && runtime.registersBefore,
        ...(runtime.before && { before: runtime.before, expected: liveFields(runtime.before) }),
      },
    },
  ]
}

/** What a person has to do where gwctl cannot: the files are back, the switch is not. */
export function leftByHand(changes: readonly Change[], sent: Sent): string[] {
  const touched = changes.filter(
    ({ profile, gateway, runtime }) =>
      sent.killed.has(gateway) || (runtime.start && sent.rescanned.has(profile)),
  )
  return touched.length === 0 ? ['Run in fs_cli: reloadxml'] : touched.map(byHand)
}

function byHand({ profile, gateway, runtime }: Change): string {
  const kill = `sofia profile ${profile} killgw ${profile}::${gateway}`
  return runtime.before === undefined
    ? `Run in fs_cli: reloadxml, then: ${kill}`
    : `Run in fs_cli: ${kill}, wait 5 s, then: sofia profile ${profile} rescan`
}
