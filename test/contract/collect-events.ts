import type { RawEsl } from '../support/raw-esl.ts'
import type { SeenEvent } from './lab.ts'

const CORE = /^(Event-|Core-UUID|FreeSWITCH-)/

/** Subscribes to what the contract is about and collects it, oldest first. */
export async function collectEvents(esl: RawEsl, now: () => number): Promise<SeenEvent[]> {
  const events: SeenEvent[] = []
  esl.listen((event) => {
    const headers = Object.fromEntries(Object.entries(event).filter(([name]) => !CORE.test(name)))
    events.push({
      index: events.length,
      what: event['Event-Subclass'] ?? event['Event-Name'] ?? '',
      at: now(),
      headers,
    })
  })
  await esl.command(
    'event json PUBLISH UNPUBLISH FAILURE RELOADXML BACKGROUND_JOB CUSTOM ' +
      'sofia::gateway_state sofia::gateway_add sofia::gateway_delete sofia::profile_start',
  )
  return events
}
