import { GwctlError } from '../errors.ts'
import type { Disk } from '../model/disk.ts'
import type { Live } from '../model/live.ts'
import { commandFor } from './command-for.ts'
import type { EventLog, Mark, Received } from './event-log.ts'
import type { EventSocket } from './event-socket.ts'
import type { GatewayEvent, ProfileEvent } from './events.ts'
import { readLoaded } from './loaded.ts'
import { observe } from './observe.ts'
import { runOrFail } from './run.ts'
import { profileStates, type ProfileState } from './status-commands.ts'

/** Most events that one wait sends to hurry the switch; after that it goes on at the switch's own pace. */
const MOST_HURRIES = 400
/** Between two of them, in ms: events that come faster than a worker wakes count as one. */
const HURRY_EVERY_MS = 2

/**
 * The running switch, as apply uses it: commands judged by what their replies mean, and waits
 * for events that hurry the switch.
 *
 * mod_sofia looks at its gateways once in ten rounds of a loop, and a round lasts 100 ms unless
 * an event ends it (sofia.c:3016-3034, 1.10.12). `TRAP` without headers is an event that does
 * nothing anywhere: it only ends the round. So what takes a second or two otherwise is done in
 * some tens of milliseconds. Where the login may not send events it takes the second or two.
 */
export class SwitchLink {
  readonly #socket: EventSocket
  readonly #log: EventLog
  readonly #clock: { now(): number; sleep(ms: number): Promise<void> }
  #mayHurry = true
  /** Events sent so far, by what is waited for: a wait may be taken up again. */
  readonly #hurried = new Map<string, number>()

  constructor(
    socket: EventSocket,
    log: EventLog,
    clock: { now(): number; sleep(ms: number): Promise<void> },
  ) {
    this.#socket = socket
    this.#log = log
    this.#clock = clock
  }

  /** Where its event socket is. */
  get place(): EventSocket['place'] {
    return this.#socket.place
  }

  async send(command: string): Promise<void> {
    await runOrFail(this.#socket, commandFor(command))
  }

  async hurry(): Promise<void> {
    if (this.#mayHurry) this.#mayHurry = await this.#socket.sendEvent('TRAP')
  }

  mark(): Mark {
    return this.#log.mark()
  }

  history(gateway: string): readonly Received<GatewayEvent>[] {
    return this.#log.history(gateway)
  }

  observe(lists: readonly string[] = []): Promise<Live> {
    return observe(this.#socket, lists)
  }

  loaded(): Promise<Disk> {
    return readLoaded(this.#socket)
  }

  async profileStates(): Promise<readonly ProfileState[]> {
    type Read = { readonly ok: true; readonly value: readonly ProfileState[] }
    const { value } = await runOrFail<Read>(this.#socket, profileStates())
    return value
  }

  async close(): Promise<void> {
    this.#log.close()
    await this.#socket.close()
  }

  async waitFor(
    gateway: string,
    wanted: (event: GatewayEvent) => boolean,
    since: Mark,
    untilMs: number,
  ): Promise<Received<GatewayEvent> | undefined> {
    const past = this.#log.findGateway(gateway, wanted, since)
    if (past !== undefined) return past
    const timeoutMs = Math.max(0, untilMs - this.#clock.now())
    const found = this.#log.waitForGateway(gateway, 'an event', wanted, { since, timeoutMs })
    await this.#hurryUntil(found, gateway, since)
    return orUndefined(found)
  }

  /** A profile that starts or stops waits for its own thread, which no event hurries. */
  waitForProfile(
    profile: string,
    wanted: (event: ProfileEvent) => boolean,
    since: Mark,
    untilMs: number,
  ): Promise<Received<ProfileEvent> | undefined> {
    const timeoutMs = Math.max(0, untilMs - this.#clock.now())
    return orUndefined(this.#log.waitForProfile(profile, 'an event', wanted, { since, timeoutMs }))
  }

  /** Hurries the switch until the event has come, the wait has failed, or enough was sent. */
  async #hurryUntil(found: Promise<unknown>, gateway: string, since: Mark): Promise<void> {
    const over = new AbortController()
    const end = (): void => over.abort()
    void found.then(end, end)
    const key = `${since} ${gateway}`
    while (this.#mayHurry && !over.signal.aborted) {
      const sent = this.#hurried.get(key) ?? 0
      if (sent >= MOST_HURRIES) return
      this.#hurried.set(key, sent + 1)
      if (!this.#waitsForCarrier(gateway)) await this.hurry()
      await this.#clock.sleep(HURRY_EVERY_MS)
    }
  }

  /** A REGISTER is under way: only the carrier's answer brings it on. */
  #waitsForCarrier(gateway: string): boolean {
    const last = this.#log.history(gateway).at(-1)?.event
    return last?.kind === 'state' && last.state === 'TRYING'
  }
}

/** What a wait found; undefined when its time was over. */
async function orUndefined<E>(found: Promise<E>): Promise<E | undefined> {
  try {
    return await found
  } catch (error) {
    if (error instanceof GwctlError && error.code === 'GW408') return undefined
    throw error
  }
}
