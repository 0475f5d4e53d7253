import { GwctlError } from '../errors.ts'
import type { Mark, Received } from '../freeswitch/event-log.ts'
import type { ProfileEvent } from '../freeswitch/events.ts'
import { CommandError } from '../freeswitch/run.ts'
import { describeHolder, type BoundSocket } from '../targets/proc-net.ts'
import { STILL_STOPPING, STOPPING_MS } from './profile-patience.ts'
import type { Clock, SwitchPort } from './switch-port.ts'

/** What starting, stopping and restarting a profile tells while it goes on. */
export type ProfileProgress =
  /** It runs for less than 10 s: FreeSWITCH neither stops nor restarts it yet. Told once a second. */
  | { readonly kind: 'too-young'; readonly profile: string; readonly secondsLeft: number }
  /** FreeSWITCH has taken the command, or its answer was lost: from here on things are not as before. */
  | { readonly kind: 'begun'; readonly profile: string; readonly command: string }
  /** FreeSWITCH is at it. Told once a second. */
  | { readonly kind: 'going-on'; readonly profile: string; readonly secondsLeft: number }

export interface ProfilePorts {
  readonly link: Pick<SwitchPort, 'send' | 'mark' | 'waitForProfile' | 'profileStates'>
  readonly clock: Clock
  readonly progress: (progress: ProfileProgress) => void
  /** Throws when the run has been interrupted. What was sent goes on in the switch all the same. */
  readonly checkInterrupt: () => void
  /** Who holds an address and port, where the switch runs on this machine; see targets/sockets.ts. */
  readonly holderOf?: (address: string, port: number) => BoundSocket | undefined
  /** How long a profile may take to stop, or to come up again; by default 80 s: it may stop slowly, and a port that is taken fails after 10 to 15. */
  readonly timeoutMs?: number
}

/** A profile that came up: the time of it, and where it listens. */
export type ProfileUp = Received<ProfileEvent>

const TIMEOUT_MS = STOPPING_MS + 15_000
const LOOK_AGAIN_MS = 200
/** A profile that is too young again each time is being restarted by somebody else. */
const MOST_TRIES = 4

/**
 * Restarts a profile and returns when it is up again: its SIP stack runs (event PUBLISH), and it
 * takes commands. The reply and the event `profile_start` prove nothing (facts measured on
 * 1.10.12: both come before the first attempt to bind). Its calls are hung up.
 *
 * FreeSWITCH restarts on the old configuration when the new one does not load: send `reloadxml`
 * first. It is repeated here when the 10 seconds had to be waited out, since files may change meanwhile.
 *
 * @throws GW408 when FreeSWITCH did not do it, or the profile did not come up; GW4xx for the link
 */
export async function restartProfile(profile: string, ports: ProfilePorts): Promise<ProfileUp> {
  const command = `sofia profile ${profile} restart reloadxml`
  const { since, onOldFiles } = await sendWhenOldEnough(profile, command, ports, () =>
    ports.link.send('reloadxml'),
  )
  const up = await awaitUp(profile, since, ports)
  if (onOldFiles !== undefined) throw startedOnOldFiles(profile, onOldFiles)
  return up
}

/**
 * Starts a profile and returns when it is up. Never sent while an old instance is still stopping:
 * it would make a second one that races for the port and cannot be reached by its name
 * (sofia.c, seen on 1.10.12). It is waited for.
 *
 * @returns undefined when it runs already and nothing was sent: `start` would be a rescan
 * @throws as `restartProfile`
 */
export async function startProfile(profile: string, ports: ProfilePorts): Promise<ProfileUp | undefined> {
  if ((await stateOf(profile, ports)) === 'RUNNING') return undefined
  await awaitGone(profile, ports)
  const command = `sofia profile ${profile} start`
  const { since, onOldFiles } = await send(profile, command, ports)
  const up = await awaitUp(profile, since, ports)
  if (onOldFiles !== undefined) throw startedOnOldFiles(profile, onOldFiles)
  return up
}

/**
 * Stops a profile and returns when FreeSWITCH has forgotten it. Its calls are hung up. That its
 * configuration does not load hinders no stop. Throws as `restartProfile`.
 */
export async function stopProfile(profile: string, ports: ProfilePorts): Promise<void> {
  await sendWhenOldEnough(profile, `sofia profile ${profile} stop`, ports, () => Promise.resolve())
  await awaitGone(profile, ports)
}

interface SentCommand {
  /** Events after this tell how it went. */
  readonly since: Mark
  /** FreeSWITCH did it although its configuration does not load. */
  readonly onOldFiles?: CommandError
}

/** @param again  what has to be done before the command is repeated */
async function sendWhenOldEnough(
  profile: string,
  command: string,
  ports: ProfilePorts,
  again: () => Promise<void>,
): Promise<SentCommand> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send(profile, command, ports)
    } catch (error) {
      const waitSeconds = secondsTooYoung(error)
      if (waitSeconds === undefined || attempt === MOST_TRIES) throw error
      await countDown(profile, waitSeconds, ports)
      await again()
    }
  }
}

function secondsTooYoung(error: unknown): number | undefined {
  if (!(error instanceof CommandError) || error.failure.reason !== 'too-young') return undefined
  return error.failure.waitSeconds
}

