import type { Disk } from '../model/disk.ts'
import { gatewayPath } from '../model/gateway.ts'
import type { Live } from '../model/live.ts'
import type { Change, GatewayRef, Plan, Refusal } from '../model/plan.ts'
import type { Globals } from '../model/text.ts'
import { differingFields } from './live-fields.ts'
import { differsFromLoaded } from './loaded-fields.ts'
import { meaningOf } from './meaning.ts'
import { restoreChanges } from './restore.ts'
import { runtimeSteps } from './steps.ts'
import { userGatewayOn } from './user-gateways.ts'

/**
 * The plan that kills one running gateway and starts it again from disk, as `plan/steps.ts` keeps
 * its binding; nothing else of the profile is touched (`startgw`). The rule:
 *
 * - What cannot be started again is not killed: it has to stand on disk, in a form that
 *   FreeSWITCH takes.
 * - A restart is no way to apply a change: where disk and switch differ, in what shows of the
 *   running gateway or in what is loaded of it, that has to be wanted (`asOnDisk`).
 *
 * @param loaded  the switch's sofia.conf in memory: it shows what the running gateway does not, as passwords
 */
export function planGatewayRestart(
  ref: GatewayRef,
  world: { readonly disk: Disk; readonly live: Live; readonly loaded: Disk },
  asOnDisk: boolean,
): Plan {
  const { disk, live } = world
  const change = recreation(ref, disk, live)
  return {
    changes: change === undefined ? [] : [change],
    files: [],
    steps: change === undefined ? [] : runtimeSteps([change], { adding: 'startgw' }),
    refusals:
      change === undefined
        ? [notOnDisk(ref, disk)]
        : asOnDisk
          ? []
          : differs(change, world.loaded, live.globals),
    warnings: [],
    unchanged: [],
    unmanaged: [],
    observed: true,
    coreUuid: live.coreUuid,
  }
}

function recreation(ref: GatewayRef, disk: Disk, live: Live): Change | undefined {
  const path = gatewayPath(ref.profile, ref.gateway)
  const [change] = restoreChanges(disk, disk, live, [ref]).filter(
    (each) => gatewayPath(each.profile, each.gateway) === path,
  )
  if (change?.after === undefined) return undefined
  const profile = disk.profiles.find((each) => each.name === ref.profile)
  const context = {
    gateway: ref.gateway,
    globals: new Map([...live.globals, ...disk.globals]),
    profileContext: profile?.settings.get('context'),
  }
  const reasons = ['restarted']
  return { ...change, reasons, runtime: { ...change.runtime, meaning: meaningOf(change.after, context) } }
}

function notOnDisk(ref: GatewayRef, disk: Disk): Refusal {
  const { unread = [] } = disk
  const path = gatewayPath(ref.profile, ref.gateway)
  const user = userGatewayOn(disk, ref.profile, ref.gateway)
  if (user !== undefined)
    return {
      rule: 'not-on-disk',
      message: `${path} stands with a user of the directory (${user.file}): FreeSWITCH starts no such gateway by itself, only with a rescan.`,
      lift: `Kill it with \`gwctl gateway kill\`, then run \`gwctl profile rescan ${ref.profile}\`.`,
    }
  const hidden = unread.find(({ profile }) => profile === undefined || profile === ref.profile)
  if (hidden !== undefined)
    return {
      rule: 'not-on-disk',
      message: `${path} runs, and whether it stands on disk is not known: ${hidden.diagnostic.message}.`,
      lift: 'Run gwctl as a user who may read it.',
    }
  return {
    rule: 'not-on-disk',
    message: `${path} runs, but does not stand on disk: once killed it could not be started again.`,
    lift: 'Nothing allows this; create it with an apply, or end it with `gwctl gateway kill`.',
  }
}

function differs(change: Change, loaded: Disk, known: Globals): Refusal[] {
  const { before, expected } = change.runtime
  const shown = before === undefined || expected === undefined ? [] : differingFields(expected, before)
  const names = [...new Set([...shown, ...differsFromLoaded(change, loaded, known)])]
  if (names.length === 0) return []
  const path = gatewayPath(change.profile, change.gateway)
  return [
    {
      rule: 'differs-from-disk',
      message: `${path} stands on disk with another ${names.join(', ')} than FreeSWITCH has: a restart would apply that.`,
      lift: '--as-on-disk',
    },
  ]
}
