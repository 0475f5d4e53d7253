import type { EventSocketAddress } from '../model/desired.ts'
import type { GwctlError } from '../errors.ts'
import type { Disk } from '../model/disk.ts'
import type { Live } from '../model/live.ts'
import type { SwitchStatus } from '../model/status.ts'
import { connectEventSocket, type EventSocket } from './event-socket.ts'
import { GATEWAY_SUBCLASSES, PROFILE_NAMES } from './events.ts'
import { gatewayVariable } from './gateway-commands.ts'
import { readLoaded } from './loaded.ts'
import { observe } from './observe.ts'
import { observeStatus } from './observe-status.ts'
import { runOrFail } from './run.ts'
import { nameSocket } from './socket-errors.ts'
import type { SwitchEvent } from './switch-event.ts'

/** A switch that is asked and listened to, and told nothing. */
export interface SwitchReader {
  /** `127.0.0.1:8021`. */
  readonly place: string
  readonly address: EventSocket['place']
  observe(): Promise<SwitchStatus>
  /** What a plan compares with. */
  live(): Promise<Live>
  /** The sofia.conf in its memory; see loaded.ts. */
  loaded(): Promise<Disk>
  /** The value of a gateway's variable; undefined where it has none, or the switch no such gateway. */
  variable(gateway: string, direction: 'ivar' | 'ovar' | 'var', name: string): Promise<string | undefined>
  /** Hands over every event of gateways and profiles from now on. */
  readonly listen: (listener: (event: SwitchEvent) => void) => Promise<void>
  /** Fulfilled, never rejected, when the connection has ended. */
  readonly closed: Promise<GwctlError>
  close(): Promise<void>
}

/** A question that takes longer means that the other end is gone, even when nobody has said so. */
const LIMITS = { connectMs: 5000, authMs: 5000, commandMs: 10_000 }

/** Throws GW401 to GW407, as `connectEventSocket` tells them apart. */
export async function connectReader(address: EventSocketAddress): Promise<SwitchReader> {
  const socket = await connectEventSocket(address, LIMITS)
  return {
    place: nameSocket(socket.place),
    address: socket.place,
    observe: () => observeStatus(socket, () => Date.now()),
    live: () => observe(socket),
    loaded: () => readLoaded(socket),
    variable: async (gateway, direction, name) => {
      type Found = { readonly ok: true; readonly value: string | undefined }
      return (await runOrFail<Found>(socket, gatewayVariable(gateway, direction, name))).value
    },
    listen: async (listener) => {
      socket.onEvent(listener)
      await socket.subscribe(PROFILE_NAMES, GATEWAY_SUBCLASSES)
    },
    closed: socket.closed,
    close: () => socket.close(),
  }
}
