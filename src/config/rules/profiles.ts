import { settingSpec } from '../../model/profile-settings.ts'
import { readBool } from '../../model/read-values.ts'
import type { MergedProfile } from '../merge.ts'
import { nameOfPlace, problem, warning, type Problem } from '../problem.ts'
import type { SettingField } from '../setting-fields.ts'
import type { ValueReader } from '../value-reader.ts'

/** A profile with the values of its settings. */
interface ProfileView {
  readonly profile: MergedProfile
  /** The text of a setting as FreeSWITCH will read it; `undefined` when it is absent, or not known. */
  readonly value: (name: string) => string | undefined
  readonly field: (name: string) => SettingField | undefined
}

type ProfileRule = (view: ProfileView) => Problem | undefined

/** What the settings of a profile mean together, and what its keys do. */
const PROFILE_RULES: readonly ProfileRule[] = [
  absentWithMore,
  unwritableName,
  withoutAddress,
  withoutPort,
  tlsOnSamePort,
  displayWithoutUpdate,
  bypassWithoutResume,
]

/** Checks profiles as they are merged, one by one and against each other. */
export function checkProfiles(
  profiles: readonly MergedProfile[],
  values: ValueReader,
  sources: ReadonlyMap<string, string>,
): Problem[] {
  const views = profiles.map((profile) => viewOf(profile, values))
  return [
    ...views.flatMap((view) => PROFILE_RULES.flatMap((rule) => rule(view) ?? [])),
    ...views.flatMap(sameSettingTwice),
    ...sameSocket(views, sources),
  ]
}

function viewOf(profile: MergedProfile, values: ValueReader): ProfileView {
  const fields = new Map(profile.settings?.map((each) => [each.name.toLowerCase(), each]))
  const field = (name: string): SettingField | undefined => fields.get(name)
  return {
    profile,
    field,
    value: (name) => {
      const node = field(name)?.nodes.at(-1)
      const value = node && values.peek(node)
      return value?.known === true ? value.text : undefined
    },
  }
}

function absentWithMore({ profile }: ProfileView): Problem | undefined {
  const more = [
    ...(profile.create ? ['`create: true`'] : []),
    ...(profile.settings ? ['`settings`'] : []),
    ...(profile.gateways ? ['`gateways`'] : []),
  ]
  if (!profile.absent || more.length === 0) return undefined
  const message = `${profile.name} shall be absent, and yet it has ${more.join(' and ')}.`
  return problem('GW103', profile.at, message, 'Remove `ensure: absent`, or everything else.')
}

/** It is the name of a file, and part of the pattern by which its gateways are included. */
function unwritableName({ profile }: ProfileView): Problem | undefined {
  if (!profile.create || /^[\w-][\w.-]*$/.test(profile.name)) return undefined
  const message = `"${profile.name}" cannot be the name of a new profile.`
  return problem('GW103', profile.at, message, 'Use letters, digits, `.`, `-` and `_`.')
}

function withoutAddress({ profile, field }: ProfileView): Problem | undefined {
  if (!profile.create || profile.absent || field('sip-ip') !== undefined) return undefined
  const message = `${profile.name} has no \`sip-ip\`; a new profile listens on the address that FreeSWITCH guesses for the machine.`
  return warning(profile.at, message, 'Add `sip-ip`; `auto` says the same.')
}

function withoutPort({ profile, field }: ProfileView): Problem | undefined {
  if (!profile.create || profile.absent || field('sip-port') !== undefined) return undefined
  const message = `${profile.name} has no \`sip-port\`; a new profile listens on port 5060.`
  return warning(profile.at, message, 'Add `sip-port`.')
}

/** Both are TCP ports of one address. What the YAML does not name may stand on disk, but not for a new profile. */
function tlsOnSamePort({ profile, value, field }: ProfileView): Problem | undefined {
  const usual = (name: string, port: string): string | undefined =>
    profile.create && field(name) === undefined ? port : value(name)
  const place = field('tls-sip-port') ?? field('sip-port')
  if (place === undefined || !readBool(value('tls') ?? '') || field('tls-only') !== undefined)
    return undefined
  const port = usual('sip-port', '5060')
  if (port === undefined || port !== usual('tls-sip-port', '5061') || port === 'auto') return undefined
  const message = `\`sip-port\` and \`tls-sip-port\` are both ${port}; FreeSWITCH cannot bind both, and the profile does not start.`
  return problem('GW103', place.key, message, 'Give TLS a port of its own; 5061 is the usual one.')
}

/** sofia.c:6139-6142. */
function displayWithoutUpdate({ value, field }: ProfileView): Problem | undefined {
  const place = field('send-display-update')
  const update = value('allow-update')
  if (place === undefined || update === undefined || readBool(update)) return undefined
  if (!readBool(value('send-display-update') ?? '')) return undefined
  const message = 'Without `allow-update` FreeSWITCH switches `send-display-update` off.'
  return warning(place.key, message, 'Set `allow-update: true`, or `send-display-update: false`.')
}

/** sofia.c:5353-5360: it looks at what stands before. */
function bypassWithoutResume({ field }: ProfileView): Problem | undefined {
  const place = field('media-option')
  const words = place?.nodes.map((node) => node.text.toLowerCase()) ?? []
  const at = words.indexOf('bypass-media-after-hold')
  if (place === undefined || at < 0 || words.slice(0, at).includes('resume-media-on-hold')) return undefined
  const message = 'FreeSWITCH ignores `bypass-media-after-hold` without `resume-media-on-hold` before it.'
  return problem(
    'GW103',
    place.key,
    message,
    'Write `media-option: [resume-media-on-hold, bypass-media-after-hold]`.',
  )
}

function sameSettingTwice({ profile }: ProfileView): Problem[] {
  const seen = new Set<string>()
  return (profile.settings ?? []).flatMap(({ name, key }) => {
    const other = settingSpec(name)?.sameAs
    seen.add(name)
    if (other === undefined || !seen.has(other)) return []
    const message = `\`${name}\` and \`${other}\` are the same setting.`
    return [problem('GW103', key, message, 'Keep one of them.')]
  })
}

/** Only what is certain: addresses as they are written, and no transport that tells the two apart. */
function sameSocket(views: readonly ProfileView[], sources: ReadonlyMap<string, string>): Problem[] {
  const first = new Map<string, ProfileView>()
  return views.flatMap((view) => {
    const [address, port] = [view.value('sip-ip'), view.value('sip-port')]
    const place = view.field('sip-port')
    if (address === undefined || port === undefined || place === undefined) return []
    if (view.profile.absent || port.toLowerCase() === 'auto' || view.field('bind-params') !== undefined)
      return []
    const key = `${address.toLowerCase()} ${port}`
    const other = first.get(key)
    if (other === undefined) {
      first.set(key, view)
      return []
    }
    const where = nameOfPlace(other.profile.at, sources)
    const message = `${view.profile.name} and ${other.profile.name} (${where}) both listen on ${address}, port ${port}; only one of them can start.`
    return [problem('GW103', place.key, message, 'Give one of them another port.')]
  })
}
