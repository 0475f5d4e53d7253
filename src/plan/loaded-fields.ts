import type { Disk, DiskGateway, DiskProfile } from '../model/disk.ts'
import { gatewayPath, type GatewayDefinition } from '../model/gateway.ts'
import type { Meaning } from '../model/meaning.ts'
import type { Change } from '../model/plan.ts'
import { isSameText } from '../model/same-text.ts'
import { isOpaque, type Globals } from '../model/text.ts'
import { meaningOf } from './meaning.ts'
import { meaningUnder } from './unshown.ts'
import { textsUnder } from './variables-of.ts'

/** A gateway as it stands on disk, and what that means. */
type WrittenGateway = Pick<Change, 'profile' | 'gateway' | 'after'> & {
  readonly runtime: Pick<Change['runtime'], 'meaning'>
}

/** A gateway in the memory of the switch. */
export interface HeldGateway {
  readonly gateway: DiskGateway
  readonly profile: DiskProfile
  /** Of the memory itself, in which variables are resolved: hardly any. */
  readonly globals: Globals
}

/**
 * What the switch has loaded of a gateway, compared with what was written for it: the names of
 * params (and `variables`, `subscriptions`) that mean something else; `gateway` when it has loaded none.
 *
 * What runs shows only some of a gateway's fields; what is loaded shows all of them, the password
 * among them. They differ when the switch reads another directory than the one that was written, or
 * has not read it since.
 *
 * @param loaded  the switch's sofia.conf in memory
 * @param known   the variables that the switch has, from its last load; see `differsFromHeld`
 */
export function differsFromLoaded(
  change: WrittenGateway,
  loaded: Disk | undefined,
  known?: Globals,
): string[] {
  const { after, runtime } = change
  if (after === undefined || runtime.meaning === undefined) return []
  const profile = loaded?.profiles.find((each) => each.name === change.profile)
  const gateway = profile?.gateways.find((each) => each.name === change.gateway && each.skipped === undefined)
  if (loaded === undefined || profile === undefined || gateway === undefined) return ['gateway']
  return differsFromHeld(after, runtime.meaning, { gateway, profile, globals: loaded.globals }, known)
}

/** Every gateway that is in memory and was not skipped, by path. */
export function heldGateways(loaded: Disk | undefined): ReadonlyMap<string, HeldGateway> {
  const { profiles = [], globals = new Map<string, string>() } = loaded ?? {}
  return new Map(
    profiles.flatMap((profile) =>
      profile.gateways
        .filter((each) => each.skipped === undefined)
        .map((gateway) => [gatewayPath(profile.name, gateway.name), { gateway, profile, globals }] as const),
    ),
  )
}

/**
 * The names in which a gateway in memory is not what the definition on disk means today.
 *
 * A param with a variable in it is compared where the variables that the switch has do explain what it
 * has loaded: then a difference is a change of theirs on disk. Where they do not (a variable that is set
 * twice, or at the console) it is not known what the text stood for when it was read.
 *
 * @param known  absent: nothing with a variable in it is compared
 */
export function differsFromHeld(
  after: GatewayDefinition,
  meaning: Meaning,
  { gateway, profile, globals }: HeldGateway,
  known: Globals | undefined,
): string[] {
  if (isSameText(after, gateway.definition)) return []
  const context = { gateway: gateway.name, profileContext: profile.settings.get('context') }
  const held = meaningOf(gateway.definition, { ...context, globals })
  const names = [...new Set([...after.params.keys(), ...gateway.definition.params.keys()]), ...LISTS]
  const different = names.filter((name) => differs(meaningUnder(meaning, name), meaningUnder(held, name)))
  const unsure = different.filter((name) => hangsOnVariable(after, name, known))
  if (unsure.length === 0) return different
  const then = known && meaningOf(after, { ...context, globals: known })
  const explained = (name: string): boolean =>
    then !== undefined && meaningUnder(then, name) === meaningUnder(held, name)
  return different.filter((name) => !unsure.includes(name) || explained(name))
}

const LISTS: readonly string[] = ['variables', 'subscriptions']

/** Lists count as certain where nobody tells the variables: what was just written is asked for then. */
function hangsOnVariable(after: GatewayDefinition, name: string, known: Globals | undefined): boolean {
  if (known === undefined && LISTS.includes(name)) return false
  return textsUnder(after, name).some((xml) => xml.includes('$${'))
}

function differs(wanted: string, held: string): boolean {
  return isExact(wanted) && wanted !== held
}

/** Whether a value can be compared with what is loaded: bytes that are no UTF-8 do not come through the switch's printing, and opaque values are not known. */
export function isExact(text: string): boolean {
  return !isOpaque(text) && !/[\udc80-\udcff]/.test(text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, ''))
}
