import type { Diagnostic, Place } from '../errors.ts'
import type { Desired, DesiredGateway } from '../model/desired.ts'
import type { Disk } from '../model/disk.ts'
import { gatewayPath, type Text } from '../model/gateway.ts'
import type { Live } from '../model/live.ts'
import type { Change } from '../model/plan.ts'
import { readBool } from '../model/params.ts'
import { readGlobal, readText, referencesIn } from '../model/text.ts'

/** Gateways that a rescan starts besides the planned ones: they stand on disk and do not run. */
export function alsoStarted(
  changes: readonly Change[],
  disk: Disk,
  live: Live | undefined,
  noRescan: ReadonlySet<string>,
): Diagnostic[] {
  if (live === undefined) return []
  const starts = changes.filter((each) => each.runtime.start && !noRescan.has(each.profile))
  const rescanned = new Set(starts.map((each) => each.profile))
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
    (profile.gateways ?? []).filter(mayRefer).flatMap((gateway) =>
      textsOf(gateway).flatMap(({ name: where, text, at }) =>
        referencesIn(text.xml)
          .map((each) => each.name)
          .filter(unknown)
          .map((name): Diagnostic => ({
            code: 'GW108',
            severity: 'warning',
            message: `${gatewayPath(profile.name, gateway.name)}: $\${${name}} in ${where} is set nowhere; FreeSWITCH makes it empty.`,
            hint: 'Set it in vars.xml, or write the value itself.',
            at,
          })),
      ),
    ),
  )
}

/** Most gateways hold plain parameters only: ten thousand of them are sorted out without a list of their texts. */
function mayRefer({ definition }: DesiredGateway): boolean {
  const { params, variables, subscriptions } = definition
  for (const { xml } of params.values()) if (xml.includes('$${')) return true
  return variables.length > 0 || subscriptions.length > 0
}

/** Every text of a gateway in which a variable may stand, and where to point for it. */
function textsOf(gateway: DesiredGateway): { name: string; text: Text; at: Place }[] {
  const { params, variables, subscriptions } = gateway.definition
  return [
    ...[...params].map(([name, text]) => ({ name, text, at: gateway.paramsAt?.get(name) ?? gateway.at })),
    ...variables.map((each) => ({ name: `variable ${each.name.xml}`, text: each.value, at: gateway.at })),
    ...subscriptions.flatMap((each) =>
      [...each.params].map(([name, text]) => ({ name: `${name} of a subscription`, text, at: gateway.at })),
    ),
  ]
}

/**
 * Gateways over TLS in a profile that has `tls` off: FreeSWITCH skips the whole gateway, with one
 * line in its log (sofia.c:3970-3978, 1.10.12).
 */
export function tlsWithoutTls(desired: Desired, disk: Disk): Diagnostic[] {
  return disk.profiles.flatMap((profile) => {
    if (readBool(readText(profile.settings.get('tls') ?? 'false', disk.globals))) return []
    const wanted = desired.profiles.find((each) => each.name === profile.name)?.gateways ?? []
    return wanted
      .filter((each) => each.enabled && /^tls/i.test(transportOf(each, disk)))
      .map((each): Diagnostic => ({
        code: 'GW103',
        severity: 'error',
        message: `${gatewayPath(profile.name, each.name)} wants register-transport tls, but profile ${profile.name} has tls off; FreeSWITCH skips the whole gateway.`,
        hint: `Set the param tls of profile ${profile.name} to true and restart the profile, or choose another transport.`,
        at: each.paramsAt?.get('register-transport') ?? each.at,
      }))
  })
}

function transportOf({ definition }: DesiredGateway, disk: Disk): string {
  return readText(definition.params.get('register-transport')?.xml ?? 'udp', disk.globals)
}
