import type { Diagnostic } from '../errors.ts'
import type { Policy } from '../model/desired.ts'
import type { Disk } from '../model/disk.ts'
import { gatewayPath } from '../model/gateway.ts'
import type { Live } from '../model/live.ts'
import type { Change, FileAttributes, FileChange, Plan, Range, Refusal } from '../model/plan.ts'
import { decodeBytes } from '../xml/bytes.ts'
import { readWith } from '../xml/overlay.ts'
import { placesInText } from '../xml/places-in-text.ts'
import { readDisk } from '../xml/read.ts'
import type { BuildResult } from './build.ts'
import { lostWithRestart, withCarried } from './carried.ts'
import { listChanges } from './distributors.ts'
import { guard, type Allowances } from './guard.ts'
import { hideByPlace } from './hide-by-place.ts'
import { listsNotLoaded } from './list-nodes.ts'
import { stageLists } from './list-stages.ts'
import { onlyInMemory } from './memory-only.ts'
import { unlessEmpty } from './optional-parts.ts'
import { guardProfiles } from './profile-guard.ts'
import { restoreChanges, staleGateways } from './restore.ts'
import { restoreLists } from './restore-lists.ts'
import { restoreProfiles } from './restore-profiles.ts'
import { waitingRestart } from './restart-warnings.ts'
import { planSteps } from './sequence.ts'
import { stretchesOf } from './stretches.ts'
import type { SwitchEvidence } from './switch-evidence.ts'
import { waitingProfiles } from './waiting-profiles.ts'
import { alsoStarted } from './warnings.ts'

/** One file of a backup, and what stands in its place now; texts in latin1, null for no such file. */
export interface KeptFile {
  readonly path: string
  readonly now: string | null
  readonly kept: string | null
  /** Of the file as it was kept. */
  readonly attributes?: FileAttributes
  /** Byte ranges of `now` that must not be shown; absent when nobody knows them. */
  readonly sensitiveNow?: readonly Range[]
  readonly sensitiveKept: readonly Range[]
  /** Who changed it after the apply of that backup; absent when it stands as that apply left it. */
  readonly changedBy?: string
}

export interface RestoreOptions {
  /** What is known of the switch besides what it reports; absent: nothing. */
  readonly evidence?: SwitchEvidence
  readonly policy: Policy
  readonly allow: Allowances
  /** `--allow-changed`: files that somebody changed since go back, too. */
  readonly allowChanged: boolean
  /** Distributor lists that the apply of the backup changed, or took gateways from. */
  readonly lists?: readonly string[]
}

/** The plan, and the texts that its warnings may be shown in. */
export interface RestoreResult extends BuildResult {
  readonly sources: ReadonlyMap<string, string>
}

/**
 * The plan that lays the files of a backup back. The rule:
 *
 * - A file that stands as it was kept is left alone; every other one is written as it was kept.
 * - The gateways that then mean something else are changed in the switch, as `restoreChanges` says.
 *   Where the present configuration does not load, nothing can be compared with it: then the gateways
 *   of the restored files that do not run as they will stand are started anew.
 * - What was kept must load. A file that was changed since is refused, unless that is allowed.
 * - Distributor lists go back with their file, and gateways leave them while they are changed.
 * - The limits of any other plan hold.
 *
 * @param live  absent when the switch is not asked: what stands on disk is then taken to run
 */
export function buildRestorePlan(
  disk: Disk,
  live: Live | undefined,
  kept: readonly KeptFile[],
  options: RestoreOptions,
): RestoreResult {
  const { policy, allow, evidence = {} } = options
  const moved = kept.filter((each) => each.now !== each.kept)
  const files = moved.map(fileChange)
  const wanted = files.length === 0 ? disk : readDisk(readWith(disk, files))
  const sources = sourcesOf(wanted, files)
  const secret = secretsIn(files)
  const loads = loadsNow(disk)
  const { settings, profiles: whole } = restoreProfiles(loads ? disk : wanted, wanted, live, {
    secret,
    ...(evidence.loaded && { loaded: evidence.loaded }),
  })
  const changes = hiddenChanges(changesTo(disk, wanted, live, moved), disk, wanted, secret)
  const globals = new Map([...(live?.globals ?? []), ...wanted.globals])
  const profiles = whole.map((each) => withCarried(each, changes, wanted, live, globals))
  const waiting = waitingProfiles(wanted, live, evidence, { profiles, settings })
  const noRescan = new Set(waiting.keys())
  const work = { profiles, settings, noRescan }
  const lists = loadsNow(wanted) ? restoreLists(disk, wanted, live, options.lists ?? []) : []
  const stages = stageLists(lists, stretchesOf(changes, undefined, work), disk, files)
  const distributors = listChanges(lists, stages.paused)
  const warnings = [
    ...placesInText([...wanted.diagnostics, ...alsoStarted(changes, wanted, live, noRescan)], wanted.files),
    ...stages.diagnostics,
    ...moved.flatMap(changedSince),
    ...lostWithRestart(profiles),
    ...changes.flatMap((each) => onlyInMemory(each, disk)),
    ...[...waiting].map(([profile, pending]) => waitingRestart(profile, pending)),
  ]
  if (warnings.some((each) => each.severity === 'error')) return { diagnostics: warnings, sources }
  const world = { disk, planned: wanted, live, evidence, policy, allow, noRescan, globals }
  const plan: Plan = {
    changes,
    ...unlessEmpty({ settings, profiles, distributors, staged: stages.staged, noRescan: [...noRescan] }),
    files,
    steps: planSteps(changes, undefined, work, stages.around),
    refusals: [
      ...guard(changes, disk, live, policy, allow, work),
      ...guardProfiles(profiles, settings, world),
      ...listsNotLoaded(live, distributors.length),
      ...(options.allowChanged ? [] : refuseChanged(moved)),
    ],
    warnings,
    unchanged: unchangedIn(wanted, changes),
    unmanaged: [],
    observed: live !== undefined,
    ...(live && { coreUuid: live.coreUuid }),
  }
  return { plan, diagnostics: warnings, sources }
}

