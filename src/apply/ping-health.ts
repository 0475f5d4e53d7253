import type { Received } from '../freeswitch/event-log.ts'
import type { GatewayEvent } from '../freeswitch/events.ts'
import type { LiveGateway } from '../model/live.ts'
import { hasAnsweredPing } from '../model/proven-up.ts'
import type { ReportedGateway } from '../model/report.ts'

export interface Health {
  readonly health: ReportedGateway['health']
  readonly detail: string
  /** Waiting longer may change it. */
  readonly pending: boolean
  /** A ping was sent, and its answer is waited for. */
  readonly pinging?: true
}

/** The worker that sends pings runs once a second: so much later than due a ping was sent, whatever came of it. */
const SENT_MS = 3000

/**
 * The health of a gateway that does not register. It is UP from its start on, so that only an answered ping proves
 * anything. The first one is sent `ping` seconds after the start; without an answer FreeSWITCH gives it up after 32 s.
 *
 * @param now      in ms of the clock
 * @param untilMs  when waiting ends, in ms of the clock
 */
export function pingHealth(
  record: LiveGateway,
  events: readonly Received<GatewayEvent>[],
  now: number,
  untilMs: number,
): Health {
  if (record.status !== 'UP')
    return { health: 'unhealthy', detail: 'it does not answer pings', pending: true }
  if (record.pingfreq === 0)
    return { health: 'healthy', detail: 'UP; without ping that proves nothing', pending: false }
  if (hasAnsweredPing(record)) return { health: 'healthy', detail: 'its ping was answered', pending: false }
  const due = (events.findLast((each) => each.event.kind === 'add')?.at ?? now) + record.pingfreq * 1000
  // FreeSWITCH never takes it down then, so that silence fails nothing; it proves nothing either.
  if (record.pingmin <= 0 && (record.pinging || now > due + SENT_MS))
    return { health: 'unproven', detail: 'ping unproven: no answer; ping-min 0 keeps it UP', pending: true }
  if (record.pinging)
    return { health: 'unproven', detail: 'ping unproven: no answer yet', pending: true, pinging: true }
  return {
    health: 'unproven',
    detail: `ping unproven: the first one is sent after ${record.pingfreq} s`,
    pending: due + 1000 < untilMs,
  }
}

/** What a ping means that was sent in the time of the apply, and has no answer at its end. */
export const UNANSWERED = { health: 'unhealthy', detail: 'its ping was not answered' } as const

/** An OPTIONS that stays unanswered keeps the next one from being sent, and the status as it is (sofia_reg.c:374-378). */
export function stuckPing(record: LiveGateway, epochSeconds: number): Health | undefined {
  if (!record.pinging || record.pingfreq === 0) return undefined
  const seconds = Math.floor(epochSeconds - record.ping)
  if (seconds <= 3 * record.pingfreq) return undefined
  return { health: 'unhealthy', detail: `its ping is stuck: no answer for ${seconds} s`, pending: true }
}
