import type { LoadResult } from '../config/load.ts'
import type { Diagnostic } from '../errors.ts'
import type { Desired } from '../model/desired.ts'
import type { Disk, DiskGateway } from '../model/disk.ts'
import { gatewayPath } from '../model/gateway.ts'
import { diff } from '../plan/diff.ts'
import { unadoptable } from './unadoptable.ts'
import type { WrittenYaml } from './write-yaml.ts'

/** Loads a YAML text with these environment variables (config/load.ts). */
export type Check = (yaml: string, env: Readonly<Record<string, string>>) => LoadResult

/** What is left out so far, with the reasons. */
export interface Lost {
  readonly left: Map<DiskGateway, string>
  /** Whole profiles, by name. */
  readonly gone: Map<string, string>
}

/**
 * Leaves out what the loader refuses: the gateway in whose lines an error is, or the profile.
 *
 * @returns whether anything was left out; if not, the errors are about something else
 */
export function blame(
  diagnostics: readonly Diagnostic[],
  { spans }: WrittenYaml,
  asked: readonly DiskGateway[],
  { left, gone }: Lost,
): boolean {
  const before = left.size + gone.size
  const errors = diagnostics.flatMap(({ severity, at, message }) =>
    severity === 'error' && at !== undefined ? [{ at: at.offset, message }] : [],
  )
  for (const { at, message } of errors) {
    const about = spans.find(({ start, end }) => start <= at && at < end)
    if (about === undefined) continue
    const { profile, gateway } = about
    if (gateway === undefined) gone.set(profile, message)
    else
      for (const each of asked)
        if (each.profile === profile && each.name === gateway && !left.has(each)) left.set(each, message)
  }
  return left.size + gone.size > before
}

/**
 * Leaves out what a plan would do anything else with than to adopt it.
 *
 * @returns whether anything was left out
 */
export function judge(
  desired: Desired,
  disk: Disk,
  asked: readonly DiskGateway[],
  { left, gone }: Lost,
): boolean {
  const taken = asked.filter((each) => !left.has(each) && !gone.has(each.profile))
  const differing = new Map<string, string>()
  for (const { action, profile, gateway, params } of diff(desired, disk, undefined, {
    adopt: true,
    going: [],
  }).changes) {
    const names = params.map((each) => each.name).join(', ')
    if (action !== 'adopt') differing.set(gatewayPath(profile, gateway), `the YAML cannot say its ${names}`)
  }
  const found = [
    ...taken.flatMap((each): [DiskGateway, string][] => {
      const reason = differing.get(gatewayPath(each.profile, each.name))
      return reason === undefined ? [] : [[each, reason]]
    }),
    ...unadoptable(disk, taken),
  ]
  for (const [gateway, reason] of found) left.set(gateway, reason)
  return found.length > 0
}
