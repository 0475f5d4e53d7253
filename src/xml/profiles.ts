import type { Diagnostic } from '../errors.ts'
import type { DiskGateway, DiskProfile } from '../model/disk.ts'
import { readBool } from '../model/read-values.ts'
import { isOpaque, readText, showOpaque } from '../model/text.ts'
import { isInComment } from './comments.ts'
import type { Expanded, Include } from './expand.ts'
import { finding, findInTag, warn, type Finding } from './findings.ts'
import { readParams } from './gateway-element.ts'
import { readGateways } from './gateways.ts'
import { matchesGlob } from './glob.ts'
import { findInlinePlace } from './inline-place.ts'
import { childrenOf, firstChild, type Element } from './scan.ts'
import { directoryOf } from './paths.ts'
import { findProfiles } from './sofia.ts'
import { attributeValue, type Source } from './source.ts'

/** The profiles that FreeSWITCH takes, with their gateways, and what is wrong with them. */
export interface ProfilesRead {
  readonly profiles: readonly DiskProfile[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads mod_sofia's profiles; of equal names (without case) the first one holds. */
export function readProfiles(expanded: Expanded, sofia: Element, comments: readonly number[]): ProfilesRead {
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
    const read = readProfile({ expanded, source, comments }, element, name)
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
  readonly comments: readonly number[]
}

function readProfile(
  { expanded, source, comments }: Context,
  element: Element,
  name: string,
): { readonly profile: DiskProfile; readonly findings: readonly Finding[] } {
  const settings = readSettings(source, element)
  const list = firstChild(element, 'gateways')
  const tlsText = readText(settings.get('tls') ?? '', source.globals)
  const tls = isOpaque(tlsText) || readBool(tlsText)
  const read =
    list === undefined ? { gateways: [], findings: [] } : readGateways(expanded, list, { profile: name, tls })
  const inlineAt = list === undefined ? undefined : findInlinePlace(expanded, list)
  const profile = {
    name,
    file: expanded.map.locate(element.start).file,
    gateways: read.gateways,
    settings,
    includesDirectory: list !== undefined && includesDirectory(expanded, comments, list, name),
  }
  return {
    profile: inlineAt === undefined ? profile : { ...profile, inlineAt },
    findings: [...findInProfile(element, name), ...read.findings],
  }
}

/** Names in lower case: mod_sofia compares them so. */
function readSettings(source: Source, profile: Element): ReadonlyMap<string, string> {
  const settings = firstChild(profile, 'settings')
  const params = settings === undefined ? [] : readParams(source, settings)
  return new Map(params.map((param) => [param.name.toLowerCase(), param.value.xml]))
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

/** Two names that have nothing in common but that any gateway could have them. */
const PROBES = ['a', '0-Z_9.q']

/** Whether the list itself, not a comment or a gateway in it, includes every file that gwctl could write for the profile. */
function includesDirectory(
  expanded: Expanded,
  comments: readonly number[],
  list: Element,
  profile: string,
): boolean {
  return expanded.includes.some(
    (include) =>
      isDirectlyIn(list, include.at) &&
      !isInComment(comments, include.at) &&
      PROBES.every((probe) => matchesGlob(relativePattern(include), `sip_profiles/${profile}/${probe}.xml`)),
  )
}

/** An absolute pattern seen from the configuration directory, where what it matched shows that it is inside. */
function relativePattern({ pattern, paths }: Include): string {
  const [path] = paths
  if (!pattern.startsWith('/') || path === undefined || path.startsWith('/')) return pattern
  return `${directoryOf(path)}${pattern.slice(pattern.lastIndexOf('/'))}`
}

function isDirectlyIn(list: Element, at: number): boolean {
  if (at < list.open || at > list.close) return false
  return !childrenOf(list).some((child) => child.start < at && at < child.end)
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
