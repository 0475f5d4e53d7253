import { gatewayMetrics } from './gateway-metrics.ts'
import type { Labels, Metric } from './prometheus.ts'
import type { Tracker } from './tracker.ts'

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

/**
 * Everything that `watch --metrics` serves. Labels are names of profiles and gateways that exist now, and words of
 * fixed lists: nothing that a carrier sends ever becomes a label.
 */
export function watchMetrics(tracker: Tracker, counts: WatchCounts): readonly Metric[] {
  return [
    ...ofConnection(counts),
    ...ofProfiles(tracker),
    ...gatewayMetrics(tracker),
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
