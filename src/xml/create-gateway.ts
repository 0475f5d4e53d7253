import type { Diagnostic } from '../errors.ts'
import type { DiskProfile } from '../model/disk.ts'
import type { GatewayIntent } from '../model/edit.ts'
import type { Edit } from './edit.ts'
import type { EditedFile } from './edit-gateway.ts'
import { EMPTY_BUT_FOR_COMMENTS } from './empty-file.ts'
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
 * the profile's list of gateways. A file that stands there and holds no gateway any more, but comments
 * of people, takes it in.
 *
 * @param standing  the file of that path as it is read now; `taken` where it is not known, or will be another
 */
export function createGateway(
  intent: Create,
  standing: (path: string) => EditedFile | 'free' | 'taken',
): Creation {
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
    const file = standing(path)
    if (file === 'free') return { kind: 'file', path, content: ownFile(intent) }
    const offset = file === 'taken' ? undefined : endOfEmptyInclude(file.text)
    if (offset !== undefined)
      return {
        kind: 'inline',
        file: path,
        edit: (text) => inlineEdit(intent, { offset, indent: '  ' }, text),
      }
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

/** The end of the `<include>` of a file in which nothing stands but comments; undefined where that has no line of its own. */
function endOfEmptyInclude(text: string): number | undefined {
  if (!EMPTY_BUT_FOR_COMMENTS.test(text)) return undefined
  return /^[ \t]*<\/include>\s*$/m.exec(text)?.index
}

function inlineEdit(
  intent: Create,
  place: Pick<NonNullable<DiskProfile['inlineAt']>, 'offset' | 'indent'>,
  text: string,
): Edit {
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
