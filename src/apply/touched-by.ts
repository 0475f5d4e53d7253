import type { JournalGateway, JournalHeader } from './journal-records.ts'
import type { Sent } from './sent.ts'

/** The gateways that were killed or started, or may have been. */
export function touchedBy(header: JournalHeader, sent: Sent, more: readonly Sent[]): JournalGateway[] {
  const killed = new Set([sent, ...more].flatMap((each) => [...each.killed.keys()]))
  return header.gateways.filter(
    (each) =>
      sent.profiles.has(each.profile) ||
      killed.has(each.gateway) ||
      sent.started.has(each.gateway) ||
      (each.start && !each.ranBefore && each.canaryOf === undefined && sent.rescanned.has(each.profile)),
  )
}
