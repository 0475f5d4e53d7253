import type { Policy } from '../model/desired.ts'
import type { Disk } from '../model/disk.ts'
import type { Live } from '../model/live.ts'
import type { ListenAddress, ProfileChange, Refusal, SettingChange } from '../model/plan.ts'
import type { Globals } from '../model/text.ts'
import type { Allowances } from './guard.ts'
import { isBoundAt, listenAddress } from './listening.ts'
import { endsSwitchOnFailure } from './profile-plan.ts'
import { profileOrder } from './profile-steps.ts'
import type { SwitchEvidence } from './switch-evidence.ts'

/** What the refusals of profiles hang on. */
export interface ProfileGuardWorld {
  readonly disk: Disk
  /** As profiles and settings will stand. */
  readonly planned: Disk
  readonly live: Live | undefined
  readonly evidence: SwitchEvidence
  readonly policy: Policy
  readonly allow: Allowances
  readonly noRescan: ReadonlySet<string>
  readonly globals: Globals
}

/**
 * What apply refuses to do with profiles. The rule:
 *
 * - A restart or a stop while calls go through the profile, which would hang them up, unless policy or
 *   flag allows it.
 * - A restart or a start with `shutdown-on-fail` on disk, desired or loaded: a port that cannot be bound
 *   would end the whole switch. Nothing lifts it but taking the setting away.
 * - A start under a name that is an alias of another profile, or that differs from one that runs by the
 *   case of letters only: FreeSWITCH would run two that commands cannot tell apart.
 * - A start or restart on an address that somebody else has bound, where the switch runs on this machine.
 *   Where a profile that the plan takes on earlier frees it, it is free.
 * - Anything with a profile that is stopping, or hangs (state DOWN).
 * - A setting for a rescan while another waits for a restart.
 */
export function guardProfiles(
  profiles: readonly ProfileChange[],
  settings: readonly SettingChange[],
  world: ProfileGuardWorld,
): Refusal[] {
  return [
    ...profiles.flatMap((each) => [
      ...withCalls(each, world),
      ...endingTheSwitch(each, world),
      ...takenName(each, world),
      ...inTransition(each, world),
    ]),
    ...takenPorts(profiles, world),
    ...unscannable(settings, profiles, world),
  ]
}

function withCalls(
  { action, profile, calls = 0 }: ProfileChange,
  { policy, allow }: ProfileGuardWorld,
): Refusal[] {
  if (calls === 0 || policy.allowCalls === true || allow.calls === true) return []
  const message = `${action === 'delete' ? 'Stopping' : 'Restarting'} profile ${profile} would hang up ${countCalls(calls)} in progress.`
  return [{ rule: 'allow-calls', message, lift: '--allow-calls, or wait until they have ended' }]
}

/** `1 call`, `3 calls`. */
export function countCalls(calls: number): string {
  return calls === 1 ? '1 call' : `${calls} calls`
}

function endingTheSwitch(change: ProfileChange, world: ProfileGuardWorld): Refusal[] {
  if (change.action === 'delete') return []
  const sides = [world.disk, world.planned, world.evidence.loaded]
  const profiles = sides.flatMap(
    (side) => side?.profiles.filter((each) => each.name === change.profile) ?? [],
  )
  if (!profiles.some((each) => endsSwitchOnFailure(each, world.globals))) return []
  return [
    {
      rule: 'shutdown-on-fail',
      message: `Profile ${change.profile} has shutdown-on-fail: if it cannot start again, FreeSWITCH ends as a whole.`,
      lift: `take shutdown-on-fail out of profile ${change.profile} and run reloadxml first; no flag lifts this`,
    },
  ]
}

function takenName({ action, profile }: ProfileChange, { live }: ProfileGuardWorld): Refusal[] {
  if (action !== 'create' && action !== 'start') return []
  const wanted = profile.toLowerCase()
  const alias = live?.aliases?.find((each) => each.toLowerCase() === wanted)
  const other = live?.profiles.find((each) => each.name !== profile && each.name.toLowerCase() === wanted)
  if (alias === undefined && other === undefined) return []
  const what =
    alias === undefined ? `profile ${String(other?.name)} runs already` : 'it is an alias of another profile'
  return [
    {
      rule: 'name-taken',
      message: `Profile ${profile} cannot be started: ${what}.`,
      lift: 'choose another name',
    },
  ]
}

/** `stop` was sent and is not over, or the profile hangs: starting it would make a second instance. */
function inTransition({ profile }: ProfileChange, { live }: ProfileGuardWorld): Refusal[] {
  const state = live?.profiles.find((each) => each.name === profile)?.state ?? 'RUNNING'
  if (state === 'RUNNING') return []
  return [
    {
      rule: 'profile-not-running',
      message: `Profile ${profile} is in state ${state}: it is starting or stopping, or it hangs.`,
      lift: 'wait until it is over; a profile that stays so needs a restart of FreeSWITCH',
    },
  ]
}

/** Takes the profiles on in their order, and keeps track of who listens where. */
function takenPorts(profiles: readonly ProfileChange[], world: ProfileGuardWorld): Refusal[] {
  const strangers = world.evidence.sockets?.filter((each) => !each.own)
  if (strangers === undefined) return []
  const listening = listeningNow(world)
  return profileOrder(profiles).flatMap(({ profile, listens }): Refusal[] => {
    listening.delete(profile)
    if (listens === undefined) return []
    const [other] = [...listening].find(([, address]) => overlap(address, listens)) ?? []
    const holder = strangers.find((each) => isBoundAt(each, listens))?.holder ?? (other && `profile ${other}`)
    listening.set(profile, listens)
    if (holder === undefined) return []
    return [
      {
        rule: 'port-in-use',
        message: `Profile ${profile} cannot take ${addressText(listens)}: ${holder} has it.`,
        lift: 'choose another sip-port, or end what holds it',
      },
    ]
  })
}

function listeningNow({ live, evidence, disk, globals }: ProfileGuardWorld): Map<string, ListenAddress> {
  const running = new Set(live?.profiles.filter((each) => each.state === 'RUNNING').map((each) => each.name))
  const read = (evidence.loaded ?? disk).profiles.filter((each) => running.has(each.name))
  return new Map(
    read.flatMap((each) => {
      const address = listenAddress(each, globals)
      return address === undefined ? [] : [[each.name, address] as const]
    }),
  )
}

function overlap(a: ListenAddress, b: ListenAddress): boolean {
  return a.port === b.port && (a.ip === undefined || b.ip === undefined || a.ip === b.ip)
}

/** `10.0.0.5:5080`, or `port 5080` where FreeSWITCH chooses the address. */
export function addressText({ ip, port }: ListenAddress): string {
  if (ip === undefined) return `port ${port}`
  return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`
}

function unscannable(
  settings: readonly SettingChange[],
  profiles: readonly ProfileChange[],
  { noRescan }: ProfileGuardWorld,
): Refusal[] {
  const whole = new Set(profiles.map((each) => each.profile))
  const waiting = settings.filter(
    (each) =>
      each.effect === 'rescan' &&
      each.inForce !== true &&
      noRescan.has(each.profile) &&
      !whole.has(each.profile),
  )
  return [...new Set(waiting.map((each) => each.profile))].map((profile) => ({
    rule: 'restart-pending',
    message: `${waiting.map((each) => each.name).join(', ')} of profile ${profile} would need a rescan, and another setting there waits for a restart: a rescan would use that one half.`,
    lift: `restart profile ${profile} first, or list the waiting setting under its \`settings\``,
  }))
}
