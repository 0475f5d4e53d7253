import { whatApplies, type SettingSpec } from '../model/profile-settings.ts'
import { NO_SPECIAL_READING } from '../model/setting-spec.ts'

/** What an editor shows for a setting: what it is, its words, range and default, what FreeSWITCH makes of a bad value, and what applies it. */
export function describeSetting(spec: SettingSpec): string {
  return [
    spec.description,
    spec.wordsMean ?? '',
    rangeOf(spec),
    defaultOf(spec),
    severalOf(spec),
    badValueOf(spec),
    appliesOf(spec),
    spec.note ?? '',
  ]
    .filter((part) => part !== '')
    .join(' ')
}

/** The unit of a number, with a blank before it. */
export function unitOf(spec: SettingSpec): string {
  return spec.kind === 'seconds' || spec.kind === 'milliseconds' ? ` ${spec.kind}` : ''
}

function rangeOf(spec: SettingSpec): string {
  const { minimum, maximum, words = [] } = spec
  if (minimum !== undefined)
    return maximum === undefined
      ? `At least ${minimum}${unitOf(spec)}.`
      : `From ${minimum} to ${maximum}${unitOf(spec)}.`
  const either = spec.orBool === true ? ['true', 'false', ...words] : words
  return spec.kind === 'enum' || spec.kind === 'list' ? `Words: ${either.join(', ')}.` : ''
}

function defaultOf(spec: SettingSpec): string {
  if (spec.effect === 'none') return ''
  const { default: usual, defaultFrom } = spec
  return `Default: ${defaultFrom ?? (usual === undefined ? 'not set' : `${usual}${unitOf(spec)}`)}.`
}

function severalOf({ several }: SettingSpec): string {
  if (several === undefined) return ''
  return several.most === undefined
    ? 'One value or a list.'
    : `One value or a list of at most ${several.most}.`
}

function badValueOf({ effect, onBadValue }: SettingSpec): string {
  return effect === 'none' || onBadValue === NO_SPECIAL_READING
    ? ''
    : `Given a bad value, FreeSWITCH ${onBadValue}.`
}

function appliesOf(spec: SettingSpec): string {
  switch (whatApplies(spec)) {
    case 'rescan':
      return 'Applied by a rescan.'
    case 'restart':
      return 'Applied by a restart of the profile, which hangs up its calls.'
    case 'none':
      return ''
  }
}
