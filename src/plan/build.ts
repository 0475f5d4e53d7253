import type { Diagnostic } from '../errors.ts'
import type { Desired } from '../model/desired.ts'
import type { Disk, DiskGateway, DiskProfile } from '../model/disk.ts'
import type { GatewayEdit, GatewayIntent } from '../model/edit.ts'
import { gatewayPath, type GatewayDefinition, type Text } from '../model/gateway.ts'
import type { Live } from '../model/live.ts'
import type { Change, GatewayRef, Plan } from '../model/plan.ts'
import { planFiles } from '../xml/files.ts'
import { placesInText } from '../xml/places-in-text.ts'
import { chooseCanaries, type Canaries } from './canary.ts'
import { lostWithRestart, withCarried } from './carried.ts'
import { diff } from './diff.ts'
import { listChanges, listIntents, planLists } from './distributors.ts'
import { guard, type Allowances } from './guard.ts'
import { namesInTwoProfiles } from './names.ts'
import { notLoaded } from './not-loaded.ts'
import { hideParams, hideSecrets, hideSetting, secretNames } from './hide-secrets.ts'
import { leftInLists, listsNotLoaded, strayNodes } from './list-nodes.ts'
import { stageLists } from './list-stages.ts'
import { guardProfiles } from './profile-guard.ts'
import { planProfiles, type ProfilesPlan } from './profile-plan.ts'
import { unlessEmpty } from './optional-parts.ts'
import { markOtherParts } from './other-parts.ts'
import { planSteps } from './sequence.ts'
import { standingGateways } from './standing.ts'
import { stretchesOf } from './stretches.ts'
import type { SwitchEvidence } from './switch-evidence.ts'
import { aboutDisk } from './unread.ts'
import { alsoStarted, tlsWithoutTls, unknownVariables } from './warnings.ts'

export { isEmpty } from './is-empty.ts'

export interface BuildOptions {
  /** Whether desired gateways that stand unmarked get the marker; default true. */
  readonly adopt?: boolean
  /** Restricts the plan to these gateways. */
  readonly targets?: readonly GatewayRef[]
  readonly allow?: Allowances
  /** Names of params and variables, by gateway, whose values were secrets in an earlier apply: they still are. */
  readonly knownSecrets?: ReadonlyMap<string, readonly string[]>
  /** Why what the YAML no longer names must not be deleted in this run; absent: it may be. */
  readonly withholdDeletes?: string
  /** Whether changes are tried under a temporary name first, where the gateway does not say; default false. */
  readonly canary?: boolean
  /** Most gateways that are changed at a time, one batch proven before the next; absent: all of them. */
  readonly batch?: number
  /** Whether settings that only a restart of their profile applies are left as they stand; default false. */
  readonly noRestart?: boolean
  /** What is known of the switch besides what it reports; absent: nothing. */
  readonly evidence?: SwitchEvidence
}

