import { GwctlError } from '../errors.ts'
import { systemClock, type Clock } from './clock.ts'
import type { EventSocket } from './event-socket.ts'
import {
  GATEWAY_SUBCLASSES,
  gatewayEvent,
  PROFILE_NAMES,
  profileEvent,
  type GatewayEvent,
  type ProfileEvent,
} from './events.ts'

/** A moment in an event log: only what was recorded later answers a wait. */
export type Mark = number

export interface WaitOptions {
  /** From when on events count: take `mark()` before the command is sent. */
  readonly since: Mark
  /** Most milliseconds from now. */
  readonly timeoutMs: number
}

interface Wait<E> {
  readonly wanted: (event: E) => boolean
  readonly found: (event: E, at: number) => void
}

/** The events of one gateway or profile, and who waits for more. */
interface History<E> {
  readonly events: { readonly event: E; readonly number: Mark; readonly at: number }[]
  readonly waits: Set<Wait<E>>
}

/** An event, and when it was received (milliseconds of the clock). */
export interface Received<E> {
  readonly event: E
  readonly at: number
}

/**
 * Records the events of gateways and profiles from its making on, so that an event which comes
 * between a command and the wait for it is not missed. Events are found by their gateway's name:
 * a thousand waits cost no more than a thousand events.
 */
export class EventLog {
  readonly #clock: Clock
  readonly #socket: EventSocket
  readonly #gateways = new Map<string, History<GatewayEvent>>()
  readonly #profiles = new Map<string, History<ProfileEvent>>()
  readonly #ends = new Set<(error: GwctlError) => void>()
  readonly #stop: () => void
  #number: Mark = 0
  #ended: GwctlError | undefined

  private constructor(socket: EventSocket, clock: Clock) {
    this.#clock = clock
    this.#socket = socket
    this.#stop = socket.onEvent((event) => {
      const ofGateway = gatewayEvent(event)
      if (ofGateway !== undefined) this.#add(historyOf(this.#gateways, ofGateway.gateway), ofGateway)
      const ofProfile = profileEvent(event)
      if (ofProfile !== undefined) this.#add(historyOf(this.#profiles, ofProfile.profile), ofProfile)
    })
    void socket.closed.then((error) => this.#end(error))
  }

  /** Subscribes and records from now on. Throws what `EventSocket.subscribe` throws. */
  static async open(socket: EventSocket, clock: Clock = systemClock): Promise<EventLog> {
    const log = new EventLog(socket, clock)
    try {
      await socket.subscribe(PROFILE_NAMES, GATEWAY_SUBCLASSES)
    } catch (error) {
      log.close()
      throw error
    }
    return log
  }

  /** Now. */
  mark(): Mark {
    return this.#number
  }

  /** What was recorded of a gateway, the oldest first. */
  history(gateway: string): readonly Received<GatewayEvent>[] {
    return this.#gateways.get(gateway)?.events ?? []
  }

  /** The first event of a gateway after `since` that `wanted` holds for, among those that have come already. */
  findGateway(
    gateway: string,
    wanted: (event: GatewayEvent) => boolean,
    since: Mark,
  ): Received<GatewayEvent> | undefined {
    return findIn(this.#gateways.get(gateway)?.events ?? [], wanted, since)
  }

  /**
   * The first event of a gateway that `wanted` holds for.
   *
   * @param what  completes "waited for" in the message of a time-out
   * @throws GW408 when none came in time, and what ended the connection
   */
  waitForGateway(
    gateway: string,
    what: string,
    wanted: (event: GatewayEvent) => boolean,
    options: WaitOptions,
  ): Promise<Received<GatewayEvent>> {
    return this.#wait(
      historyOf(this.#gateways, gateway),
      `${what} of the gateway ${gateway}`,
      wanted,
      options,
    )
  }

  /** The first event of a profile that `wanted` holds for; see `waitForGateway`. */
  waitForProfile(
    profile: string,
    what: string,
    wanted: (event: ProfileEvent) => boolean,
    options: WaitOptions,
  ): Promise<Received<ProfileEvent>> {
    return this.#wait(
      historyOf(this.#profiles, profile),
      `${what} of the profile ${profile}`,
      wanted,
      options,
    )
  }

  /** Forgets what was recorded up to a mark; for logs that live long. */
  forget(until: Mark): void {
    forgetIn(this.#gateways, until)
    forgetIn(this.#profiles, until)
  }

  /** Stops recording, and rejects the waits that are left. The connection stays. */
  close(): void {
    const { host, port } = this.#socket.place
    const message = `gwctl stopped listening to the events of ${host}:${port}.`
    this.#end(new GwctlError('GW405', message, { hint: 'Run the command again.' }))
  }

  #add<E>(history: History<E>, event: E): void {
    this.#number += 1
    const entry = { event, number: this.#number, at: this.#clock.now() }
    history.events.push(entry)
    for (const wait of history.waits) if (wait.wanted(event)) wait.found(event, entry.at)
  }

  #wait<E>(
    history: History<E>,
    what: string,
    wanted: (event: E) => boolean,
    { since, timeoutMs }: WaitOptions,
  ): Promise<Received<E>> {
    const past = findIn(history.events, wanted, since)
    if (past !== undefined) return Promise.resolve(past)
    if (this.#ended !== undefined) return Promise.reject(this.#ended)
    return new Promise((resolve, reject) => {
      const wait: Wait<E> = {
        wanted,
        found: (event, at) => {
          finish()
          resolve({ event, at })
        },
      }
      const fail = (error: GwctlError): void => {
        finish()
        reject(error)
      }
      const stopTimer = this.#clock.after(timeoutMs, () => fail(timedOut(what, timeoutMs)))
      const finish = (): void => {
        stopTimer()
        history.waits.delete(wait)
        this.#ends.delete(fail)
      }
      history.waits.add(wait)
      this.#ends.add(fail)
    })
  }

  #end(error: GwctlError): void {
    this.#ended ??= error
    this.#stop()
    for (const fail of [...this.#ends]) fail(error)
  }
}

function findIn<E>(
  events: History<E>['events'],
  wanted: (event: E) => boolean,
  since: Mark,
): Received<E> | undefined {
  const found = events.find((entry) => entry.number > since && wanted(entry.event))
  return found && { event: found.event, at: found.at }
}

function historyOf<E>(records: Map<string, History<E>>, name: string): History<E> {
  const known = records.get(name)
  if (known !== undefined) return known
  const history: History<E> = { events: [], waits: new Set() }
  records.set(name, history)
  return history
}

function forgetIn<E>(records: Map<string, History<E>>, until: Mark): void {
  for (const [name, { events, waits }] of records) {
    const kept = events.filter(({ number }) => number > until)
    events.splice(0, events.length, ...kept)
    if (kept.length === 0 && waits.size === 0) records.delete(name)
  }
}

function timedOut(what: string, ms: number): GwctlError {
  return new GwctlError('GW408', `FreeSWITCH did not tell ${what} within ${ms} ms.`, {
    hint: 'Look at it with `sofia status` in fs_cli, and into the log of FreeSWITCH.',
  })
}
