import type { GatewayEvent } from '../freeswitch/events.ts'
import type { RunPorts } from './run-ports.ts'
import type { Sent } from './sent.ts'

/** How long a killed gateway may stay listed: two rounds of a worker that runs once a second. */
const UNLINK_MS = 10_000

/**
 * Waits until every killed gateway is unlinked. Until then the switch lists it beside its
 * successor, and answers another killgw with "no such gateway".
 */
export async function awaitUnlinked(sent: Sent, { link }: RunPorts): Promise<void> {
  const gone = (event: GatewayEvent): boolean => event.kind === 'delete'
  for (const [gateway, { at, mark }] of sent.killed) await link.waitFor(gateway, gone, mark, at + UNLINK_MS)
}
