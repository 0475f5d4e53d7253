import { isTrue, toEpoch } from '../c-values.ts'
import { killGateway } from '../gateways.ts'
import type { Gateway, Profile } from '../profile.ts'
import { configureProfiles, startGateway, stopProfile, STOP_TAKES } from '../profile-lifecycle.ts'
import type { SwitchState } from '../switch-state.ts'
import { findGateway, findProfile, reloadXml } from '../switch-state.ts'
import type { ApiReply } from './reply.ts'

/** Seconds that a profile must be up before it may be stopped. */
const SETTLED = 10

/**
 * `sofia profile NAME VERB ...` (mod_sofia.c:3514-3800, 1.10.12). Several replies lie: a verb goes ahead on the old
 * tree when the reload failed, `start` of a running profile is a rescan, `startgw` says OK whatever it added.
 */
export function runProfileCommand(state: SwitchState, words: readonly string[]): ApiReply {
  const [name, verb, argument] = words
  if (name === undefined || verb === undefined) return { text: 'Invalid Args!\n' }
  if (verb.toLowerCase() === 'start') return { text: start(state, name) }
  if (name.toLowerCase() === 'restart' && verb.toLowerCase() === 'all') return { text: restartAll(state) }
  const profile = findProfile(state, name)
  if (profile === undefined) return { text: `Invalid Profile [${name}]` }
  if (verb.toLowerCase() === 'stop') return stop(state, profile, argument)
  return { text: runVerb(state, profile, verb.toLowerCase(), argument) }
}

function runVerb(state: SwitchState, profile: Profile, verb: string, argument: string | undefined): string {
  switch (verb) {
    case 'killgw':
      return kill(state, profile, argument)
    case 'startgw':
      return addGateway(state, profile, argument)
    case 'rescan':
      return rescan(state, profile)
    case 'restart':
      return restart(state, profile)
    case 'register':
      return setRegistration(state, profile, argument, 'registered')
    case 'unregister':
      return setRegistration(state, profile, argument, 'unregistered')
    case 'gwlist':
      return listGateways(profile, argument)
    case 'siptrace':
    case 'watchdog':
      return setDebugging(profile, verb, argument)
  }
  return UNEVENTFUL.get(verb) ?? '-ERR Unknown command!\n'
}

function start(state: SwitchState, name: string): string {
  const reload = `Reload XML [${reloadXml(state)}]\n`
  return (
    reload +
    (configureProfiles(state, name) ? `${name} started successfully\n` : `Failure starting ${name}\n`)
  )
}

/** Profiles that are too young are left out; nothing is said either way (sofia_glue.c:2112-2151). */
function restartAll(state: SwitchState): string {
  reloadXml(state)
  for (const profile of new Set(state.profiles.values()))
    if (profile.running && secondsToWait(state, profile) <= 0) stopProfile(state, profile, true)
  return ''
}

function kill(state: SwitchState, profile: Profile, name: string | undefined): string {
  if (name === undefined) return '-ERR missing gw name\n'
  if (name.toLowerCase() === '_all_') {
    profile.gateways.forEach(killGateway)
    return '+OK every gateway marked for deletion.\n'
  }
  const gateway = findGateway(state, name)
  if (gateway === undefined) return '-ERR no such gateway.\n'
  killGateway(gateway)
  return '+OK gateway marked for deletion.\n'
}

function addGateway(state: SwitchState, profile: Profile, name: string | undefined): string {
  if (name === undefined) return '-ERR missing gw name\n'
  const reload = `Reload XML [${reloadXml(state)}]\n`
  return startGateway(state, profile, name)
    ? `${reload}+OK start gateway ${name} complete\n`
    : `${reload}-ERR cannot add gateway ${name} for profile ${profile.name}\n`
}

function rescan(state: SwitchState, profile: Profile): string {
  const reload = `Reload XML [${reloadXml(state)}]\n`
  return configureProfiles(state, profile.name)
    ? `${reload}+OK scan complete\n`
    : `${reload}-ERR cannot find config for profile ${profile.name}\n`
}

function restart(state: SwitchState, profile: Profile): string {
  const refusal = refuseYoung(state, profile)
  if (refusal !== undefined) return refusal
  const reload = reloadXml(state)
  stopProfile(state, profile, true)
  return `Reload XML [${reload}]\nrestarting: ${profile.name}`
}

function stop(state: SwitchState, profile: Profile, argument: string | undefined): ApiReply {
  const refusal = refuseYoung(state, profile)
  if (refusal !== undefined) return { text: refusal }
  const reload = reloadXml(state)
  stopProfile(state, profile, false)
  const text = `Reload XML [${reload}]\nstopping: ${profile.name}`
  return argument?.toLowerCase() === 'wait' ? { text, after: STOP_TAKES } : { text }
}

/** The 10 second rule of stop and restart; nothing is done and nothing reloaded then. */
function refuseYoung(state: SwitchState, profile: Profile): string | undefined {
  const wait = secondsToWait(state, profile)
  if (wait <= 0) return undefined
  const seconds = `${wait} second${wait === 1 ? '' : 's'}`
  return `Profile ${profile.name} must be up for at least ${SETTLED} seconds to stop/restart.\nPlease wait ${seconds}\n`
}

function secondsToWait(state: SwitchState, profile: Profile): number {
  return SETTLED - (toEpoch(state.scheduler.now()) - profile.started)
}

function setRegistration(
  state: SwitchState,
  profile: Profile,
  name: string | undefined,
  what: 'registered' | 'unregistered',
): string {
  if (name === undefined) return 'No gateway name provided!\n'
  if (name.toLowerCase() === 'all') {
    for (const gateway of profile.gateways) if (gateway.state !== 'NOREG') request(gateway, what)
    return '+OK\n'
  }
  const gateway = findGateway(state, name)
  if (gateway === undefined) return 'Invalid gateway!\n'
  if (gateway.state === 'NOREG') {
    // This branch forgets to give the read lock back (mod_sofia.c:3672-3680, 3705-3713).
    gateway.profile.leakedLocks++
    return `-ERR NOREG gateway [${name}] can't be ${what}!\n`
  }
  request(gateway, what)
  return '+OK\n'
}

function request(gateway: Gateway, what: 'registered' | 'unregistered'): void {
  gateway.retry = 0
  gateway.state = what === 'registered' ? 'UNREGED' : 'UNREGISTER'
}

/** Bare names, each with a blank after it; anything but `down` means up. */
function listGateways(profile: Profile, which: string | undefined): string {
  const status = which?.toLowerCase() === 'down' ? 'DOWN' : 'UP'
  return profile.gateways
    .filter((gateway) => gateway.status === status)
    .map(({ name }) => `${name} `)
    .join('')
}

/** Verbs about phones that register with the switch and about calls to recover: here there are none. */
const UNEVENTFUL = new Map([
  ['check_sync', '+OK syncing all registrations\n'],
  ['flush_inbound_reg', '+OK flushing all registrations\n'],
  ['recover', 'No sessions to recover.\n'],
])

function setDebugging(profile: Profile, verb: 'siptrace' | 'watchdog', argument: string | undefined): string {
  if (argument === undefined) return `Usage: sofia profile <name> ${verb} <on/off>\n`
  return `${isTrue(argument) ? 'Enabled' : 'Disabled'} sip debugging on ${profile.name}`
}
