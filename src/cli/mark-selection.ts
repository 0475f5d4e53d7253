import { closest } from '../config/closest.ts'
import { GwctlError } from '../errors.ts'
import type { Disk, DiskGateway, DiskProfile } from '../model/disk.ts'
import { gatewayPath } from '../model/gateway.ts'
import { standingGateways } from '../plan/standing.ts'
import type { Arguments } from './command.ts'

/** Throws GW100 when nothing is named, or not as `PROFILE/GATEWAY`: before anything is read. */
export function requireNames(command: string, args: Arguments): void {
  const odd = args.positionals.find((each) => !/^[^/]+\/[^/]+$/.test(each))
  if (odd !== undefined) {
    throw new GwctlError('GW100', `${command} takes PROFILE/GATEWAY, not "${odd}".`, {
      hint: `For example: gwctl ${command} external/acme-1.`,
    })
  }
  if (args.positionals.length > 0 || args.values('all').length > 0) return
  throw new GwctlError('GW100', `${command} needs the gateways to ${command}.`, {
    hint: `For example: gwctl ${command} external/acme-1, or all of a profile: gwctl ${command} --all external.`,
  })
}

/**
 * The elements that are meant: of a name the one that FreeSWITCH takes, and to release it also every
 * other one with the marker. Throws GW100 for what does not stand on disk.
 */
export function elementsOf(disk: Disk, mark: boolean, args: Arguments): DiskGateway[] {
  const all = args.values('all').flatMap((name) => {
    const profile = disk.profiles.find((each) => each.name === name)
    if (profile === undefined)
      throw unknown(
        'profile',
        name,
        disk.profiles.map((each) => each.name),
      )
    // What FreeSWITCH does not create is nothing to take over with the rest.
    return elementsIn(profile, mark).filter((each) => !mark || each.skipped === undefined)
  })
  const candidates = disk.profiles.flatMap((each) => elementsIn(each, mark))
  const named = args.positionals.flatMap((path) => {
    const found = candidates.filter((each) => pathOf(each) === path)
    if (found.length === 0) throw unknown('gateway', path, candidates.map(pathOf))
    return found
  })
  return [...new Set([...all, ...named])]
}

function elementsIn(profile: DiskProfile, mark: boolean): DiskGateway[] {
  const standing = new Set(standingGateways(profile).values())
  return profile.gateways.filter((each) => standing.has(each) || (!mark && each.managed))
}

function pathOf({ profile, name }: DiskGateway): string {
  return gatewayPath(profile, name)
}

function unknown(what: string, name: string, known: readonly string[]): GwctlError {
  const meant = closest(name, known)
  const some = known.length === 0 ? 'none' : known.slice(0, 10).join(', ')
  return new GwctlError('GW100', `There is no ${what} "${name}" on disk.`, {
    hint: meant === undefined ? `Found there: ${some}.` : `Did you mean ${meant}?`,
  })
}
