import type { EventSocketAddress } from '../model/desired.ts'
import { EventLog } from './event-log.ts'
import { connectEventSocket } from './event-socket.ts'
import { SwitchLink } from './link.ts'

export type { SwitchLink } from './link.ts'

/** How long connecting, logging in and one command may take, in ms. */
const LIMITS = { connectMs: 5000, authMs: 5000, commandMs: 30_000 }

/**
 * Connects to a running switch and records its gateway events from then on.
 *
 * @throws GW401 to GW406, as `connectEventSocket` tells them apart
 */
export async function connectSwitch(address: EventSocketAddress): Promise<SwitchLink> {
  const socket = await connectEventSocket(address, LIMITS)
  try {
    const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
    return new SwitchLink(socket, await EventLog.open(socket), { now: () => performance.now(), sleep })
  } catch (error) {
    await socket.close()
    throw error
  }
}