/** A plan, or why there is none: then one of the diagnostics is an error. */
export interface BuildResult {
  readonly plan?: Plan
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Compares desired, disk and live and decides everything that apply will do.
 *
 * @param live  absent when the switch is not asked (`--offline`): what stands on disk is then
 *              taken to run, and differences between disk and switch are not seen
 */
export function buildPlan(
  desired: Desired,
  disk: Disk,
  live: Live | undefined,
  options: BuildOptions = {},
): BuildResult {
  const unread = notLoaded(desired, disk)
  return unread === undefined ? planFor(desired, disk, live, options) : { diagnostics: unread }
}

function planFor(desired: Desired, disk: Disk, live: Live | undefined, options: BuildOptions): BuildResult {
  const { adopt = true, targets, evidence = {}, noRestart = false, allow = {} } = options
  const wanted = targets && { targets }
  const whole = planProfiles(desired, disk, live, { evidence, noRestart, ...wanted })
  const { planned, going, settings, noRescan } = whole
  const found = diff(desired, planned, live, { adopt, going, evidence, ...wanted })
  const { kept, withheld, warnings } = withhold(found.changes, options)
  const intents = [...intentsOf(kept, planned, adopt), ...whole.intents]
  const skipped = tlsWithoutTls(desired, planned)
  const lists = planLists(desired, disk, live, targets)
  // What FreeSWITCH would skip cannot be planned, and is said better here.
  const files = skipped.length > 0 ? NOTHING : planFiles(disk, intents, listIntents(lists))
  const canaries = canariesOf(skipped.length > 0 ? [] : kept, whole, desired, live, options)
  const globals = new Map([...(live?.globals ?? []), ...disk.globals])
  const profiles = whole.profiles.map((each) => withCarried(each, kept, planned, live, globals))
  const work = { profiles, settings, noRescan }
  const fails = skipped.length > 0 || files.diagnostics.some(({ severity }) => severity === 'error')
  const stretches = stretchesOf(canaries.changes, options.batch, work)
  const stages = stageLists(fails ? [] : lists, stretches, disk, files.files)
  const inXml = [...files.diagnostics, ...canaries.diagnostics, ...stages.diagnostics]
  const diagnostics = [
    ...placesInText([...remarksOn(desired, disk, live, { changes: kept, profiles }), ...inXml], disk.files),
    ...found.diagnostics,
    ...namesInTwoProfiles(kept, desired, disk, live),
    ...unknownVariables(desired, disk, live),
    ...strayNodes(desired, disk, live, kept),
    ...skipped,
    ...warnings,
    ...whole.warnings,
    ...lostWithRestart(profiles),
    ...placesInText(alsoStarted(kept, planned, live, noRescan), disk.files),
  ]
  if (diagnostics.some((each) => each.severity === 'error')) return { diagnostics }
  const names = secretNames(desired, options.knownSecrets)
  const world = { disk, planned, live, evidence, policy: desired.policy, allow, noRescan, globals }
  const distributors = listChanges(lists, stages.paused)
  const plan: Plan = {
    changes: canaries.changes.map((each) => hideParams(each, names)),
    ...unlessEmpty({ settings: settings.map((each) => hideSetting(each, names)), noRescan: [...noRescan] }),
    ...unlessEmpty({ profiles, distributors, temporary: canaries.files, staged: stages.staged }),
    files: files.files.map((each) => hideSecrets(each, names)),
    steps: planSteps(canaries.changes, options.batch, work, stages.around),
    refusals: [
      ...guard(kept, disk, live, desired.policy, allow, work),
      ...guardProfiles(profiles, settings, world),
      ...canaries.refusals,
      ...listsNotLoaded(live, distributors.length),
    ],
    warnings: diagnostics,
    unchanged: found.unchanged,
    unmanaged: [...found.unmanaged, ...withheld],
    observed: live !== undefined,
    ...(live && { coreUuid: live.coreUuid }),
  }
  return { plan, diagnostics }
}

/** What is said of the configuration as it stands, and of what it is left with. */
function remarksOn(
  desired: Desired,
  disk: Disk,
  live: Live | undefined,
  work: Pick<Plan, 'changes'> & Required<Pick<Plan, 'profiles'>>,
): Diagnostic[] {
  return [
    ...markOtherParts(aboutDisk(disk, desired), desired, disk),
    ...leftInLists(desired, disk, live, work),
  ]
}

const NOTHING = { files: [], diagnostics: [] }

/** Gateways of a profile that does not run yet have nothing at stake, and no place to be tried in. */
function canariesOf(
  changes: readonly Change[],
  { profiles, planned }: ProfilesPlan,
  desired: Desired,
  live: Live | undefined,
  options: BuildOptions,
): Canaries {
  const coming = new Set(
    profiles.filter(({ action }) => action === 'create' || action === 'start').map((each) => each.profile),
  )
  const tried = changes.filter((each) => !coming.has(each.profile))
  const found = chooseCanaries(tried, desired, planned, live, options.canary ?? false)
  if (coming.size === 0) return found
  return { ...found, changes: [...found.changes, ...changes.filter((each) => coming.has(each.profile))] }
}

interface Withheld {
  readonly kept: readonly Change[]
  readonly withheld: readonly GatewayRef[]
  readonly warnings: readonly Diagnostic[]
}

/** Takes out the deletes that nobody asked for by name, when the input may be cut off. */
function withhold(changes: readonly Change[], { withholdDeletes: reason, allow }: BuildOptions): Withheld {
  const goes = (change: Change): boolean =>
    change.action === 'delete' && change.explicit !== true && change.movedTo === undefined
  const withheld = changes.filter(goes)
  const allowed = withheld.length <= (allow?.deletes ?? 0)
  if (reason === undefined || allowed) return { kept: changes, withheld: [], warnings: [] }
  const names = withheld.map((each) => gatewayPath(each.profile, each.gateway))
  return {
    kept: changes.filter((each) => !goes(each)),
    withheld: withheld.map(({ profile, gateway }) => ({ profile, gateway })),
    warnings: [
      {
        code: 'GW301',
        severity: 'warning',
        message: `Not deleted, though the YAML does not name them: ${names.join(', ')}. ${reason}`,
        hint: `End the file with a line "..." to say that it is complete, or pass --allow-deletes ${withheld.length}.`,
      },
    ],
  }
}

function intentsOf(changes: readonly Change[], disk: Disk, adopt: boolean): GatewayIntent[] {
  return disk.profiles.flatMap((profile) => {
    const standing = standingGateways(profile)
    const here = changes.filter((each) => each.profile === profile.name)
    return here.flatMap((change): GatewayIntent[] => {
      const gateway = standing.get(change.gateway)
      if (change.after === undefined) return deletesOf(change.gateway, profile)
      if (gateway !== undefined) return editOf(change, change.after, gateway, adopt)
      return [{ kind: 'create', profile, name: change.gateway, definition: change.after }]
    })
  })
}

/** Every element of the name: with only the first gone, FreeSWITCH would take the second. */
function deletesOf(name: string, profile: DiskProfile): GatewayIntent[] {
  return profile.gateways.filter((each) => each.name === name).map((gateway) => ({ kind: 'delete', gateway }))
}

function editOf(
  change: Change,
  after: GatewayDefinition,
  gateway: DiskGateway,
  adopt: boolean,
): GatewayIntent[] {
  const edit = editFor(change, after, adopt && !gateway.managed)
  return change.params.length === 0 && edit.mark === undefined ? [] : [{ kind: 'edit', gateway, edit }]
}

/** Exactly the changed parameters; whatever already means what it should keeps its bytes. */
function editFor(change: Change, after: GatewayDefinition, mark: boolean): GatewayEdit {
  const names = change.params.map((each) => each.name)
  const set = new Map<string, Text>()
  const remove: string[] = []
  for (const name of names.filter((each) => each !== 'variables' && each !== 'subscriptions')) {
    const text = after.params.get(name)
    if (text === undefined) remove.push(name)
    else set.set(name, text)
  }
  // The misspelt alias counts as well; of the two the one that stands last would win.
  if (set.has('retry-seconds') && change.before?.params.has('retry_seconds') === true)
    remove.push('retry_seconds')
  return {
    set,
    remove,
    ...(names.includes('variables') && { variables: after.variables }),
    ...(names.includes('subscriptions') && { subscriptions: after.subscriptions }),
    ...(mark && { mark: true }),
  }
}
