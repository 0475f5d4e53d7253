import { types } from 'node:util'
import { GwctlError } from '../errors.ts'
import { systemClock, type Clock } from './clock.ts'
import { openSession } from './session.ts'
import { cannotConnect, commandRefused, type SocketPlace } from './socket-errors.ts'
import type { SwitchEvent } from './switch-event.ts'
import type { TraceEntry } from './trace.ts'

/** An authenticated connection to FreeSWITCH's event socket. */
export interface EventSocket {
  /** Where it is connected to. */
  readonly place: SocketPlace
  /**
   * Sends one api command and gives the whole text of its reply (`-ERR no reply\n` when the command
   * printed nothing). Commands queue: one is outstanding at a time.
   *
   * @throws GW407 for a line that is empty or carries a line end or NUL (nothing is sent), GW408 when
   *         this login may not use the command, GW404 when no reply came in time (the connection is
   *         dropped: a late reply would be taken for that of the next command), GW405, GW406
   */
  api(line: string): Promise<string>
  /**
   * Subscribes to events, cumulatively: ordinary `names`, and `subclasses` of CUSTOM events.
   *
   * @throws as `api`
   */
  subscribe(names: readonly string[], subclasses: readonly string[]): Promise<void>
  /**
   * Has the switch fire an event without headers; false when this login may not.
   *
   * @throws as `api`
   */
  sendEvent(name: string): Promise<boolean>
  /** Tells every event to come to `listener`, until the returned function is called. */
  onEvent(listener: (event: SwitchEvent) => void): () => void
  /** Fulfilled, never rejected, with the reason when the connection has ended. */
  readonly closed: Promise<GwctlError>
  /** Ends the connection; commands that are not answered yet reject with GW405. */
  close(): Promise<void>
}

export interface ConnectOptions {
  /** Most milliseconds until the connection stands (name lookup included). */
  readonly connectMs: number
  /** Most milliseconds from then until the password is accepted. */
  readonly authMs: number
  /** Most milliseconds that one command may take. */
  readonly commandMs: number
  readonly clock?: Clock
  /** Is told every line sent and every frame received, secrets masked. */
  readonly traceTo?: (entry: TraceEntry) => void
}

/**
 * Connects and authenticates.
 *
 * @throws GW401 not reachable, GW402 wrong password, GW403 refused by the ACL, GW404 no answer in
 *         time, GW405 closed, GW406 not an event socket, GW407 a password with a line end or NUL
 */
export async function connectEventSocket(
  address: SocketPlace & { readonly password: string },
  options: ConnectOptions,
): Promise<EventSocket> {
  const { password, ...place } = address
  if (/[\r\n\0]/.test(password)) throw commandRefused('auth ***', 'the password has a line end or NUL in it')
  try {
    return await openSession(place, password, { clock: systemClock, ...options })
  } catch (error) {
    if (error instanceof GwctlError || !types.isNativeError(error)) throw error
    throw cannotConnect(place, error)
  }
}
