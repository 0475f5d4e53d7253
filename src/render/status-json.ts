import type { GatewayStatus, SwitchStatus } from '../model/status.ts'
import { retrySeconds } from './status-cells.ts'

/** Version of the documents of `status`, `var` and `watch`; as for plans, what only adds raises the minor. */
export const STATUS_FORMAT_VERSION = '1.0'

/** The document of `status --json`. Units are in the names; null: not so, or not told. */
export function statusDocument(status: SwitchStatus): Record<string, unknown> {
  return {
    formatVersion: STATUS_FORMAT_VERSION,
    switch: { version: status.version, coreUuid: status.coreUuid },
    profiles: status.profiles.map(({ name, state, calls }) => ({ name, state, calls: calls ?? null })),
    gateways: status.gateways.map(gatewayDocument),
    ...(status.pending && { pendingRestarts: status.pending }),
  }
}

function gatewayDocument({ record, ...gateway }: GatewayStatus): Record<string, unknown> {
  return {
    profile: record.profile,
    gateway: record.name,
    standing: gateway.standing,
    up: gateway.up,
    proof: gateway.proof,
    state: record.state,
    status: record.status,
    upSeconds: gateway.up ? Math.floor(record.uptimeUsec / 1e6) : null,
    retrySeconds: retrySeconds(record.retry) ?? null,
    retriesNever: record.retry === 'NEVER',
    ping:
      record.pingfreq > 0
        ? {
            intervalSeconds: record.pingfreq,
            milliseconds: record.pingtime > 0 ? record.pingtime : null,
            answered: record.pingcount,
            min: record.pingmin,
            max: record.pingmax,
            stuckSeconds: gateway.pingStuckSeconds ?? null,
          }
        : null,
    calls: { in: record.callsIn, out: record.callsOut },
    failedCalls: { in: record.failedCallsIn, out: record.failedCallsOut },
    expiresSeconds: Number(record.expires),
    refreshSeconds: record.freq,
    scheme: record.scheme,
    realm: record.realm,
    username: record.username,
    password: record.password,
    from: record.from,
    to: record.to,
    contact: record.contact,
    extension: record.exten,
    proxy: record.proxy,
    context: record.context,
  }
}
