import { closest } from '../config/closest.ts'
import type { Diagnostic, Place } from '../errors.ts'
import { desiredGateways, type Desired } from '../model/desired.ts'
import type { Disk } from '../model/disk.ts'
import { gatewayPath } from '../model/gateway.ts'
import type { Live } from '../model/live.ts'
import type { Change, Refusal } from '../model/plan.ts'

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
  const known = new Set([...enabled, ...standing, ...(live?.gateways ?? [])].map((each) => each.name))
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

/** Gateways that go while a list that the YAML does not name goes on returning them. */
export function leftInLists(desired: Desired, disk: Disk, changes: readonly Change[]): Diagnostic[] {
  const managed = new Set((desired.distributors ?? []).map((each) => each.name.toLowerCase()))
  const going = changes.filter((each) => each.action === 'delete' && each.movedTo === undefined)
  return (disk.distributors?.lists ?? [])
    .filter((list) => !managed.has(list.name.toLowerCase()))
    .flatMap(({ name, nodes, site }) =>
      going
        .filter(({ gateway }) => nodes.some((node) => node.name === gateway))
        .map(({ profile, gateway }) => ({
          code: 'GW140',
          severity: 'warning',
          message: `${gatewayPath(profile, gateway)} goes, but the distributor list ${name} goes on naming it: calls that it sends there fail.`,
          hint: `Name the list under \`distributors\`, so that gwctl manages it, or take the node out by hand.`,
          at: { file: site.file, offset: site.start, length: site.end - site.start },
        })),
    )
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
