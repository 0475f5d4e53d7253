import type { Disk } from '../model/disk.ts'
import type { Meaning } from '../model/meaning.ts'
import type { Change } from '../model/plan.ts'
import { isOpaque } from '../model/text.ts'
import { meaningOf } from './meaning.ts'

/** A gateway as it stands on disk, and what that means. */
type WrittenGateway = Pick<Change, 'profile' | 'gateway' | 'after'> & {
  readonly runtime: Pick<Change['runtime'], 'meaning'>
}

/**
 * What the switch has loaded of a gateway, compared with what was written for it: the names of
 * params (and `variables`, `subscriptions`) that mean something else; `gateway` when it has loaded none.
 *
 * What runs shows only some of a gateway's fields; what is loaded shows all of them, the password
 * among them. They differ when the switch reads another directory than the one that was written.
 * Values with a variable in them are not compared: what it stood for when they were read is not known.
 *
 * @param loaded  the switch's sofia.conf in memory
 */
export function differsFromLoaded(change: WrittenGateway, loaded: Disk | undefined): string[] {
  const { after, runtime } = change
  const { meaning } = runtime
  if (after === undefined || meaning === undefined) return []
  const profile = loaded?.profiles.find((each) => each.name === change.profile)
  const gateway = profile?.gateways.find((each) => each.name === change.gateway && each.skipped === undefined)
  if (loaded === undefined || profile === undefined || gateway === undefined) return ['gateway']
  const held = meaningOf(gateway.definition, {
    gateway: change.gateway,
    globals: loaded.globals,
    profileContext: profile.settings.get('context'),
  })
  const written = [...after.params].filter(([, text]) => text.xml.includes('$${')).map(([name]) => name)
  const names = [...after.params.keys(), ...gateway.definition.params.keys()]
  const params = [...new Set(names)].filter((name) => !written.includes(name) && differs(name, meaning, held))
  return [...params, ...differingLists(meaning, held)]
}

function differs(name: string, meaning: Meaning, held: Meaning): boolean {
  const wanted = meaning.params.get(name) ?? ''
  return isExact(wanted) && wanted !== (held.params.get(name) ?? '')
}

function differingLists(meaning: Meaning, held: Meaning): string[] {
  const lists = ['variables', 'subscriptions'] as const
  return lists.filter((list) => {
    const wanted = meaning[list].join('\n')
    return isExact(wanted) && wanted !== held[list].join('\n')
  })
}

/** Whether a value can be compared with what is loaded: bytes that are no UTF-8 do not come through the switch's printing, and opaque values are not known. */
export function isExact(text: string): boolean {
  return !isOpaque(text) && !/[\udc80-\udcff]/.test(text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, ''))
}
