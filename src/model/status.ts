import { gatewayKey } from './gateway.ts'
import { paramSpec } from './params.ts'
import type { Live, LiveGateway, LiveProfile } from './live.ts'

/** A setting that stands changed on disk and is not in force. */
export interface PendingSetting {
  readonly profile: string
  readonly name: string
}

/** Profiles and gateways as they are live, sorted by name. */
export interface SwitchStatus {
  readonly version: string
  readonly coreUuid: string
  readonly profiles: readonly LiveProfile[]
  readonly gateways: readonly GatewayStatus[]
  /** Settings that stand on disk and wait for a restart; absent: nobody has looked. */
  readonly pending?: readonly PendingSetting[]
}

/** One gateway, and what its record means. */
export interface GatewayStatus {
  readonly record: LiveGateway
  /**
   * `deleted`: killed, and the worker has not removed it yet. `ghost`: the second of its name in another
   * profile; it registers, but no call and no command reaches it (sofia_reg.c:3683-3731, 1.10.12).
   */
  readonly standing: 'live' | 'deleted' | 'ghost'
  readonly up: boolean
  /**
   * What its UP rests on: `ping` on an answered OPTIONS, `pending` on a ping that has not been answered yet;
   * `registration` on the last REGISTER, up to `expires` ago; `nothing`: it neither registers nor pings.
   */
  readonly proof: 'ping' | 'pending' | 'registration' | 'nothing'
  /** Seconds since the OPTIONS was due that FreeSWITCH still waits for, where it waits too long; see `stuckFor`. */
  readonly pingStuckSeconds?: number
}

/**
 * @param unknown  keys (`profile::gateway`) that the switch lists and yet does not find by name
 * @param epochSeconds  the time of day on the switch
 */
export function statusOf(live: Live, unknown: ReadonlySet<string>, epochSeconds: number): SwitchStatus {
  const seen = new Set<string>()
  const gateways = live.gateways.map((record): GatewayStatus => {
    const key = gatewayKey(record.profile, record.name)
    // Of equal names the newest stands first: gateways are put in at the head (sofia_reg.c:3691-3692).
    const standing = seen.has(key) ? 'deleted' : standingOf(record, unknown.has(key), live.gateways)
    seen.add(key)
    const stuck = stuckFor(record, epochSeconds)
    return {
      record,
      standing,
      up: standing === 'live' && record.status === 'UP',
      proof: proofOf(record),
      ...(stuck !== undefined && { pingStuckSeconds: stuck }),
    }
  })
  return {
    version: live.version,
    coreUuid: live.coreUuid,
    profiles: [...live.profiles].sort((a, b) => compare(a.name, b.name)),
    gateways: gateways.sort(
      (a, b) => compare(a.record.profile, b.record.profile) || compare(a.record.name, b.record.name),
    ),
  }
}

/** Records that may be deleted or ghosts: the switch has to be asked whether it finds them by name. */
export function doubtfulKeys(gateways: readonly LiveGateway[]): string[] {
  const times = new Map<string, number>()
  for (const { name } of gateways) times.set(name, (times.get(name) ?? 0) + 1)
  const doubtful = gateways.filter(
    ({ name, state }) => times.get(name) !== 1 || state === 'DOWN' || state === 'UNREGISTER',
  )
  return [...new Set(doubtful.map(({ profile, name }) => gatewayKey(profile, name)))]
}

function standingOf(
  record: LiveGateway,
  unknown: boolean,
  all: readonly LiveGateway[],
): GatewayStatus['standing'] {
  if (!unknown) return 'live'
  return all.some((each) => each.name === record.name && each.profile !== record.profile)
    ? 'ghost'
    : 'deleted'
}

function proofOf({ pingfreq, pingtime, state }: LiveGateway): GatewayStatus['proof'] {
  if (pingfreq > 0) return pingtime > 0 ? 'ping' : 'pending'
  return state === 'NOREG' || state === 'DOWN' ? 'nothing' : 'registration'
}

/**
 * For how long a ping is under way, when that is longer than any ping may take: more than three intervals, and
 * more than the 32 s after which the SIP stack itself gives an OPTIONS up. FreeSWITCH sends no further one then, and
 * the gateway keeps its status for good. `ping` stays the second when it was due (sofia_reg.c:372-395, sofia.c:6504).
 */
function stuckFor({ pinging, ping, pingfreq }: LiveGateway, epochSeconds: number): number | undefined {
  const seconds = Math.floor(epochSeconds - ping)
  return pinging && ping > 0 && seconds > Math.max(3 * pingfreq, SIP_TIMEOUT_SECONDS) ? seconds : undefined
}

const SIP_TIMEOUT_SECONDS = 35

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

/** What a field shows in place of what was made from a secret. */
const HIDDEN = '(hidden: from a secret)'

/** The same without what may be made from secrets; `secrets`: the names of params and variables that hold one, by gateway. */
export function hideSecretFields(
  status: SwitchStatus,
  secrets: (gateway: string) => ReadonlySet<string>,
): SwitchStatus {
  return {
    ...status,
    gateways: status.gateways.map((gateway) => {
      const names = [...secrets(gateway.record.name)]
      // The password is not in a record. Any other param may be part of several fields: realm, from, contact ...
      if (!names.some((name) => name !== 'password' && paramSpec(name) !== undefined)) return gateway
      return { ...gateway, record: { ...gateway.record, ...NOTHING_TO_SEE } }
    }),
  }
}

const NOTHING_TO_SEE = {
  scheme: HIDDEN,
  realm: HIDDEN,
  username: HIDDEN,
  from: HIDDEN,
  contact: HIDDEN,
  exten: HIDDEN,
  to: HIDDEN,
  proxy: HIDDEN,
  context: HIDDEN,
  expires: HIDDEN,
}
