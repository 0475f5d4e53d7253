import type { GatewayStatus } from '../model/status.ts'
import type { Labels, Metric } from './prometheus.ts'
import type { TrackedGateway, Tracker } from './tracker.ts'

/** What `watch --metrics` serves of each gateway. */
export function gatewayMetrics(tracker: Tracker): Metric[] {
  return [
    perGateway(
      tracker,
      'gwctl_gateway_up',
      'Whether FreeSWITCH takes the gateway for UP; see gwctl_gateway_pings.',
      (each) => each.up,
    ),
    ...ofPings(tracker),
    {
      ...perGateway(
        tracker,
        'gwctl_gateway_registrations_lost_total',
        'Times that it went down by itself while it was registered, since watch has known it.',
        (each) => each.registrationsLost,
      ),
      kind: 'counter',
    },
    {
      name: 'gwctl_gateway_state',
      help: 'Always 1; the state in the words of FreeSWITCH as a label.',
      kind: 'gauge',
      labels: ['profile', 'gateway', 'state'],
      values: () => states(tracker),
    },
    byDirection(tracker, 'gwctl_gateway_calls_total', 'Calls since the gateway was made.', ({ record }) => [
      record.callsIn,
      record.callsOut,
    ]),
    byDirection(
      tracker,
      'gwctl_gateway_failed_calls_total',
      'Calls that failed since the gateway was made.',
      ({ record }) => [record.failedCallsIn, record.failedCallsOut],
    ),
  ]
}

function ofPings(tracker: Tracker): Metric[] {
  const seen = (read: (status: GatewayStatus) => Value) => (each: TrackedGateway) =>
    each.seen && read(each.seen)
  return [
    perGateway(
      tracker,
      'gwctl_gateway_pings',
      'Whether OPTIONS pings prove an UP; 0: it says little or nothing.',
      seen(({ record }) => record.pingfreq > 0),
    ),
    perGateway(
      tracker,
      'gwctl_gateway_ping_seconds',
      'Round trip of the last OPTIONS ping that was answered.',
      seen(({ record }) => (record.pingtime > 0 ? record.pingtime / 1000 : undefined)),
    ),
    perGateway(
      tracker,
      'gwctl_gateway_ping_stuck',
      'Whether FreeSWITCH has waited for a ping for far too long, and sends no other.',
      seen((status) => status.pingStuckSeconds !== undefined),
    ),
  ]
}

/** Undefined: this gateway has no value now. */
type Value = number | boolean | undefined

function perGateway(
  tracker: Tracker,
  name: string,
  help: string,
  read: (each: TrackedGateway) => Value,
): Metric {
  return {
    name,
    help,
    kind: 'gauge',
    labels: ['profile', 'gateway'],
    values: () =>
      [...tracker.gateways.values()].flatMap((each) => {
        const value = read(each)
        return value === undefined ? [] : [[labelsOf(each), Number(value)] as const]
      }),
  }
}

function byDirection(
  tracker: Tracker,
  name: string,
  help: string,
  read: (status: GatewayStatus) => readonly [number, number],
): Metric {
  return {
    name,
    help,
    kind: 'counter',
    labels: ['profile', 'gateway', 'direction'],
    values: () =>
      [...tracker.gateways.values()].flatMap((each) => {
        if (each.seen === undefined) return []
        const [inbound, outbound] = read(each.seen)
        return [
          [{ ...labelsOf(each), direction: 'inbound' }, inbound],
          [{ ...labelsOf(each), direction: 'outbound' }, outbound],
        ] as const
      }),
  }
}

/** FreeSWITCH's states (mod_sofia.c:2747-2760); a newer one counts as OTHER, so that the label has a bound. */
const STATES: ReadonlySet<string> = new Set([
  'UNREGED',
  'TRYING',
  'REGISTER',
  'REGED',
  'UNREGISTER',
  'FAILED',
  'FAIL_WAIT',
  'EXPIRED',
  'NOREG',
  'DOWN',
  'TIMEOUT',
])

function states(tracker: Tracker): (readonly [Labels, number])[] {
  return [...tracker.gateways.values()].flatMap((each) =>
    each.state === undefined
      ? []
      : [[{ ...labelsOf(each), state: STATES.has(each.state) ? each.state : 'OTHER' }, 1] as const],
  )
}

function labelsOf({ profile, gateway }: TrackedGateway): Labels {
  return { profile, gateway }
}
