import type { Diagnostic } from '../errors.ts'
import type { Desired, DesiredProfile } from '../model/desired.ts'
import type { Disk, DiskProfile } from '../model/disk.ts'
import type { ProfileIntent } from '../model/edit.ts'
import type { Live } from '../model/live.ts'
import type { GatewayRef, ProfileChange, SettingChange } from '../model/plan.ts'
import type { Globals } from '../model/text.ts'
import { newProfile } from '../xml/create-profile.ts'
import { bindSeconds, listenAddress } from './listening.ts'
import type { PendingRestart } from './pending-restarts.ts'
import { restartsAnyway, waitingRestart, withheldRestart } from './restart-warnings.ts'
import { meaningIn } from './setting-meaning.ts'
import { settingChanges } from './settings-diff.ts'
import type { SwitchEvidence } from './switch-evidence.ts'
import { pendingIn, stillWaiting } from './waiting-profiles.ts'

/**
 * What happens to profiles and their settings. The rule:
 *
 * - A profile that does not stand is created where `create: true` says so; one that stands and does
 *   not run is started then, too. With `ensure: absent` it is stopped and taken from disk.
 * - One that runs is restarted when a setting changes that nothing else brings into force, and never
 *   for a setting that the YAML does not list. `--no-restart` leaves such settings as they stand.
 * - While a setting waits for a restart that this plan does not do, the profile must not be rescanned:
 *   FreeSWITCH would read that setting and use it half.
 * - A plan for some gateways (`--target`) leaves profiles as they are, but starts the ones of its gateways.
 */
export interface ProfilesPlan {
  readonly settings: readonly SettingChange[]
  readonly profiles: readonly ProfileChange[]
  readonly intents: readonly ProfileIntent[]
  /** The configuration with profiles and settings as they will be; its gateways are as they are. */
  readonly planned: Disk
  /** Profiles as they stand that will not any more. */
  readonly going: readonly DiskProfile[]
  /** Profiles that must not be rescanned. */
  readonly noRescan: ReadonlySet<string>
  readonly warnings: readonly Diagnostic[]
}

export interface ProfileOptions {
  readonly evidence?: SwitchEvidence
  readonly noRestart?: boolean
  readonly targets?: readonly GatewayRef[]
}

export function planProfiles(
  desired: Desired,
  disk: Disk,
  live: Live | undefined,
  options: ProfileOptions,
): ProfilesPlan {
  const world: World = {
    disk,
    live,
    options,
    globals: new Map([...(live?.globals ?? []), ...disk.globals]),
    running: live && new Map(live.profiles.map((each) => [each.name, each])),
    pending: pendingIn(disk, live, options.evidence ?? {}),
  }
  const decisions = desired.profiles.flatMap((each) => decide(each, world))
  const settings = decisions.flatMap((each) => each.settings)
  const profiles = decisions.flatMap((each) => (each.change === undefined ? [] : [each.change]))
  const waiting = stillWaiting(world.pending, { settings, profiles })
  return {
    settings,
    profiles,
    intents: decisions.flatMap(intentOf),
    planned: plannedDisk(disk, decisions),
    going: decisions.flatMap((each) => (each.after === undefined && each.onDisk ? [each.onDisk] : [])),
    noRescan: new Set(waiting.keys()),
    warnings: [
      ...decisions.flatMap((each) => each.withheld.map((setting) => withheldRestart(setting, each.at))),
      ...decisions.flatMap((each) => restartsAnyway(each, world.pending.get(each.name) ?? [])),
      ...[...waiting].map(([profile, pending]) => waitingRestart(profile, pending)),
    ],
  }
}

interface World {
  readonly disk: Disk
  readonly live: Live | undefined
  readonly options: ProfileOptions
  readonly globals: Globals
  /** Absent: the switch was not asked, and what stands on disk is taken to run. */
  readonly running: ReadonlyMap<string, { readonly state: string; readonly calls?: number }> | undefined
  readonly pending: ReadonlyMap<string, readonly PendingRestart[]>
}

/** What is done with one profile. */
export interface ProfileDecision {
  readonly name: string
  readonly at: DesiredProfile['at']
  readonly onDisk: DiskProfile | undefined
  readonly settings: readonly SettingChange[]
  /** Settings that stay as they stand, since only a restart would bring them into force. */
  readonly withheld: readonly SettingChange[]
  readonly change?: ProfileChange
  /** As it will stand; absent: it goes. */
  readonly after?: DiskProfile
}

function decide(profile: DesiredProfile, world: World): ProfileDecision[] {
  const onDisk = world.disk.profiles.find((each) => each.name === profile.name)
  const { targets } = world.options
  const targeted = targets?.some((each) => each.profile === profile.name) ?? true
  if (!targeted) return []
  if (profile.absent === true) return targets === undefined ? removal(profile, onDisk, world) : []
  if (onDisk === undefined) return profile.create === true ? [coming(profile, undefined, world)] : []
  if (isRunning(profile.name, world)) return targets === undefined ? [changed(profile, onDisk, world)] : []
  if (profile.create === true) return [coming(profile, onDisk, world)]
  return targets === undefined ? [idle(profile, onDisk, world)] : []
}

function isRunning(name: string, { running }: World): boolean {
  return running === undefined || running.get(name)?.state === 'RUNNING'
}