async function send(profile: string, command: string, ports: ProfilePorts): Promise<SentCommand> {
  const since = ports.link.mark()
  const begun = (): void => ports.progress({ kind: 'begun', profile, command })
  try {
    await ports.link.send(command)
    begun()
    return { since }
  } catch (error) {
    if (!(error instanceof CommandError)) begun()
    const onOldFiles = asDoneOnOldFiles(error)
    if (onOldFiles === undefined) throw error
    begun()
    return { since, onOldFiles }
  }
}

function asDoneOnOldFiles(error: unknown): CommandError | undefined {
  if (!(error instanceof CommandError)) return undefined
  return error.failure.reason === 'reload-failed' && error.failure.happened ? error : undefined
}

async function countDown(profile: string, seconds: number, ports: ProfilePorts): Promise<void> {
  for (let secondsLeft = Math.max(1, seconds); secondsLeft > 0; secondsLeft--) {
    ports.checkInterrupt()
    ports.progress({ kind: 'too-young', profile, secondsLeft })
    await ports.clock.sleep(1000)
  }
}

/** Waits for the end of a start: up and taking commands, or the error that it failed with. */
async function awaitUp(profile: string, since: Mark, ports: ProfilePorts): Promise<ProfileUp> {
  const { link, clock } = ports
  const until = clock.now() + (ports.timeoutMs ?? TIMEOUT_MS)
  const isEnd = ({ kind }: ProfileEvent): boolean => kind === 'up' || kind === 'failed'
  for (;;) {
    const next = Math.min(until, clock.now() + 1000)
    const seen = await link.waitForProfile(profile, isEnd, since, next)
    if (seen?.event.kind === 'failed') throw couldNotStart(seen.event, ports)
    if (seen !== undefined) return await awaitRunning(seen, until, ports)
    ports.checkInterrupt()
    if (clock.now() >= until) throw await neverCameUp(profile, ports)
    goingOn(profile, until, ports)
  }
}

/** PUBLISH comes a moment before the profile is in FreeSWITCH's table (sofia.c:3442-3464, 1.10.12). */
async function awaitRunning(up: ProfileUp, until: number, ports: ProfilePorts): Promise<ProfileUp> {
  const { profile } = up.event
  while ((await stateOf(profile, ports)) !== 'RUNNING') {
    if (ports.clock.now() >= until) throw await neverCameUp(profile, ports)
    ports.checkInterrupt()
    await ports.clock.sleep(LOOK_AGAIN_MS)
  }
  return up
}

async function awaitGone(profile: string, ports: ProfilePorts): Promise<void> {
  const { clock } = ports
  const until = clock.now() + (ports.timeoutMs ?? TIMEOUT_MS)
  let tellAt = clock.now() + 1000
  while ((await stateOf(profile, ports)) !== undefined) {
    if (clock.now() >= until) throw neverStopped(profile, ports)
    ports.checkInterrupt()
    if (clock.now() >= tellAt) {
      goingOn(profile, until, ports)
      tellAt += 1000
    }
    await clock.sleep(LOOK_AGAIN_MS)
  }
}

function goingOn(profile: string, until: number, { clock, progress }: ProfilePorts): void {
  progress({ kind: 'going-on', profile, secondsLeft: Math.max(0, Math.ceil((until - clock.now()) / 1000)) })
}

async function stateOf(profile: string, { link }: ProfilePorts): Promise<string | undefined> {
  return (await link.profileStates()).find((each) => each.name === profile)?.state
}

function couldNotStart({ profile, listens }: ProfileEvent, { holderOf }: ProfilePorts): GwctlError {
  const place = listens && `${bracketed(listens.address)}:${listens.port}`
  const holder = listens && holderOf?.(listens.address, listens.port)
  const where = place === undefined ? '' : ` on ${place}`
  const why = holder === undefined ? 'the log of FreeSWITCH says why' : describeHolder(holder)
  return new GwctlError('GW408', `Profile ${profile} could not start${where}: ${why}.`, {
    hint:
      holder === undefined
        ? 'Check that its address is one of this machine and its port is free, then run `gwctl profile start` for it.'
        : `Free the port, or give the profile another sip-port, then run \`gwctl profile start ${profile}\`.`,
  })
}

async function neverCameUp(profile: string, ports: ProfilePorts): Promise<GwctlError> {
  const state = await stateOf(profile, ports)
  if (state === 'DOWN') return neverStopped(profile, ports)
  const seconds = (ports.timeoutMs ?? TIMEOUT_MS) / 1000
  return new GwctlError('GW408', `Profile ${profile} did not come up within ${seconds} s.`, {
    hint: 'Look into the log of FreeSWITCH; it may still be trying to bind its port.',
  })
}

/** A read lock that is never given back keeps it: a call that does not end, or a leak (mod_sofia.c:3672-3680). */
function neverStopped(profile: string, ports: ProfilePorts): GwctlError {
  const seconds = (ports.timeoutMs ?? TIMEOUT_MS) / 1000
  return new GwctlError('GW408', `Profile ${profile} has not finished stopping after ${seconds} s.`, {
    hint: STILL_STOPPING,
  })
}

function startedOnOldFiles(profile: string, { failure }: CommandError): GwctlError {
  const error = failure.reason === 'reload-failed' ? failure.error : failure.text
  return new GwctlError(
    'GW408',
    `Profile ${profile} runs anew, but on its old configuration: the new one does not load (${error}).`,
    { hint: 'Run `gwctl validate`, mend the file, and restart the profile again.' },
  )
}

function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address
}
