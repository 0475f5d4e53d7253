import type { Diagnostic } from '../errors.ts'
import type { Desired } from '../model/desired.ts'
import type { Disk } from '../model/disk.ts'
import { gatewayPath } from '../model/gateway.ts'
import type { Live } from '../model/live.ts'
import type { Change } from '../model/plan.ts'
import { readGlobal, referencesIn } from '../model/text.ts'

/** Gateways that a rescan starts besides the planned ones: they stand on disk and do not run. */
export function alsoStarted(changes: readonly Change[], disk: Disk, live: Live | undefined): Diagnostic[] {
  if (live === undefined) return []
  const rescanned = new Set(changes.filter((each) => each.runtime.start).map((each) => each.profile))
  if (rescanned.size === 0) return []
  const known = new Set([
    ...changes.map((each) => gatewayPath(each.profile, each.gateway)),
    ...live.gateways.map((each) => gatewayPath(each.profile, each.name)),
  ])
  return disk.profiles
    .filter((profile) => rescanned.has(profile.name))
    .flatMap((profile) => profile.gateways)
    .filter((each) => each.skipped === undefined && !known.has(gatewayPath(each.profile, each.name)))
    .map((each) => ({
      code: 'GW202',
      severity: 'warning',
      message: `${gatewayPath(each.profile, each.name)} stands on disk but does not run; the rescan of ${each.profile} starts it, too.`,
      hint: 'Remove it from disk first if it must not run.',
      at: { file: each.site.file, offset: each.site.start, length: each.site.end - each.site.start },
    }))
}

/** `$${name}` in a desired value that nothing sets: FreeSWITCH makes it empty without a word. */
export function unknownVariables(desired: Desired, disk: Disk, live: Live | undefined): Diagnostic[] {
  // What the switch sets itself reads as an opaque token, what nobody sets as nothing.
  const globals = new Map([...(live?.globals ?? []), ...disk.globals])
  const unknown = (name: string): boolean => !globals.has(name) && readGlobal(name, globals) === ''
  return desired.profiles.flatMap((profile) =>
    (profile.gateways ?? []).flatMap((gateway) =>
      [...gateway.definition.params].flatMap(([param, text]) =>
        referencesIn(text.xml)
          .map((each) => each.name)
          .filter(unknown)
          .map((name): Diagnostic => ({
            code: 'GW108',
            severity: 'warning',
            message: `${gatewayPath(profile.name, gateway.name)}: $\${${name}} in ${param} is set nowhere; FreeSWITCH makes it empty.`,
            hint: `Set it in vars.xml, or write the value itself.`,
            at: gateway.at,
          })),
      ),
    ),
  )
}