function removal(profile: DesiredProfile, onDisk: DiskProfile | undefined, world: World): ProfileDecision[] {
  const { name, at } = profile
  const runs = world.running?.get(name)
  if (onDisk === undefined && runs === undefined) return []
  const stops = world.running === undefined || runs !== undefined
  const change: ProfileChange = {
    kind: 'profile',
    action: 'delete',
    profile: name,
    reasons: [onDisk === undefined ? 'runs, but does not stand on disk; ensure: absent' : 'ensure: absent'],
    ...(runs?.calls !== undefined && { calls: runs.calls }),
    ...(!stops && { idle: true }),
    ...listened(onDisk, world),
  }
  return [{ name, at, onDisk, settings: [], withheld: [], change }]
}

/** One that is written and started, or only started; one that runs without standing on disk starts anew. */
function coming(profile: DesiredProfile, onDisk: DiskProfile | undefined, world: World): ProfileDecision {
  const { name, at } = profile
  const { globals } = world
  const settings = settingChanges(profile, { globals, onDisk, loaded: undefined, pending: [] })
  const after = withSettings(onDisk ?? newProfile(name), settings)
  const calls = world.running?.get(name)?.calls
  const change: ProfileChange = {
    kind: 'profile',
    ...entrance(onDisk, world.running?.has(name) === true),
    profile: name,
    ...(calls !== undefined && { calls }),
    ...listening(after, globals),
  }
  return { name, at, onDisk, settings, withheld: [], change, after }
}

function entrance(onDisk: DiskProfile | undefined, runs: boolean): Pick<ProfileChange, 'action' | 'reasons'> {
  if (onDisk !== undefined) return { action: 'start', reasons: ['it does not run'] }
  return runs
    ? { action: 'restart', reasons: ['not on disk, though it runs'] }
    : { action: 'create', reasons: ['not on disk'] }
}

/** One that runs: what changes, and whether only a restart does. */
function changed(profile: DesiredProfile, onDisk: DiskProfile, world: World): ProfileDecision {
  const { name, at } = profile
  const { globals, options } = world
  const loaded = options.evidence?.loaded?.profiles.find((each) => each.name === name)
  const pending = world.pending.get(name) ?? []
  const found = settingChanges(profile, { globals, onDisk, loaded, pending })
  const withheld = options.noRestart === true ? found.filter(needsRestart) : []
  const settings = found.filter((each) => !withheld.includes(each))
  const after = withSettings(onDisk, settings)
  const decision = { name, at, onDisk, settings, withheld, after }
  const restarts = settings.filter(needsRestart).map((each) => each.name)
  if (restarts.length === 0) return decision
  const calls = world.running?.get(name)?.calls
  const change: ProfileChange = {
    kind: 'profile',
    action: 'restart',
    profile: name,
    reasons: [`only a restart brings ${restarts.join(', ')} into force`],
    ...(calls !== undefined && { calls }),
    ...listening(after, globals),
    ...listened(loaded ?? onDisk, world),
  }
  return { ...decision, change }
}

/** One that stands, does not run, and shall not be started: what is not as desired is said, and refused (plan/guard.ts). */
function idle(profile: DesiredProfile, onDisk: DiskProfile, { globals }: World): ProfileDecision {
  const settings = settingChanges(profile, { globals, onDisk, loaded: undefined, pending: [] })
  const { name, at } = profile
  return { name, at, onDisk, settings, withheld: [], after: withSettings(onDisk, settings) }
}

/** Whether nothing but a restart brings the change into force. */
export function needsRestart({ effect, inForce }: SettingChange): boolean {
  return effect === 'restart' && inForce !== true
}

function listening(after: DiskProfile, globals: Globals): Pick<ProfileChange, 'listens' | 'bindSeconds'> {
  const listens = listenAddress(after, globals)
  return { ...(listens && { listens }), bindSeconds: bindSeconds(after, globals) }
}

function listened(profile: DiskProfile | undefined, { globals }: World): Pick<ProfileChange, 'listened'> {
  const address = profile && listenAddress(profile, globals)
  return address === undefined ? {} : { listened: address }
}

function intentOf({ name, onDisk, settings, after }: ProfileDecision): ProfileIntent[] {
  if (after === undefined) return onDisk === undefined ? [] : [{ kind: 'remove-profile', profile: onDisk }]
  const set = new Map(settings.filter((each) => each.live !== true).map((each) => [each.name, each.texts]))
  if (onDisk === undefined) return [{ kind: 'create-profile', name, settings: set }]
  return set.size === 0 ? [] : [{ kind: 'settings', profile: onDisk, set, remove: [] }]
}

function plannedDisk(disk: Disk, decisions: readonly ProfileDecision[]): Disk {
  const decided = new Map(decisions.map((each) => [each.name, each]))
  const standing = disk.profiles.flatMap((profile) => {
    const decision = decided.get(profile.name)
    if (decision === undefined) return [profile]
    return decision.after === undefined ? [] : [decision.after]
  })
  const come = decisions.flatMap((each) => (each.onDisk === undefined && each.after ? [each.after] : []))
  return { ...disk, profiles: [...standing, ...come] }
}

function withSettings(profile: DiskProfile, changes: readonly SettingChange[]): DiskProfile {
  if (changes.length === 0) return profile
  const texts = changes.map(
    ({ name, texts: of }) => [name.toLowerCase(), of.map((each) => each.xml)] as const,
  )
  return {
    ...profile,
    settings: new Map([...profile.settings, ...texts.map(([name, of]) => [name, of.at(-1) ?? ''] as const)]),
    settingValues: new Map([...(profile.settingValues ?? []), ...texts]),
  }
}

/** Whether a profile says that a failure of it ends the whole switch (sofia.c:2905-2920, 1.10.12). */
export function endsSwitchOnFailure(profile: DiskProfile | undefined, globals: Globals): boolean {
  const told = meaningIn(profile, 'shutdown-on-fail', globals)
  return told !== undefined && !/^(false|no|off|0|)$/i.test(told)
}
