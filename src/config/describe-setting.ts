import { whatApplies, type SettingSpec } from '../model/profile-settings.ts'

/** What an editor shows for a setting: its sentence, its range, its default and what brings it into force. */
export function describeSetting(spec: SettingSpec): string {
  return [spec.description, rangeOf(spec), defaultOf(spec), severalOf(spec), appliesOf(spec), spec.note ?? '']
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

function defaultOf({ defaultFrom }: SettingSpec): string {
  return defaultFrom === undefined ? '' : `Default: ${defaultFrom}.`
}

function severalOf({ several }: SettingSpec): string {
  if (several === undefined) return ''
  return several.most === undefined
    ? 'One value or a list.'
    : `One value or a list of at most ${several.most}.`
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
