import type { GatewayStatus } from '../model/status.ts'
import type { Labels, Metric } from './prometheus.ts'
import type { TrackedGateway, Tracker } from './tracker.ts'

/** What `watch` counts of itself. */
export interface WatchCounts {
  connected: boolean
  /** Epoch seconds of the last look that succeeded; 0 for none. */
  lastLook: number
  /** Of FreeSWITCH; empty before the first connection. */
  version: string
  readonly events: Map<string, number>
  disconnects: number
  readonly commands: { started: number; failed: number; dropped: number }
  /** The last comparison of YAML, XML, memory and switch; absent: there was none, or it is not asked for. */
  drift?: DriftCounts
}

/** How many of each are not as they should be, and when that was found. */
export interface DriftCounts {
  readonly gateways: number
  readonly settings: number
  readonly profiles: number
  readonly distributors: number
  /** Epoch seconds. */
  readonly at: number
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

/**
 * Everything that `watch --metrics` serves. Labels are names of profiles and gateways that exist now, and words of
 * fixed lists: nothing that a carrier sends ever becomes a label.
 */
export function watchMetrics(tracker: Tracker, counts: WatchCounts): readonly Metric[] {
  return [
    ...ofConnection(counts),
    ...ofProfiles(tracker),
    ...ofGateways(tracker),
    ...ofCommands(counts),
    ...ofDrift(counts),
  ]
}

function ofConnection(counts: WatchCounts): Metric[] {
  return [
    single(
      'gwctl_event_socket_connected',
      'Whether the event socket is connected and the state below is right.',
      () => Number(counts.connected),
    ),
    single(
      'gwctl_last_look_timestamp_seconds',
      'When the switch was last asked for its state.',
      () => counts.lastLook,
    ),
    {
      name: 'gwctl_event_socket_disconnects_total',
      help: 'Connections that were lost or could not be made.',
      kind: 'counter',
      labels: [],
      values: () => [[{}, counts.disconnects]],
    },
    {
      name: 'gwctl_freeswitch_info',
      help: 'Always 1; the version of FreeSWITCH as a label.',
      kind: 'gauge',
      labels: ['version'],
      values: () => (counts.version === '' ? [] : [[{ version: counts.version }, 1]]),
    },
    {
      name: 'gwctl_events_total',
      help: 'What watch has told, by type.',
      kind: 'counter',
      labels: ['type'],
      values: () => [...counts.events].map(([type, count]) => [{ type }, count] as const),
    },
  ]
}

function ofProfiles({ profiles }: Tracker): Metric[] {
  return [
    {
      name: 'gwctl_profile_up',
      help: 'Whether the profile runs.',
      kind: 'gauge',
      labels: ['profile'],
      values: () =>
        [...profiles.values()].map((each) => [{ profile: each.name }, Number(each.running)] as const),
    },
    {
      name: 'gwctl_profile_calls',
      help: 'Calls in progress.',
      kind: 'gauge',
      labels: ['profile'],
      values: () =>
        [...profiles.values()].flatMap(({ name, calls }) =>
          calls === undefined ? [] : [[{ profile: name }, calls] as const],
        ),
    },
  ]
}

function ofGateways(tracker: Tracker): Metric[] {
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

function ofCommands({ commands }: WatchCounts): Metric[] {
  return [
    {
      name: 'gwctl_exec_runs_total',
      help: 'Runs of the command of --exec, by how they ended; dropped: too many were waiting.',
      kind: 'counter',
      labels: ['result'],
      values: () => [
        [{ result: 'started' }, commands.started],
        [{ result: 'failed' }, commands.failed],
        [{ result: 'dropped' }, commands.dropped],
      ],
    },
  ]
}

/** Nothing at all before the first comparison: no drift that nobody looked for is no zero. */
function ofDrift(counts: WatchCounts): Metric[] {
  const found = (): readonly (readonly [Labels, number])[] => {
    if (counts.drift === undefined) return []
    const { gateways, settings, profiles, distributors } = counts.drift
    return Object.entries({ gateways, settings, profiles, distributors }).map(([of, number]) => [
      { of },
      number,
    ])
  }
  return [
    {
      name: 'gwctl_drift',
      help: 'What is not the same in YAML, XML, memory and switch; only with --drift.',
      kind: 'gauge',
      labels: ['of'],
      values: found,
    },
    {
      name: 'gwctl_drift_check_timestamp_seconds',
      help: 'When drift was last looked for.',
      kind: 'gauge',
      labels: [],
      values: () => (counts.drift === undefined ? [] : [[{}, counts.drift.at]]),
    },
  ]
}

function single(name: string, help: string, read: () => number): Metric {
  return { name, help, kind: 'gauge', labels: [], values: () => [[{}, read()]] }
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
