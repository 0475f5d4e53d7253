import type { Disk, DiskProfile } from '../model/disk.ts'
import type { ProfileIntent } from '../model/edit.ts'
import { settingSpec } from '../model/profile-settings.ts'
import { readText, type Globals } from '../model/text.ts'

type Intents = readonly ProfileIntent[]
/** What stands of the settings of a profile, as written: every value by name in lower case. */
type Values = ReadonlyMap<string, readonly string[]>

/**
 * What would not be as intended after a change of files: profiles that are not those wanted, settings
 * that read otherwise. One clause each, which follows "after the edit".
 */
export function verifyProfiles(disk: Disk, intents: Intents, after: Disk): readonly string[] {
  const expected = expectProfiles(disk, intents)
  const found = new Map(after.profiles.map((each) => [each.name, each]))
  return [
    ...[...found.keys()]
      .filter((name) => !expected.has(name))
      .map((name) => `FreeSWITCH would still read a profile "${name}"`),
    ...[...expected].flatMap(([name, wanted]) => compare(name, wanted, found.get(name), after.globals)),
  ]
}

interface Expected {
  readonly values: Values
  /** It has to read the files of its gateways. */
  readonly isNew?: true
}

function expectProfiles(disk: Disk, intents: Intents): ReadonlyMap<string, Expected> {
  const expected = new Map<string, Expected>(
    disk.profiles.map((each) => [each.name, { values: valuesOf(each) }]),
  )
  for (const intent of intents) {
    switch (intent.kind) {
      case 'settings':
        expected.set(intent.profile.name, { values: change(valuesOf(intent.profile), intent) })
        break
      case 'create-profile':
        expected.set(intent.name, {
          values: change(new Map(), { set: intent.settings, remove: [] }),
          isNew: true,
        })
        break
      case 'remove-profile':
        expected.delete(intent.profile.name)
    }
  }
  return expected
}

/** The settings as they shall read: of equal names the last one is the one that is set. */
function change(
  values: Values,
  { set, remove }: Pick<Extract<ProfileIntent, { kind: 'settings' }>, 'set' | 'remove'>,
): Values {
  const changed = new Map(values)
  for (const name of remove) changed.delete(name.toLowerCase())
  for (const [name, texts] of set) {
    const written = texts.map(({ xml }) => xml)
    const others = settingSpec(name)?.several === undefined ? changed.get(name.toLowerCase()) : undefined
    changed.set(name.toLowerCase(), [...(others ?? []).slice(0, -1), ...written])
  }
  return changed
}

function compare(
  name: string,
  wanted: Expected,
  found: DiskProfile | undefined,
  globals: Globals,
): readonly string[] {
  if (found === undefined) return [`FreeSWITCH would not read the profile "${name}"`]
  if (wanted.isNew === true && !found.includesDirectory)
    return [`the new profile "${name}" would not read the files of its gateways`]
  const values = valuesOf(found)
  return [...new Set([...wanted.values.keys(), ...values.keys()])]
    .filter((each) => readAll(wanted.values, each, globals) !== readAll(values, each, globals))
    .map((each) => `the setting "${each}" of profile ${name} would not read as intended`)
}

function readAll(values: Values, name: string, globals: Globals): string {
  return JSON.stringify((values.get(name) ?? []).map((xml) => readText(xml, globals)))
}

function valuesOf(profile: DiskProfile): Values {
  return profile.settingValues ?? new Map()
}