function fileChange(file: KeptFile): FileChange {
  const { path, now, kept, attributes } = file
  // What nobody knows the secrets of is shown by the names of its parameters only.
  const known = file.sensitiveNow !== undefined
  return {
    path,
    action: kept === null ? 'delete' : now === null ? 'create' : 'update',
    before: now,
    after: kept,
    owner: path,
    ...(attributes && { attributes }),
    sensitiveBefore: file.sensitiveNow ?? whole(now),
    sensitiveAfter: known ? file.sensitiveKept : whole(kept),
  }
}

/** All but the last line end, so that a hidden text still reads as a line. */
function whole(text: string | null): Range[] {
  const length = text?.replace(/\r?\n$/, '').length ?? 0
  return length === 0 ? [] : [{ start: 0, end: length }]
}

function changesTo(
  disk: Disk,
  wanted: Disk,
  live: Live | undefined,
  moved: readonly KeptFile[],
): readonly Change[] {
  if (loadsNow(disk)) return restoreChanges(disk, wanted, live)
  if (live === undefined) return []
  const stale = staleGateways(wanted, live, new Set(moved.map((each) => each.path)))
  return restoreChanges(wanted, wanted, live, stale)
}

/** Where it does not, nothing can be compared with it. */
function loadsNow(disk: Disk): boolean {
  return !disk.diagnostics.some(({ code }) => code === 'GW201' || code === 'GW204')
}

interface SecretRanges {
  readonly before: ReadonlyMap<string, readonly Range[]>
  readonly after: ReadonlyMap<string, readonly Range[]>
}

function secretsIn(files: readonly FileChange[]): SecretRanges {
  return {
    before: new Map(files.map((each) => [each.path, each.sensitiveBefore])),
    after: new Map(files.map((each) => [each.path, each.sensitiveAfter])),
  }
}

function hiddenChanges(
  changes: readonly Change[],
  disk: Disk,
  wanted: Disk,
  { before, after }: SecretRanges,
): Change[] {
  return hideByPlace(changes, [
    { disk, sensitive: before },
    { disk: wanted, sensitive: after },
  ])
}

/** Without the restored files: excerpts hide by name, and what came from `${env:}` is known by place only. */
function sourcesOf(wanted: Disk, files: readonly FileChange[]): ReadonlyMap<string, string> {
  const restored = new Set(files.map((each) => each.path))
  const shown = [...wanted.files].filter(([path]) => !restored.has(path))
  return new Map(shown.map(([path, { text }]) => [path, decodeBytes(text)]))
}

function changedSince({ path, changedBy }: KeptFile): Diagnostic[] {
  if (changedBy === undefined) return []
  return [
    {
      code: 'GW313',
      severity: 'warning',
      message: `${path} was changed since by ${changedBy}; restoring it undoes that, too.`,
      hint: 'What stands there now is kept in a new backup.',
    },
  ]
}

function refuseChanged(moved: readonly KeptFile[]): Refusal[] {
  const paths = moved.filter((each) => each.changedBy !== undefined).map((each) => each.path)
  const [first] = paths
  if (first === undefined) return []
  const what = paths.length === 1 ? first : `${first} and ${paths.length - 1} more`
  return [
    {
      rule: 'changed-since',
      message: `Changed after the backup was made: ${what}. Restoring would undo that, too.`,
      lift: '--allow-changed',
    },
  ]
}

function unchangedIn(wanted: Disk, changes: readonly Change[]): Plan['unchanged'] {
  const changed = new Set(changes.map((each) => gatewayPath(each.profile, each.gateway)))
  return wanted.profiles
    .flatMap((each) => each.gateways)
    .filter((each) => each.skipped === undefined && !changed.has(gatewayPath(each.profile, each.name)))
    .map((each) => ({ profile: each.profile, gateway: each.name }))
}
