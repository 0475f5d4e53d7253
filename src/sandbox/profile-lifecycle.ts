import { toEpoch } from './c-values.ts'
import { profileStarted, published, startFailed } from './events.ts'
import { addGateways, killGateway } from './gateways.ts'
import type { Profile } from './profile.ts'
import { emptySettings, profileUrl, readSettings } from './profile-settings.ts'
import type { Millis } from './scheduler.ts'
import type { SwitchState } from './switch-state.ts'
import { findProfile, qualifiedName } from './switch-state.ts'
import { checkGateways } from './worker.ts'
import { attributeOf, childOf, childrenOf, findChild, findConfiguration } from './xml-tree.ts'
import type { XmlElement } from './xml-tree.ts'

/** From the launch of the thread to the first attempt to bind. */
const LAUNCH: Millis = 10
const TICK: Millis = 1000
const ROUND: Millis = 100
/** From the command to the moment the thread sees it: at most a second, half of it on average (seen: 0.4 to 0.9 s). */
const STOP_SEEN: Millis = 500
/** From there to the end of the SIP stack (seen: 1.2 s). */
const STACK_ENDS: Millis = 1200

/**
 * config_sofia (sofia.c:4475-6380): starts the profiles of sofia.conf, or one of them, or rescans it when it runs.
 *
 * @param wanted  the profile's name, in any letter case; absent: all
 * @returns       false when sofia.conf has no such profile, or it cannot be read
 */
export function configureProfiles(state: SwitchState, wanted?: string): boolean {
  const running = wanted === undefined ? undefined : findProfile(state, wanted)
  for (const element of childrenOf(
    childOf(findConfiguration(state.root, 'sofia.conf'), 'profiles'),
    'profile',
  )) {
    const name = attributeOf(element, 'name') ?? ''
    const settings = childOf(element, 'settings')
    if (settings === undefined) {
      state.fire(startFailed({ name }, 4577))
      // The gateways of a profile without settings go to the one that is being rescanned.
      if (running !== undefined) addGateways(state, running, element)
      continue
    }
    if (wanted !== undefined && wanted.toLowerCase() !== name.toLowerCase()) continue
    const done =
      running === undefined
        ? startProfile(state, name, element, settings)
        : rescan(state, running, element, settings)
    if (wanted !== undefined) return done
  }
  return wanted === undefined
}

/** Only the gateways: no setting is read (sofia.c:4427-4471). False when sofia.conf is missing altogether. */
export function startGateway(state: SwitchState, profile: Profile, gateway: string): boolean {
  const sofia = findConfiguration(state.root, 'sofia.conf')
  if (sofia === undefined) return false
  const element = findChild(childOf(sofia, 'profiles'), 'profile', 'name', profile.name)
  addGateways(state, profile, element, gateway === '_all_' ? undefined : gateway)
  return true
}

/** Asks a profile to end, and to start again from the tree in memory when `respawn`. The rest happens later. */
export function stopProfile(state: SwitchState, profile: Profile, respawn: boolean): void {
  profile.running = false
  state.scheduler.after(STOP_SEEN, () => {
    profile.calls = 0
    profile.gateways.forEach(killGateway)
    checkGateways(state, profile)
    checkGateways(state, profile)
  })
  state.scheduler.after(STOP_SEEN + STACK_ENDS, () => {
    const port = profile.bound?.port ?? 0
    unbind(state, profile)
    state.fire(
      published('UNPUBLISH', {
        name: profile.name,
        url: profileUrl(profile.settings),
        port: profile.settings.sipPort ?? port,
      }),
    )
    // A leaked read lock keeps it from ever getting its write lock: it stays, DOWN, until the process ends.
    if (profile.leakedLocks > 0) return
    forgetProfile(state, profile)
    if (respawn) configureProfiles(state, profile.name)
  })
}

/** How long `stop wait` waits. */
export const STOP_TAKES: Millis = STOP_SEEN + STACK_ENDS

function rescan(state: SwitchState, profile: Profile, element: XmlElement, settings: XmlElement): boolean {
  if (!readSettings(profile.settings, element, settings, guessAddress(state))) return false
  addGateways(state, profile, element)
  addAliases(state, profile, element)
  return true
}

