import type { LiveGateway } from '../../src/model/live.ts'

/** A registered gateway that is pinged and UP, but for what is given. */
export function liveGateway(fields: Partial<LiveGateway> = {}): LiveGateway {
  return {
    name: 'acme-1',
    profile: 'external',
    scheme: 'Digest',
    realm: 'sip.acme.example',
    username: 'alice',
    password: true,
    from: '<sip:alice@sip.acme.example>',
    contact: '<sip:gw+acme-1@198.51.100.4:5080;transport=udp;gw=acme-1>',
    exten: 'alice',
    to: 'sip:alice@sip.acme.example',
    proxy: 'sip:sip.acme.example',
    context: 'public',
    expires: '600',
    freq: 600,
    ping: 1000,
    pingfreq: 25,
    pingmin: 1,
    pingcount: 1,
    pingmax: 1,
    pingtime: 12.3,
    pinging: false,
    state: 'REGED',
    status: 'UP',
    uptimeUsec: 7_384_000_000,
    callsIn: 10,
    callsOut: 4,
    failedCallsIn: 0,
    failedCallsOut: 1,
    ...fields,
  }
}
