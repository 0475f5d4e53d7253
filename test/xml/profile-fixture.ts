import type { Disk, DiskProfile } from '../../src/model/disk.ts'
import type { ProfileIntent } from '../../src/model/edit.ts'
import type { Text } from '../../src/model/gateway.ts'
import { readText, writeTextKeepingReferences } from '../../src/model/text.ts'
import { readFromMemory } from '../../src/xml/memory-reader.ts'
import { readDisk } from '../../src/xml/read.ts'
import { conf } from './conf-fixture.ts'

/** A configuration with this text as the file of its one profile, external. */
export function withProfile(text: string, more: Readonly<Record<string, string>> = {}): Disk {
  return readDisk(readFromMemory(conf({ 'sip_profiles/external.xml': text, ...more })))
}

export function profileOf(disk: Disk, name = 'external'): DiskProfile {
  const found = disk.profiles.find((each) => each.name === name)
  if (found === undefined) throw new Error(disk.diagnostics.map((each) => each.message).join('\n'))
  return found
}

/** Settings as they shall stand: a value, or several. */
export type Wanted = Readonly<Record<string, string | readonly string[]>>

export function settingTexts(wanted: Wanted): ReadonlyMap<string, readonly Text[]> {
  return new Map(
    Object.entries(wanted).map(([name, value]) => [
      name,
      [value].flat().map((each) => ({ xml: writeTextKeepingReferences(each), sensitive: false })),
    ]),
  )
}

export function setting(
  disk: Disk,
  wanted: Wanted,
  remove: readonly string[] = [],
  name?: string,
): ProfileIntent {
  return { kind: 'settings', profile: profileOf(disk, name), set: settingTexts(wanted), remove }
}

/** Every value of each setting as FreeSWITCH reads it. */
export function valuesOf(disk: Disk, name = 'external'): Readonly<Record<string, readonly string[]>> {
  const values = profileOf(disk, name).settingValues ?? new Map<string, readonly string[]>()
  return Object.fromEntries(
    [...values].map(([each, xml]) => [each, xml.map((text) => readText(text, disk.globals))]),
  )
}
