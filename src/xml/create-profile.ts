import type { Diagnostic } from '../errors.ts'
import type { Disk, DiskProfile } from '../model/disk.ts'
import type { ProfileIntent } from '../model/edit.ts'
import { concat, containerMarkup, paramMarkup, plain, type Markup } from './markup.ts'

/** The file of a new profile, or why there can be none. */
export type ProfileCreation =
  | { readonly kind: 'file'; readonly path: string; readonly content: Markup; readonly owner: string }
  | { readonly kind: 'refused'; readonly diagnostic: Diagnostic }

/** A profile as it will stand on disk once it is created; what its new gateways are planned with. */
export function newProfile(name: string): DiskProfile {
  const file = `sip_profiles/${name}.xml`
  return {
    name,
    file,
    gateways: [],
    settings: new Map(),
    settingValues: new Map(),
    includesDirectory: true,
  }
}

/**
 * A new profile gets the file `sip_profiles/NAME.xml`, which includes the gateways in
 * `sip_profiles/NAME/`. Its owner is that of another profile.
 *
 * @param isTaken  whether a file stands in the way
 */
export function createProfile(
  { name, settings }: Extract<ProfileIntent, { kind: 'create-profile' }>,
  disk: Disk,
  isTaken: (path: string) => boolean,
): ProfileCreation {
  const { file: path } = newProfile(name)
  // More would end a tag, or be a pattern in the include.
  if (!/^[\w-][\w.-]*$/.test(name))
    return refused(
      path,
      `"${name}" is no name for a new profile`,
      'Use letters, digits, ".", "-" and "_" only.',
    )
  const owner = disk.profiles[0]?.file ?? disk.profilesIncludedBy
  if (disk.profilesIncludedBy === undefined || owner === undefined)
    return refused(
      path,
      `FreeSWITCH would not read the new profile "${name}": no include reaches sip_profiles/*.xml`,
      'Put <X-PRE-PROCESS cmd="include" data="../sip_profiles/*.xml"/> on a line of its own into <profiles> of autoload_configs/sofia.conf.xml.',
    )
  if (isTaken(path))
    return refused(
      path,
      `${path} stands in the way of the new profile "${name}"`,
      'Move what is in it, or remove the file.',
    )
  const stray = disk.notIncluded?.find((each) => each.startsWith(`sip_profiles/${name}/`))
  if (stray !== undefined)
    return refused(
      path,
      `the new profile "${name}" would bring ${stray} to life, which nothing includes today`,
      'Move it away, or remove it.',
    )
  return { kind: 'file', path, content: ownFile(name, settings), owner }
}

const LAYOUT = { indent: '  ', lineEnd: '\n' }

function ownFile(
  name: string,
  settings: Extract<ProfileIntent, { kind: 'create-profile' }>['settings'],
): Markup {
  const params = [...settings].flatMap(([setting, texts]) => texts.map((text) => paramMarkup(setting, text)))
  const include = plain(`<X-PRE-PROCESS cmd="include" data="${name}/*.xml"/>`)
  return concat([
    plain(`<profile name="${name}">\n  `),
    containerMarkup('gateways', [include], LAYOUT),
    plain('\n  '),
    containerMarkup('settings', params, LAYOUT),
    plain('\n</profile>\n'),
  ])
}

function refused(file: string, what: string, hint: string): ProfileCreation {
  const at = { file, offset: 0, length: 0 }
  return {
    kind: 'refused',
    diagnostic: { code: 'GW203', severity: 'error', message: `${file}: ${what}`, hint, at },
  }
}
