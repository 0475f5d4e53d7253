import { GwctlError } from '../errors.ts'
import { doubtfulKeys, statusOf, type SwitchStatus } from '../model/status.ts'
import type { EventSocket } from './event-socket.ts'
import { observe } from './observe.ts'
import { run } from './run.ts'
import { oneGateway } from './status-commands.ts'

/** Most gateways that are asked for one by one; more are doubtful only while a whole profile is taken down. */
const MOST_ASKED = 200

/**
 * Profiles and gateways as they are now, with what is deleted and what is a ghost told apart.
 *
 * @param now  the time of day in ms
 * @throws as `observe`
 */
export async function observeStatus(socket: EventSocket, now: () => number): Promise<SwitchStatus> {
  const live = await observe(socket)
  const doubtful = doubtfulKeys(live.gateways).slice(0, MOST_ASKED)
  const found = await Promise.all(doubtful.map((key) => isFound(socket, key)))
  const unknown = new Set(doubtful.filter((_, index) => found[index] === false))
  return statusOf(live, unknown, now() / 1000)
}

async function isFound(socket: EventSocket, key: string): Promise<boolean> {
  const [profile = '', gateway = ''] = key.split('::')
  try {
    const reply = await run(socket, oneGateway(profile, gateway))
    return reply.ok || reply.reason !== 'no-such-gateway'
  } catch (error) {
    // A profile whose name cannot be sent: nothing is said of its gateways then.
    if (error instanceof GwctlError && error.code === 'GW407') return true
    throw error
  }
}
