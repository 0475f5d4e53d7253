import type { Diagnostic } from '../errors.ts'
import type { DiskProfile } from '../model/disk.ts'
import type { GatewayIntent } from '../model/edit.ts'
import type { Edit } from './edit.ts'
import { lineEndOf } from './layout.ts'
import { concat, gatewayMarkup, plain, type Layout, type Markup } from './markup.ts'
import { markerText } from './marker.ts'

/** Where a new gateway goes. */
export type Creation =
  | { readonly kind: 'file'; readonly path: string; readonly content: Markup }
  | { readonly kind: 'inline'; readonly file: string; readonly edit: (text: string) => Edit }
  | { readonly kind: 'refused'; readonly diagnostic: Diagnostic }

type Create = Extract<GatewayIntent, { kind: 'create' }>

/**
 * A new gateway gets a file of its own where the profile includes its directory, else a place in
 * the profile's list of gateways.
 *
 * @param isTaken  whether a file stands in the way
 */
export function createGateway(intent: Create, isTaken: (path: string) => boolean): Creation {
  const { profile, name } = intent
  if (!/^[\w.-]+$/.test(name))
    return refused(
      profile,
      `"${name}" is no name for a gateway`,
      'Use letters, digits, ".", "-" and "_" only.',
    )
  // A glob does not match a leading dot.
  if (profile.includesDirectory && !name.startsWith('.')) {
    const path = `sip_profiles/${profile.name}/${name}.xml`
    if (!isTaken(path)) return { kind: 'file', path, content: ownFile(intent) }
    return refused(
      profile,
      `${path} stands in the way of the new gateway "${name}"`,
      'Move what is in it, or remove the file.',
    )
  }
  const place = profile.inlineAt
  if (place === undefined)
    return refused(
      profile,
      `the profile ${profile.name} has no place for the new gateway "${name}"`,
      `Give it a <gateways> element with <X-PRE-PROCESS cmd="include" data="${profile.name}/*.xml"/> on a line of its own.`,
    )
  return { kind: 'inline', file: place.file, edit: (text) => inlineEdit(intent, place, text) }
}

function ownFile(intent: Create): Markup {
  const layout = { indent: '  ', lineEnd: '\n' }
  return concat([plain('<include>\n  '), gatewayOf(intent, layout), plain('\n</include>\n')])
}

function inlineEdit(intent: Create, place: NonNullable<DiskProfile['inlineAt']>, text: string): Edit {
  const layout = { indent: place.indent, lineEnd: lineEndOf(text) }
  const { text: content, sensitive } = concat([
    plain(place.indent),
    gatewayOf(intent, layout),
    plain(layout.lineEnd),
  ])
  return { offset: place.offset, length: 0, content, sensitive }
}

function gatewayOf({ profile, name, definition }: Create, layout: Layout): Markup {
  return gatewayMarkup(name, markerText(profile.name, name), definition, layout)
}

function refused(profile: DiskProfile, what: string, hint: string): Creation {
  const at = { file: profile.file, offset: 0, length: 0 }
  return {
    kind: 'refused',
    diagnostic: { code: 'GW203', severity: 'error', message: `${profile.file}: ${what}`, hint, at },
  }
}
