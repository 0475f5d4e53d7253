import type { DiskProfile } from '../model/disk.ts'
import { settingSpec, type SettingSpec } from '../model/profile-settings.ts'
import { isSecretName } from '../model/secret-words.ts'
import { readBool, readInt } from '../model/read-values.ts'
import { readText, type Globals } from '../model/text.ts'

/**
 * What FreeSWITCH makes of a setting, as one comparable text; undefined where it is not written at
 * all. Two settings with equal meanings need no change, however differently they are written:
 * booleans come down to true or false, numbers to what atoi makes of them, and of several values the
 * last one counts, unless FreeSWITCH takes several of the name (sofia.c:4722-6107, 1.10.12).
 *
 * @param texts  the values as written, in order
 */
export function settingMeaning(name: string, texts: readonly string[], globals: Globals): string | undefined {
  const spec = settingSpec(name)
  const last = texts.at(-1)
  if (last === undefined) return undefined
  const read = (text: string): string => valueMeaning(spec, readText(text, globals))
  return spec?.several !== undefined ? JSON.stringify(texts.map(read)) : read(last)
}

/** Whether no value of a setting is to be shown, wherever it comes from. */
export function isSecretSetting(name: string): boolean {
  return settingSpec(name)?.sensitive === true || isSecretName(name)
}

/**
 * The values of a setting that count, as written: of several the last one, unless FreeSWITCH takes several.
 * Names are compared without case, as FreeSWITCH does.
 */
export function valuesOf(profile: DiskProfile | undefined, name: string): readonly string[] {
  const key = name.toLowerCase()
  const last = profile?.settings.get(key)
  const all = profile?.settingValues?.get(key) ?? (last === undefined ? [] : [last])
  return settingSpec(name)?.several === undefined ? all.slice(-1) : all
}

/** What a profile says of a setting; undefined where it says nothing. */
export function meaningIn(
  profile: DiskProfile | undefined,
  name: string,
  globals: Globals,
): string | undefined {
  return settingMeaning(name, valuesOf(profile, name), globals)
}

function valueMeaning(spec: SettingSpec | undefined, value: string): string {
  switch (spec?.kind) {
    case 'bool':
      return String(readBool(value))
    case 'int':
    case 'seconds':
    case 'milliseconds':
    case 'port':
      return /^\s*[-+]?\d/.test(value) ? String(readInt(value)) : value.toLowerCase()
    case 'enum':
    case 'list':
      return value.toLowerCase()
    case 'address':
    case 'text':
    case undefined:
  }
  return value
}
