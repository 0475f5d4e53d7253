import type { Diagnostic } from '../errors.ts'
import type { ConfReader, Disk, DiskFile, Unread } from '../model/disk.ts'
import { showOpaque } from '../model/text.ts'
import { expandConfiguration, type Expanded } from './expand.ts'
import { isInComment } from './comments.ts'
import { readDistributors } from './distributors.ts'
import { readProfiles } from './profiles.ts'
import { findInclude } from './includes-directory.ts'
import { firstChild, scan, type Element, type ScannedDocument } from './scan.ts'
import { findProfiles, findSofia } from './sofia.ts'
import { attributeValue, type Source } from './source.ts'
import { findStart } from './start.ts'
import { decodeBytes } from './bytes.ts'

/**
 * Reads a configuration directory with the meaning FreeSWITCH gives it: one document, made by the
 * preprocessor from freeswitch.xml on. Where there is none it begins at
 * autoload_configs/sofia.conf.xml or sip_profiles/*.xml, after vars.xml.
 *
 * Problems are in `diagnostics`: GW204 for no configuration at all, GW201 for what would fail the
 * whole load (no profiles then), GW202 for what FreeSWITCH drops or misreads, GW205 for a name in
 * two profiles. Only what concerns gateways and distributor lists is told, and elements that are lost with their line.
 */
export function readDisk(reader: ConfReader): Disk {
  const start = findStart(reader)
  if (start === undefined) return failed([noConfiguration()], new Map())
  const expanded = expandConfiguration(reader, start)
  const { files } = expanded
  if (/^[\xfe\xff]/.test(expanded.text)) return failed([notEightBit(expanded)], files)
  const document = scan(expanded.text)
  if ('error' in document) return failed([loadError(expanded, document.error)], files)
  const source = { text: expanded.text, globals: expanded.globals }
  const sofia = findSofia(source, document.root)
  if (sofia === undefined) return failed([...alwaysTold(expanded), noSofia()], files, expanded.globals)
  const read = readProfiles(expanded, document, sofia)
  const lists = readDistributors(expanded, document.root)
  const diagnostics = [...remarksOn(expanded, document, sofia), ...read.diagnostics, ...lists.diagnostics]
  const includes = new Map(expanded.includes.map(({ pattern, paths }) => [pattern, paths]))
  const { distributors } = lists
  const notIncluded = reader.glob('sip_profiles/*/*.xml').paths.filter((path) => !files.has(path))
  const unread = unreadAmongProfiles(expanded, source, document, sofia)
  const includedBy = whoIncludesProfiles(expanded, document, sofia)
  return {
    files,
    profiles: read.profiles,
    ...(distributors && { distributors }),
    globals: expanded.globals,
    includes,
    ...(notIncluded.length > 0 && { notIncluded }),
    ...(includedBy !== undefined && { profilesIncludedBy: includedBy }),
    ...(unread.length > 0 && { unread }),
    diagnostics,
  }
}

function whoIncludesProfiles(
  expanded: Expanded,
  { comments }: ScannedDocument,
  sofia: Element,
): string | undefined {
  const list = firstChild(sofia, 'profiles')
  return list && findInclude(expanded, comments, list, 'sip_profiles')?.from
}

function failed(
  diagnostics: readonly Diagnostic[],
  files: ReadonlyMap<string, DiskFile>,
  globals: ReadonlyMap<string, string> = new Map(),
): Disk {
  return { files, profiles: [], globals, diagnostics }
}

function noConfiguration(): Diagnostic {
  return {
    code: 'GW204',
    severity: 'error',
    message:
      'There is no freeswitch.xml, autoload_configs/sofia.conf.xml or sip_profiles/*.xml that can be read',
    hint: 'Name the FreeSWITCH configuration directory in `freeswitch.conf`.',
  }
}

function noSofia(): Diagnostic {
  return {
    code: 'GW204',
    severity: 'error',
    message: 'The configuration has no <configuration name="sofia.conf"> in its section "configuration"',
    hint: 'Check that freeswitch.xml includes autoload_configs/*.xml.',
  }
}

/** FreeSWITCH reads UTF-16 only as a whole document, which line-wise preprocessing rules out. */
function notEightBit(expanded: Expanded): Diagnostic {
  const { file } = expanded.map.locate(0)
  return {
    code: 'GW201',
    severity: 'error',
    message: `${file} is not in UTF-8, but in UTF-16: FreeSWITCH cannot load it`,
    hint: 'Save it as UTF-8.',
    at: { file, offset: 0, length: 2 },
  }
}

function loadError(expanded: Expanded, error: { readonly message: string; readonly at: number }): Diagnostic {
  const { file, offset } = expanded.map.locate(Math.max(0, Math.min(error.at, expanded.text.length) - 1))
  return {
    code: 'GW201',
    severity: 'error',
    message: `${file}: FreeSWITCH could not load its whole configuration: ${decodeBytes(error.message)}`,
    hint: 'Correct the markup here; the line number counts the expanded document, log/freeswitch.xml.fsxml.',
    at: { file, offset, length: 1 },
  }
}

function alwaysTold(expanded: Expanded): readonly Diagnostic[] {
  return expanded.remarks.filter(({ scope }) => scope === 'always').map(({ diagnostic }) => diagnostic)
}

/** The preprocessor's remarks that concern mod_sofia, or whoever wrote the line. */
function remarksOn(expanded: Expanded, document: ScannedDocument, sofia: Element): readonly Diagnostic[] {
  const comments = document.comments
  return expanded.remarks
    .filter(({ at, scope }) => {
      if (scope === 'always') return true
      if (scope !== 'everywhere' && !isWithin(sofia, at)) return false
      return isInComment(comments, at) === (scope === 'inside comments')
    })
    .map(({ diagnostic }) => diagnostic)
}

function unreadAmongProfiles(
  { remarks }: Expanded,
  source: Source,
  { comments }: ScannedDocument,
  sofia: Element,
): Unread[] {
  const profiles = findProfiles(sofia)
  return remarks
    .filter(({ at, unread }) => unread === true && isWithin(sofia, at) && !isInComment(comments, at))
    .map(({ at, diagnostic }) => {
      const profile = profiles.find((each) => isWithin(each, at))
      return {
        diagnostic,
        ...(profile && { profile: showOpaque(attributeValue(source, profile, 'name') ?? '') }),
      }
    })
}

function isWithin({ start, end }: Element, at: number): boolean {
  return at >= start && at <= end
}
