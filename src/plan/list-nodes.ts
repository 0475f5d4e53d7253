import { closest } from '../config/closest.ts'
import type { Diagnostic, Place } from '../errors.ts'
import { desiredGateways, type Desired } from '../model/desired.ts'
import type { Disk, DiskDistributor } from '../model/disk.ts'
import { gatewayPath } from '../model/gateway.ts'
import type { Live } from '../model/live.ts'
import type { Change, ProfileChange, Refusal } from '../model/plan.ts'

/**
 * Nodes of managed lists that will be no gateway once the plan is carried out. FreeSWITCH returns
 * whatever stands in a list, and the call fails with INVALID_GATEWAY.
 */
export function strayNodes(
  desired: Desired,
  disk: Disk,
  live: Live | undefined,
  changes: readonly Change[],
): Diagnostic[] {
  const lists = desired.distributors ?? []
  if (lists.length === 0) return []
  const wanted = desiredGateways(desired)
  const enabled = wanted.filter((each) => each.enabled)
  const standing = disk.profiles.flatMap((each) => each.gateways).filter((each) => each.skipped === undefined)
  const gone = goingNames(changes)
  const ofUsers = disk.profiles.flatMap((each) => each.userGateways ?? [])
  const known = new Set(
    [...enabled, ...standing, ...ofUsers, ...(live?.gateways ?? [])].map((each) => each.name),
  )
  for (const name of gone) known.delete(name)
  const off = new Set(wanted.filter((each) => !each.enabled).map((each) => each.name))
  return lists.flatMap(({ name: list, nodes }) =>
    nodes
      .filter(({ name }) => !known.has(name))
      .map(({ name, at }) => {
        if (off.has(name))
          return stray(list, `${name}, which is switched off (enabled: false)`, LEAVE_OUT, at)
        if (gone.has(name)) return stray(list, `${name}, which this plan deletes`, LEAVE_OUT, at)
        const near = closest(name, [...known])
        const hint = near === undefined ? 'Name a gateway, without its profile.' : `Did you mean \`${near}\`?`
        return stray(list, `${name}, but no such gateway is desired or exists`, hint, at)
      }),
  )
}

const LEAVE_OUT = 'Take it out of the list, or keep the gateway.'

function stray(list: string, what: string, hint: string, at: Place): Diagnostic {
  const message = `The distributor list ${list} names ${what}.`
  return { code: 'GW103', severity: 'error', message, hint, at }
}

/** Gateways that go, for good or while their profile restarts, and that a list which the YAML does not name goes on returning. */
export function leftInLists(
  desired: Desired,
  disk: Disk,
  live: Live | undefined,
  { changes, profiles }: { readonly changes: readonly Change[]; readonly profiles: readonly ProfileChange[] },
): Diagnostic[] {
  const managed = new Set((desired.distributors ?? []).map((each) => each.name.toLowerCase()))
  const going = changes.filter((each) => each.action === 'delete' && each.movedTo === undefined)
  const restarting = profiles.filter((each) => each.action === 'restart').map((each) => each.profile)
  return (disk.distributors?.lists ?? [])
    .filter((list) => !managed.has(list.name.toLowerCase()))
    .flatMap((list) => {
      const gone = going.filter(({ gateway }) => list.nodes.some((node) => node.name === gateway))
      const names = new Set(gone.map((each) => each.gateway))
      return [
        ...gone.map((each) => goesOnNaming(list, each)),
        ...restarting.flatMap((profile) => {
          const away = runningNodes(list, profile, disk, live).filter((each) => !names.has(each))
          return away.length === 0 ? [] : [namesMeanwhile(list, profile, away)]
        }),
      ]
    })
}

/** The nodes of a list that are gateways of a profile and run; where nobody asked, what stands on disk is taken to run. */
export function runningNodes(
  { nodes }: DiskDistributor,
  profile: string,
  disk: Disk,
  live: Live | undefined,
): string[] {
  const standing = disk.profiles.flatMap((each) => each.gateways).filter((each) => each.skipped === undefined)
  const running = (live?.gateways ?? standing).filter((each) => each.profile === profile)
  const names = new Set(running.map((each) => each.name))
  return [...new Set(nodes.map((each) => each.name))].filter((each) => names.has(each))
}

function goesOnNaming({ name, site }: DiskDistributor, { profile, gateway }: Change): Diagnostic {
  return {
    code: 'GW140',
    severity: 'warning',
    message: `${gatewayPath(profile, gateway)} goes, but the distributor list ${name} goes on naming it: calls that it sends there fail.`,
    hint: `Name the list under \`distributors\`, so that gwctl manages it, or take the node out by hand.`,
    at: placeOf(site),
  }
}

function namesMeanwhile(
  { name, site }: DiskDistributor,
  profile: string,
  away: readonly string[],
): Diagnostic {
  return {
    code: 'GW140',
    severity: 'warning',
    message: `Profile ${profile} restarts, but the distributor list ${name} goes on naming ${away.join(', ')}: calls that it sends there fail for some seconds.`,
    hint: `Name the list under \`distributors\`: then gwctl takes its nodes out until they are UP again.`,
    at: placeOf(site),
  }
}

function placeOf({ file, start, end }: DiskDistributor['site']): Place {
  return { file, offset: start, length: end - start }
}

/** Lists can be loaded only where the module is. */
export function listsNotLoaded(live: Live | undefined, lists: number): Refusal[] {
  if (lists === 0 || live?.distributors?.loaded !== false) return []
  return [
    {
      rule: 'distributor-not-loaded',
      message: 'mod_distributor is not loaded, so that FreeSWITCH has no lists at all.',
      lift: 'add it to autoload_configs/modules.conf.xml and run in fs_cli: load mod_distributor',
    },
  ]
}

/** The names that are in no profile any more when the plan is carried out. */
function goingNames(changes: readonly Change[]): ReadonlySet<string> {
  const coming = new Set(changes.filter((each) => each.action !== 'delete').map((each) => each.gateway))
  const going = changes.filter((each) => each.action === 'delete' && !coming.has(each.gateway))
  return new Set(going.map((each) => each.gateway))
}
