import type { Carriers } from './carriers.ts'
import type { SipRequest, SipResponse } from './registrar.ts'
import type { Millis, Scheduler } from './scheduler.ts'

/** T1 of RFC 3261: the first retransmission; the gap doubles up to T2, and after 64 T1 the stack gives up. */
const T1: Millis = 500
const T2: Millis = 4000
const TIMER_F: Millis = 64 * T1

/** An answer as the switch sees it. `network`: where it came from; absent when the stack made it up itself. */
export interface Answer extends SipResponse {
  readonly network?: { readonly ip: string; readonly port: number }
}

/**
 * Sends a request over UDP and hands the final answer to `done`, never before this call has returned. What is
 * lost is sent again; what is never answered ends as 408, a closed port at once as 503 without an address (seen on 1.10.12).
 */
export function sendRequest(
  scheduler: Scheduler,
  carriers: Carriers,
  address: string,
  request: SipRequest,
  done: (answer: Answer) => void,
): void {
  const carrier = carriers.at(address)
  const started = scheduler.now()
  const transmit = (gap: Millis): void => {
    const delay = carrier.options.delay ?? 0
    scheduler.after(delay, () => {
      const delivery = carrier.receive(request, scheduler.now())
      if (delivery === 'lost') retransmit(gap, delay)
      else if (delivery === 'refused')
        scheduler.after(delay, () => done({ status: 503, phrase: 'Service Unavailable' }))
      else scheduler.after(delay, () => done({ ...delivery, network: networkOf(address) }))
    })
  }
  const retransmit = (gap: Millis, delay: Millis): void => {
    const rest = started + TIMER_F - scheduler.now()
    if (gap - delay < rest) scheduler.after(Math.max(0, gap - delay), () => transmit(Math.min(2 * gap, T2)))
    else scheduler.after(Math.max(0, rest), () => done({ status: 408, phrase: 'Request Timeout' }))
  }
  transmit(T1)
}

/** `host:port` of a SIP URI or proxy; 5060 when it names none. */
export function addressOf(proxy: string): string {
  const host = proxy
    .replace(/^<?sips?:/i, '')
    .replace(/[;>?].*$/, '')
    .replace(/^.*@/, '')
  return /(^|[^:]|\]):\d+$/.test(host) ? host : `${host}:5060`
}

function networkOf(address: string): { ip: string; port: number } {
  const colon = address.lastIndexOf(':')
  return { ip: address.slice(0, colon), port: Number(address.slice(colon + 1)) }
}
