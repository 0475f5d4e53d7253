import type { Mark, Received } from '../freeswitch/event-log.ts'
import type { GatewayEvent, ProfileEvent } from '../freeswitch/events.ts'
import type { ProfileState } from '../freeswitch/status-commands.ts'
import type { Disk } from '../model/disk.ts'
import type { Live } from '../model/live.ts'

/** What apply needs of the running switch; `freeswitch/link.ts` gives it. Times are in ms of the clock that apply has. */
export interface SwitchPort {
  /**
   * Sends one api command and returns when FreeSWITCH has answered that it did it.
   * Throws GwctlError: GW408 when the reply means that it did not (a `CommandError`, which has the
   * failure as a value), GW4xx when the link is gone.
   */
  send(command: string): Promise<void>
  /**
   * Wakes the workers of the switch, where it lets us: what it was told to do with gateways is done now, not
   * with all the rest within the second.
   */
  hurry(): Promise<void>
  /** Now, in the order of events. */
  mark(): Mark
  /**
   * The first event of a gateway after `since` that `wanted` holds for; undefined when `untilMs` has
   * come. While waiting it hurries the workers of the switch, where the switch lets it.
   */
  waitFor(
    gateway: string,
    wanted: (event: GatewayEvent) => boolean,
    since: Mark,
    untilMs: number,
  ): Promise<Received<GatewayEvent> | undefined>
  /** As `waitFor`, of a profile. It hurries nothing: a profile takes its own time. */
  waitForProfile(
    profile: string,
    wanted: (event: ProfileEvent) => boolean,
    since: Mark,
    untilMs: number,
  ): Promise<Received<ProfileEvent> | undefined>
  /** Every event of a gateway since the connection was made. */
  history(gateway: string): readonly Received<GatewayEvent>[]
  /** @param lists  lists of mod_distributor to ask for, too */
  observe(lists?: readonly string[]): Promise<Live>
  /** The profiles that run, start or stop, with their calls in progress; one that is gone is not among them. */
  profileStates(): Promise<readonly ProfileState[]>
  /** The sofia.conf that the switch has in memory. */
  loaded(): Promise<Disk>
}

/**
 * Connects to the switch once more, after the connection was lost. `restarted`: it is another
 * process now, which has read the files at its start. Throws what connecting throws.
 */
export type Reconnect = () => Promise<{ readonly link: SwitchPort; readonly restarted: boolean }>

export interface Clock {
  /** Milliseconds since some fixed moment. */
  now(): number
  sleep(ms: number): Promise<void>
  /** The time of day. */
  date(): Date
}
