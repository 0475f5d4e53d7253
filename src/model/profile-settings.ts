import { ADDRESS_SETTINGS } from './settings/address-settings.ts'
import { CALL_SETTINGS } from './settings/call-settings.ts'
import { MEDIA_SETTINGS } from './settings/media-settings.ts'
import { PRESENCE_SETTINGS } from './settings/presence-settings.ts'
import { REGISTRATION_SETTINGS } from './settings/registration-settings.ts'
import { STACK_SETTINGS } from './settings/stack-settings.ts'
import { TLS_SETTINGS } from './settings/tls-settings.ts'
import type { SettingSpec } from './setting-spec.ts'

export type { SettingEffect, SettingKind, SettingSpec } from './setting-spec.ts'

/**
 * Every setting that FreeSWITCH 1.10.12 reads from the `<settings>` of a profile: the one table that
 * validation, schema, plan and documentation read.
 *
 * @see mod_sofia sofia.c:4722-6107
 */
export const PROFILE_SETTINGS: readonly SettingSpec[] = [
  ...ADDRESS_SETTINGS,
  ...STACK_SETTINGS,
  ...TLS_SETTINGS,
  ...CALL_SETTINGS,
  ...MEDIA_SETTINGS,
  ...REGISTRATION_SETTINGS,
  ...PRESENCE_SETTINGS,
]

/** Names in the profiles that come with FreeSWITCH which 1.10.12 never reads. */
export const UNREAD_SETTINGS: readonly string[] = [
  'delete-subs-on-register',
  'renegotiate-codec-on-hold',
  'rtp-autoflush-during-bridge',
]

/** The setting of this name, in any case (strcasecmp); `undefined` for a name that FreeSWITCH ignores. */
export function settingSpec(name: string): SettingSpec | undefined {
  return BY_NAME.get(name.toLowerCase())
}

/**
 * The name under which a setting is planned and written: as the table spells it, also for one that is
 * not read; any other name as it is.
 */
export function canonicalSettingName(name: string): string {
  const lower = name.toLowerCase()
  return BY_NAME.get(lower)?.name ?? UNREAD_SETTINGS.find((each) => each === lower) ?? name
}

/**
 * What brings a new value of a setting into force as a whole.
 *
 * `partial` counts as `restart`: a rescan lets new calls or gateways see the new value, or takes it in one direction only,
 * while the SIP stack or what runs already keeps the old one (see its `note`). Only a restart brings all of it into
 * force, and a plan that says "applied" after a rescan would be wrong.
 */
export function whatApplies(spec: SettingSpec): 'rescan' | 'restart' | 'none' {
  return spec.effect === 'partial' ? 'restart' : spec.effect
}

/**
 * What brings the default back into force once a setting is gone from disk. FreeSWITCH resets only a few
 * settings before it parses them again: all others keep their last value until a restart.
 */
export function whatReverts(spec: SettingSpec): 'rescan' | 'restart' | 'none' {
  if (spec.effect === 'none') return 'none'
  return spec.removal === 'sticky' ? 'restart' : whatApplies(spec)
}

const BY_NAME: ReadonlyMap<string, SettingSpec> = new Map(
  PROFILE_SETTINGS.map((spec) => [spec.name.toLowerCase(), spec]),
)
