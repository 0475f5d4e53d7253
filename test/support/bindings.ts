/** What happened to one binding. `t` in milliseconds of performance.now(). */
export interface BindingEvent {
  readonly t: number
  readonly account: string
  readonly contact: string
  readonly action: 'bind' | 'refresh' | 'unbind' | 'expire'
  readonly callId: string
}

/** The contact that an inbound call would be sent to. Times in milliseconds of performance.now(). */
export interface Binding {
  readonly contact: string
  readonly callId: string
  readonly cseq: number
  readonly expiresAt: number
}

/** One Contact of a REGISTER; `expires` in seconds, 0 removes. */
export interface ContactRequest {
  readonly account: string
  readonly contact: string
  readonly callId: string
  readonly cseq: number
  readonly expires: number
}

/**
 * The location table of a registrar: bindings by account, keyed by Contact URI.
 *
 * It remembers nothing of what it removed and nothing of transactions, like kamailio's usual
 * REGISTER handling: a copy of an un-REGISTER that the SIP stack sends again removes whatever is
 * bound by then (RFC 3261 10.3 lets another Call-ID do that). Only with the same Call-ID does
 * CSeq decide: lower or equal changes nothing.
 */
export class BindingTable {
  readonly timeline: BindingEvent[] = []
  private readonly accounts = new Map<string, Map<string, Binding>>()

  apply(request: ContactRequest, now: number): void {
    this.expire(request.account, now)
    const bound = this.accounts.get(request.account) ?? new Map<string, Binding>()
    this.accounts.set(request.account, bound)
    const old = bound.get(request.contact)
    if (old?.callId === request.callId && request.cseq <= old.cseq) return
    if (request.expires > 0) {
      bound.set(request.contact, { ...request, expiresAt: now + request.expires * 1000 })
      this.record(old ? 'refresh' : 'bind', request, now)
    } else if (old) {
      bound.delete(request.contact)
      this.record('unbind', request, now)
    }
  }

  /** Drops every binding of the account but that of `contact`. */
  evictOthers(account: string, contact: string, now: number): void {
    for (const other of this.read(account, now).filter((each) => each.contact !== contact)) {
      this.accounts.get(account)?.delete(other.contact)
      this.record('unbind', { account, ...other }, now)
    }
  }

  /** The bindings that stand at `now`. */
  read(account: string, now: number): readonly Binding[] {
    this.expire(account, now)
    return [...(this.accounts.get(account)?.values() ?? [])]
  }

  private expire(account: string, now: number): void {
    const bound = this.accounts.get(account)
    for (const binding of bound?.values() ?? []) {
      if (binding.expiresAt > now) continue
      bound?.delete(binding.contact)
      this.record('expire', { account, ...binding }, binding.expiresAt)
    }
  }

  private record(action: BindingEvent['action'], of: Omit<BindingEvent, 't' | 'action'>, t: number): void {
    const { account, contact, callId } = of
    this.timeline.push({ t, account, contact, callId, action })
  }
}

/**
 * The longest time in [from, to] during which the account had no binding at all, in milliseconds.
 * Within one account this reads the timeline once.
 */
export function findLongestGap(
  timeline: readonly BindingEvent[],
  account: string,
  from: number,
  to: number,
): number {
  const bound = new Set<string>()
  let since: number | undefined
  let longest = 0
  let started = false
  const close = (t: number) => {
    if (since !== undefined) longest = Math.max(longest, t - since)
  }
  const start = () => {
    started = true
    since = bound.size === 0 ? from : undefined
  }
  for (const event of timeline) {
    if (event.account !== account || event.t > to) continue
    if (!started && event.t >= from) start()
    if (event.action === 'bind' || event.action === 'refresh') {
      if (started && bound.size === 0) close(event.t)
      bound.add(event.contact)
      since = undefined
    } else {
      bound.delete(event.contact)
      if (started && bound.size === 0) since = event.t
    }
  }
  if (!started) start()
  close(to)
  return longest
}
