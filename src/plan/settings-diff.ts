import type { DesiredProfile, DesiredSetting } from '../model/desired.ts'
import type { DiskProfile } from '../model/disk.ts'
import type { Text } from '../model/gateway.ts'
import type { SettingChange } from '../model/plan.ts'
import { settingSpec, whatApplies } from '../model/profile-settings.ts'
import { showOpaque, type Globals } from '../model/text.ts'
import type { PendingRestart } from './pending-restarts.ts'
import { isSecretSetting, meaningIn, settingMeaning, valuesOf } from './setting-meaning.ts'

/** What the settings of one profile are compared with. */
export interface SettingsWorld {
  readonly globals: Globals
  /** The profile as it stands; absent: it does not. */
  readonly onDisk: DiskProfile | undefined
  /** As FreeSWITCH has it in memory; absent: nobody asked, or the profile does not run. */
  readonly loaded: DiskProfile | undefined
  /** What waits for a restart of it, and surely so. */
  readonly pending: readonly PendingRestart[]
}

/**
 * The settings of a profile that have to change. The rule:
 *
 * - Only the ones that the YAML lists; a value that FreeSWITCH reads as the desired one is left alone,
 *   whatever its spelling.
 * - One that is another on disk is written. What brings it into force then is what the table says:
 *   a rescan, a restart of the profile, or nothing in this version of FreeSWITCH. Nothing has to where
 *   only the disk has moved: FreeSWITCH still has the desired value in memory, and no evidence is
 *   against it being in force.
 * - One that is right on disk but not in the switch changes there only: FreeSWITCH has loaded another
 *   value, or the profile was started with another one.
 */
export function settingChanges(profile: DesiredProfile, world: SettingsWorld): SettingChange[] {
  return (profile.settings ?? []).flatMap((setting) => {
    const meaning = settingMeaning(setting.name, setting.texts.map(xmlOf), world.globals)
    if (meaning === undefined) return []
    const change = meaning === meaningIn(world.onDisk, setting.name, world.globals) ? onlyLive : onDisk
    return change(setting, meaning, profile.name, world)
  })
}

function onDisk(
  setting: DesiredSetting,
  meaning: string,
  profile: string,
  { onDisk: standing, loaded, globals, pending }: SettingsWorld,
): SettingChange[] {
  const values = valuesOf(standing, setting.name)
  const before = pendingOf(setting, pending)
  const stillLoaded = loaded !== undefined && meaningIn(loaded, setting.name, globals) === meaning
  const contradicted =
    before !== undefined &&
    before.evidence !== 'loaded' &&
    (before.evidence !== 'record' || before.inForce !== meaning)
  const inForce = stillLoaded && !contradicted
  const reasons = [standing === undefined ? 'not on disk' : 'desired differs from disk']
  if (inForce) reasons.push('FreeSWITCH still has the desired value')
  return [{ ...changeOf(setting, meaning, profile, values, reasons), ...(inForce && { inForce: true }) }]
}

/** It stands as desired; whether the switch has it. */
function onlyLive(
  setting: DesiredSetting,
  meaning: string,
  profile: string,
  { loaded, globals, pending }: SettingsWorld,
): SettingChange[] {
  const waits = pendingOf(setting, pending)
  const live = (values: readonly string[], reason: string): SettingChange[] => [
    { ...changeOf(setting, meaning, profile, values, [reason]), live: true },
  ]
  if (waits !== undefined) {
    const values = typeof waits.inForce === 'string' ? [waits.inForce] : []
    return live(values, `right on disk, but ${WHY[waits.evidence]}`)
  }
  if (loaded === undefined || meaningIn(loaded, setting.name, globals) === meaning) return []
  const { effect } = changeOf(setting, meaning, profile, [], [])
  return effect === 'none' ? [] : live(valuesOf(loaded, setting.name), `right on disk, but ${WHY.loaded}`)
}

/** Why a setting is taken not to be in force. */
export const WHY: Readonly<Record<PendingRestart['evidence'], string>> = {
  record: 'the profile was started with another value',
  loaded: 'FreeSWITCH has another value loaded',
  socket: 'FreeSWITCH has not bound that address',
  contact: 'its gateways show another port in their Contacts',
}

function pendingOf({ name }: DesiredSetting, pending: readonly PendingRestart[]): PendingRestart | undefined {
  return pending.find((each) => each.name === name)
}

function changeOf(
  { name, texts }: DesiredSetting,
  meaning: string,
  profile: string,
  before: readonly string[],
  reasons: readonly string[],
): SettingChange {
  const spec = settingSpec(name)
  const sensitive = isSecretSetting(name) || texts.some((each) => each.sensitive)
  const shown = (values: readonly string[]): string | null =>
    sensitive || values.length === 0 ? null : showOpaque(values.join(', '))
  return {
    kind: 'setting',
    profile,
    name,
    before: shown(before),
    after: shown(texts.map(xmlOf)),
    ...(sensitive && { sensitive: true }),
    effect: spec === undefined ? 'none' : whatApplies(spec),
    reasons,
    texts,
    meaning,
  }
}

function xmlOf({ xml }: Text): string {
  return xml
}