function startProfile(state: SwitchState, name: string, element: XmlElement, settings: XmlElement): boolean {
  const profile: Profile = {
    name,
    settings: emptySettings(),
    running: false,
    started: 0,
    gateways: [],
    leakedLocks: 0,
    calls: 0,
  }
  if (!readSettings(profile.settings, element, settings, guessAddress(state))) return false
  addAliases(state, profile, element)
  if (profile.settings.sipIp === undefined) {
    failStart(state, profile, 6360)
    return true
  }
  state.scheduler.after(LAUNCH, () => bindProfile(state, profile, 0))
  state.fire(profileStarted({ name, url: profileUrl(profile.settings) }))
  return true
}

/** Aliases and names share one table; what is taken stays taken. */
function addAliases(state: SwitchState, profile: Profile, element: XmlElement): void {
  for (const alias of childrenOf(childOf(element, 'aliases'), 'alias')) {
    const name = attributeOf(alias, 'name') ?? ''
    if (name !== '' && !state.profiles.has(name)) state.profiles.set(name, profile)
  }
}

/** Tries to bind, bind-attempts more times when the port is taken; then the profile is gone (sofia.c:3230-3325). */
function bindProfile(state: SwitchState, profile: Profile, attempt: number): void {
  const { settings } = profile
  const ip = settings.sipIp ?? ''
  const port = settings.sipPort ?? 0
  const taken = [...state.bound].some(({ bound }) => bound?.ip === ip && bound.port === port)
  if (!taken && !state.isBusy(ip, port)) {
    profile.bound = { ip, port }
    state.bound.add(profile)
    publishProfile(state, profile, port)
  } else if (attempt < settings.bindAttempts) {
    state.scheduler.after(settings.bindAttemptInterval * 1000, () => bindProfile(state, profile, attempt + 1))
  } else {
    failStart(state, profile, 3321)
    forgetProfile(state, profile)
  }
}

function publishProfile(state: SwitchState, profile: Profile, port: number): void {
  const { name, settings } = profile
  state.fire(published('PUBLISH', { name, url: profileUrl(settings), port }))
  if (!state.profiles.has(name)) state.profiles.set(name, profile)
  profile.started = toEpoch(state.scheduler.now())
  profile.running = true
  const sofia = findConfiguration(state.root, 'sofia.conf')
  addGateways(state, profile, findChild(childOf(sofia, 'profiles'), 'profile', 'name', name))
  tickAfter(state, profile, TICK)
}

/** Once a second, for as long as the profile runs (sofia.c:2944-3040). */
function tickAfter(state: SwitchState, profile: Profile, delay: Millis): void {
  const due = state.scheduler.now() + delay
  profile.nextTick = due
  state.scheduler.after(delay, () => {
    // It has been hurried since: an earlier tick has taken the place of this one.
    if (!profile.running || profile.nextTick !== due) return
    checkGateways(state, profile)
    tickAfter(state, profile, TICK)
  })
}

/**
 * An event on the queue of mod_sofia ends one of the ten rounds, of 100 ms each, that a worker
 * waits before its next tick (sofia.c:3016-3034). One queue serves all profiles: an event wakes one.
 */
export function wakeWorker(state: SwitchState): void {
  const workers = [...new Set(state.profiles.values())].filter((each) => each.running)
  const worker = workers[state.wakes++ % Math.max(1, workers.length)]
  if (worker?.nextTick === undefined) return
  tickAfter(state, worker, Math.max(0, worker.nextTick - state.scheduler.now() - ROUND))
}

function failStart(state: SwitchState, profile: Profile, line: 3321 | 6360): void {
  const url = profile.settings.sipIp === undefined ? undefined : profileUrl(profile.settings)
  state.fire(startFailed({ name: profile.name, ...(url === undefined ? {} : { url }) }, line))
  if (profile.settings.shutdownOnFail) state.halt()
}

function unbind(state: SwitchState, profile: Profile): void {
  state.bound.delete(profile)
  delete profile.bound
}

/** Takes the profile and its aliases out of the table, and the gateways by name, whosever they are (sofia_glue.c:2239-2277). */
function forgetProfile(state: SwitchState, profile: Profile): void {
  for (const [key, value] of state.profiles) if (value === profile) state.profiles.delete(key)
  for (const { name } of profile.gateways) {
    state.gateways.delete(name)
    state.gateways.delete(qualifiedName(profile, name))
  }
  profile.gateways = []
}

/** What `auto` stands for. */
function guessAddress(state: SwitchState): string {
  return state.globals.get('local_ip_v4') ?? '127.0.0.1'
}
