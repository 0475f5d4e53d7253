import type { Millis } from './scheduler.ts'

/** How a carrier behaves. All times in milliseconds of the model. */
export interface CarrierOptions {
  /** Which requests are challenged: none (the address is trusted), or all. Default: `open`. */
  readonly auth?: 'open' | 'digest'
  /** The one password it accepts; absent: any. */
  readonly password?: string
  /** What a wrong password earns: another challenge, or 403. Default: `401`. */
  readonly wrongPassword?: '401' | '403'
  /** One way. Default: 0. */
  readonly delay?: Millis
  /** `silent`: nothing comes back; `refused`: the host answers that the port is closed. */
  readonly down?: 'silent' | 'refused'
  /** What every REGISTER is answered instead, e.g. `[503, 'Service Unavailable']`. */
  readonly registerAnswer?: readonly [status: number, phrase: string]
  /** What OPTIONS is answered. Default: `[200, 'OK']`. */
  readonly optionsAnswer?: readonly [status: number, phrase: string]
  /** So many first un-REGISTERs are lost on the way; the client sends them again 0.5, 1.5, 3.5 ... s later. */
  readonly loseUnregisters?: number
  /** Whether an account has one Contact at a time: a new one takes the place of the one before. */
  readonly oneContact?: boolean
}

export interface SipRequest {
  readonly method: 'REGISTER' | 'OPTIONS'
  /** Address of record: `sip:user@host`. */
  readonly aor: string
  readonly contact: string
  readonly callId: string
  readonly cseq: number
  /** Seconds; 0 removes the binding. */
  readonly expires: number
  /** Present once the client has answered a challenge. */
  readonly password?: string
}

export interface SipResponse {
  readonly status: number
  readonly phrase: string
  /** Seconds granted. */
  readonly expires?: number
}

/** One binding that a registrar holds. */
export interface Binding {
  readonly aor: string
  readonly contact: string
  readonly callId: string
  readonly cseq: number
  readonly expiresAt: Millis
}

/** What became of a request on its way. */
export type Delivery = SipResponse | 'lost' | 'refused'

export interface Carrier {
  options: CarrierOptions
  receive(request: SipRequest, now: Millis): Delivery
  bindings(now: Millis): Binding[]
}

/** A registrar with an empty table; `options` may be replaced while it runs. */
export function createCarrier(initial: CarrierOptions): Carrier {
  const table = new Map<string, Binding>()
  let lost = 0
  const carrier: Carrier = {
    options: initial,
    receive(request, now) {
      const { options } = carrier
      if (options.down !== undefined) return options.down === 'silent' ? 'lost' : 'refused'
      if (request.method === 'OPTIONS') return answer(options.optionsAnswer ?? [200, 'OK'])
      if (request.expires === 0 && lost < (options.loseUnregisters ?? 0)) {
        lost++
        return 'lost'
      }
      const refusal = refuse(options, request)
      if (refusal !== undefined) return refusal
      if (options.oneContact === true && request.expires > 0) evictOthers(table, request)
      return bind(table, request, now)
    },
    bindings: (now) => [...table.values()].filter(({ expiresAt }) => expiresAt > now),
  }
  return carrier
}

/** The answer of a registrar that does not bind. */
function refuse(options: CarrierOptions, request: SipRequest): SipResponse | undefined {
  if (options.registerAnswer !== undefined) return answer(options.registerAnswer)
  if (options.auth !== 'digest') return undefined
  if (request.password === undefined) return answer([401, 'Unauthorized'])
  if (options.password === undefined || options.password === request.password) return undefined
  return options.wrongPassword === '403' ? answer([403, 'Forbidden']) : answer([401, 'Unauthorized'])
}

/**
 * RFC 3261, 10.3, steps 6 to 8: a binding is known by its address of record and its Contact. A request with
 * its Call-ID needs a higher CSeq; one with another Call-ID replaces or removes it: so that the un-REGISTER
 * of a deleted gateway takes the binding of its successor, which has the same Contact.
 */
function bind(table: Map<string, Binding>, request: SipRequest, now: Millis): SipResponse {
  const { aor, contact, callId, cseq, expires } = request
  const key = `${aor} ${contact}`
  const known = table.get(key)
  if (known !== undefined && known.callId === callId && cseq <= known.cseq)
    return answer([500, 'Server Internal Error'])
  if (expires === 0) table.delete(key)
  else table.set(key, { aor, contact, callId, cseq, expiresAt: now + expires * 1000 })
  return { ...answer([200, 'OK']), ...(expires === 0 ? {} : { expires }) }
}

function evictOthers(table: Map<string, Binding>, { aor, contact }: SipRequest): void {
  for (const [key, held] of table) if (held.aor === aor && held.contact !== contact) table.delete(key)
}

function answer([status, phrase]: readonly [number, string]): SipResponse {
  return { status, phrase }
}
