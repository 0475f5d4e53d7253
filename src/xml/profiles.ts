import type { Diagnostic } from '../errors.ts'
import type { DiskGateway, DiskProfile } from '../model/disk.ts'
import { readBool } from '../model/read-values.ts'
import { isOpaque, readText, showOpaque } from '../model/text.ts'
import type { Expanded } from './expand.ts'
import { finding, findInTag, warn, type Finding } from './findings.ts'
import { readGateways } from './gateways.ts'
import { findInlinePlace } from './inline-place.ts'
import { childrenOf, firstChild, type Element, type ScannedDocument } from './scan.ts'
import { includesDirectory } from './includes-directory.ts'
import { readSettings } from './settings.ts'
import { findProfiles } from './sofia.ts'
import { attributeValue, type Source } from './source.ts'
import { readUserGateways } from './user-gateways.ts'

/** The profiles that FreeSWITCH takes, with their gateways, and what is wrong with them. */
export interface ProfilesRead {
  readonly profiles: readonly DiskProfile[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads mod_sofia's profiles; of equal names (without case) the first one holds. */
export function readProfiles(
  expanded: Expanded,
  { root, comments }: ScannedDocument,
  sofia: Element,
): ProfilesRead {
  const source = { text: expanded.text, globals: expanded.globals }
  const taken = new Set<string>()
  const profiles: DiskProfile[] = []
  const findings: Finding[] = []
  for (const element of findProfiles(sofia)) {
    const name = showOpaque(attributeValue(source, element, 'name') ?? '')
    if (taken.has(name.toLowerCase())) {
      findings.push(
        finding(element, `FreeSWITCH ignores the second profile "${name}"`, 'Remove or rename it.'),
      )
      continue
    }
    taken.add(name.toLowerCase())
    const read = readProfile({ expanded, source, root, comments }, element, name)
    profiles.push(read.profile)
    findings.push(...findInTag(source, element), ...read.findings)
  }
  const diagnostics = findings.map((each) => {
    const { file, offset } = expanded.map.locate(each.start)
    return warn(file, offset, each)
  })
  return { profiles, diagnostics: [...diagnostics, ...namesInTwoProfiles(profiles)] }
}

interface Context {
  readonly expanded: Expanded
  readonly source: Source
  readonly root: Element
  readonly comments: readonly number[]
}

function readProfile(
  { expanded, source, root, comments }: Context,
  element: Element,
  name: string,
): { readonly profile: DiskProfile; readonly findings: readonly Finding[] } {
  const own = readSettings(expanded, source, element)
  const list = firstChild(element, 'gateways')
  const tlsText = readText(own.settings.get('tls') ?? '', source.globals)
  const tls = isOpaque(tlsText) || readBool(tlsText)
  const read =
    list === undefined ? { gateways: [], findings: [] } : readGateways(expanded, list, { profile: name, tls })
  const userGateways = readUserGateways(expanded, root, element, { profile: name, tls })
  const inlineAt = list === undefined ? undefined : findInlinePlace(expanded, list)
  const profile = {
    name,
    file: expanded.map.locate(element.start).file,
    gateways: read.gateways,
    ...(userGateways.length > 0 && { userGateways }),
    ...own,
    includesDirectory:
      list !== undefined && includesDirectory(expanded, comments, list, `sip_profiles/${name}`),
  }
  return {
    profile: inlineAt === undefined ? profile : { ...profile, inlineAt },
    findings: [...findInProfile(element, name), ...read.findings],
  }
}

function findInProfile(profile: Element, name: string): readonly Finding[] {
  const what = `FreeSWITCH ignores the second <gateways> of the profile "${name}"`
  const second = childrenOf(profile, 'gateways')
    .slice(1)
    .map((each) => finding(each, what, 'Move what is in it to the first one.'))
  if (firstChild(profile, 'settings') !== undefined) return second
  return [
    ...second,
    finding(
      profile,
      `FreeSWITCH does not start the profile "${name}": it has no <settings>`,
      'Give it <settings>.',
    ),
  ]
}

/** The table of gateways is one for all profiles: the second one could not be addressed. */
function namesInTwoProfiles(profiles: readonly DiskProfile[]): readonly Diagnostic[] {
  const first = new Map<string, DiskGateway>()
  const diagnostics: Diagnostic[] = []
  for (const gateway of profiles.flatMap(({ gateways }) => gateways)) {
    if (gateway.skipped !== undefined) continue
    const other = first.get(gateway.name)
    if (other === undefined) first.set(gateway.name, gateway)
    else diagnostics.push(twice(gateway, other))
  }
  return diagnostics
}

function twice(gateway: DiskGateway, other: DiskGateway): Diagnostic {
  const { file, start, end } = gateway.site
  return {
    code: 'GW205',
    severity: 'error',
    message: `${file}: the gateway "${gateway.name}" of profile ${gateway.profile} has the name of one of profile ${other.profile} (${other.site.file})`,
    hint: 'Gateway names are unique across all profiles: rename one of the two.',
    at: { file, offset: start, length: end - start },
  }
}
