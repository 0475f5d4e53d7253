import type { LiveGateway } from './live.ts'

/** Whether a ping of this run of the gateway was answered: each answer raises the count, as far as ping-max lets it (sofia.c:6452-6502). */
export function hasAnsweredPing({ pingcount, pingtime }: LiveGateway): boolean {
  return pingcount > 0 || pingtime > 0
}

/**
 * Whether a gateway was healthy, as far as anybody can know. One that does not register is UP from its start on:
 * where it pings, that counts for nothing before the first answer.
 */
export function wasHealthy(record: LiveGateway): boolean {
  if (record.status !== 'UP') return false
  return record.state !== 'NOREG' || record.pingfreq === 0 || hasAnsweredPing(record)
}
