import type { DiskProfile, DiskSetting } from '../model/disk.ts'
import { siteOf, whyShared, whyUneditable } from './editable.ts'
import type { Expanded } from './expand.ts'
import { readParams } from './gateway-element.ts'
import { firstChild, type Element } from './scan.ts'
import type { Source } from './source.ts'

/** What the first `<settings>` of a profile says, and where a setting can be edited or added. */
export type SettingsRead = Pick<
  DiskProfile,
  'settings' | 'settingValues' | 'settingElements' | 'settingsAt' | 'site'
>

/** Reads the settings of a profile. Names in the maps are in lower case: mod_sofia compares them so. */
export function readSettings(expanded: Expanded, source: Source, profile: Element): SettingsRead {
  const settings = firstChild(profile, 'settings')
  const elements = settings === undefined ? [] : readElements(expanded, source, settings)
  const values = new Map<string, string[]>()
  for (const { name, xml } of elements) {
    const known = values.get(name.toLowerCase())
    if (known === undefined) values.set(name.toLowerCase(), [xml])
    else known.push(xml)
  }
  const settingsAt = placeOf(expanded, settings ?? profile)
  const site = wholeSite(expanded, profile)
  return {
    settings: new Map(elements.map(({ name, xml }) => [name.toLowerCase(), xml])),
    settingValues: values,
    settingElements: elements,
    ...(settingsAt && { settingsAt: { ...settingsAt, ...(settings === undefined && { missing: true }) } }),
    ...(site && { site }),
  }
}

function readElements(expanded: Expanded, source: Source, settings: Element): readonly DiskSetting[] {
  return readParams(source, settings).map(({ element, name, value }) => {
    const uneditable = whyUneditable(expanded, element)
    const site = siteOf(expanded, element)
    return { name, xml: value.xml, site, ...(uneditable !== undefined && { uneditable }) }
  })
}

function placeOf(expanded: Expanded, element: Element): { file: string; start: number } | undefined {
  const { file, offset } = expanded.map.locate(element.start)
  const isBroken = expanded.map.describeBreak(element.start, element.open) !== undefined
  return isBroken || whyShared(expanded, file) !== undefined ? undefined : { file, start: offset }
}

/** The element from its start tag to its end tag, when both stand in one file; what it includes between them may not. */
function wholeSite(expanded: Expanded, profile: Element): DiskProfile['site'] {
  const begins = placeOf(expanded, profile)
  const last = Math.min(profile.close, profile.end - 1)
  const isBroken = expanded.map.describeBreak(last, profile.end) !== undefined
  const { file, start, end } = siteOf(expanded, profile)
  const ends = expanded.map.locate(profile.end - 1).file
  return begins === undefined || isBroken || ends !== file ? undefined : { file, start, end }
}
