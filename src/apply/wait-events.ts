import type { Mark, Received } from '../freeswitch/event-log.ts'
import type { GatewayEvent } from '../freeswitch/events.ts'
import type { RunPorts } from './run-ports.ts'

/** Waits, and looks at an interrupt once a second. */
export async function waitNoticing(
  { link, clock, checkInterrupt }: Pick<RunPorts, 'link' | 'clock' | 'checkInterrupt'>,
  gateway: string,
  wanted: (event: GatewayEvent) => boolean,
  since: Mark,
  untilMs: number,
): Promise<Received<GatewayEvent> | undefined> {
  for (;;) {
    const next = Math.min(untilMs, clock.now() + 1000)
    const seen = await link.waitFor(gateway, wanted, since, next)
    if (seen !== undefined || next >= untilMs) return seen
    checkInterrupt()
  }
}

export function isRegistered(event: GatewayEvent): boolean {
  return event.kind === 'state' && event.state === 'REGED'
}

/** A carrier's answer that no waiting will change, in words; undefined for anything else. */
export function refusalOf(event: GatewayEvent): string | undefined {
  if (event.kind !== 'state' || event.state !== 'FAILED') return undefined
  switch (event.sipStatus) {
    case 401:
    case 403:
    case 407:
      return `the carrier refused the registration: ${event.sipStatus} ${event.phrase ?? ''}`.trim()
    case 904:
      return 'the carrier did not accept the credentials (904)'
    case 404:
      return `the carrier does not know the account: 404 ${event.phrase ?? ''}`.trim()
    case undefined:
  }
  return undefined
}
