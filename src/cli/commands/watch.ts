import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '../../freeswitch/clock.ts'
import { changesHealth, type Notice } from '../../model/notice.ts'
import { countDrift, type Drift } from '../../plan/drift.ts'
import { visible } from '../../render/visible.ts'
import { noticeJson, noticeText } from '../../render/watch-line.ts'
import { CommandRunner } from '../../watch/run-commands.ts'
import { follow } from '../../watch/follow.ts'
import { watchMetrics, type WatchCounts } from '../../watch/metrics.ts'
import { readListenAddress, serveMetrics, type MetricsServer } from '../../watch/metrics-server.ts'
import { Tracker } from '../../watch/tracker.ts'
import { numberOption } from '../arguments.ts'
import { GwctlError, reasonOf } from '../../errors.ts'
import type { Arguments, Command } from '../command.ts'
import { compareFour } from '../compare-four.ts'
import { wantsColor, type Io } from '../io.ts'
import { PLACE_OPTIONS } from '../place.ts'
import { findSwitch } from '../switch-place.ts'

export const watch: Command = {
  name: 'watch',
  summary: 'tell events of gateways and profiles as they happen; serve metrics',
  usage:
    'watch [--json] [--metrics HOST:PORT] [--exec CMD] [--interval S] [--drift S] [--conf DIR | -f PATH]',
  description:
    'Prints a line for each event, until it is interrupted (exit code 130). A lost connection is made again, as often as\n' +
    'it takes; what has changed meanwhile is told then, marked as found by looking. --json prints JSON lines: one document\n' +
    'a line, each with formatVersion, time and type (connected, disconnected, gateway, gateway-added, gateway-removed,\n' +
    'profile).\n' +
    '\n' +
    '--metrics serves /metrics for Prometheus, and /healthz: 200 while connected and in sync, else 503.\n' +
    '\n' +
    '--exec runs CMD with `sh -c` when a gateway goes UP or DOWN, comes or goes, and when a profile does; with --exec-all\n' +
    'for each change of state. What happened is in its environment, never in the command line: GWCTL_EVENT, GWCTL_TIME,\n' +
    'GWCTL_PROFILE, GWCTL_GATEWAY, GWCTL_FROM, GWCTL_TO, GWCTL_WAS_UP, GWCTL_UP, GWCTL_SIP_STATUS, GWCTL_PHRASE (the\n' +
    "carrier's words: quote it), GWCTL_RESYNC. Its output goes to standard error. A run that fails is said, and changes nothing.",
  options: [
    { name: 'json', help: 'JSON lines: one JSON document for each event' },
    { name: 'metrics', value: 'HOST:PORT', help: 'serve Prometheus metrics and /healthz there' },
    { name: 'exec', value: 'CMD', help: 'run this when a gateway or profile goes up or down' },
    { name: 'exec-all', help: 'run it for each change of state, also those on the way' },
    { name: 'exec-parallel', value: 'N', help: 'at most so many runs at a time (default 4); others wait' },
    { name: 'exec-timeout', value: 'S', help: 'kill a run after so many seconds (default 30)' },
    {
      name: 'interval',
      value: 'S',
      help: 'seconds between two looks at counters and ping times (default 10)',
    },
    {
      name: 'drift',
      value: 'S',
      help: 'with --metrics: compare as `gwctl drift` does every S seconds, and serve what was found',
    },
    ...PLACE_OPTIONS,
  ],
  examples: [
    { line: 'gwctl watch --conf /etc/freeswitch', does: 'events as lines, without YAML' },
    { line: "gwctl watch --json | jq -c 'select(.up == false)'", does: 'only what is down' },
    { line: 'gwctl watch --metrics 127.0.0.1:9290', does: 'for Prometheus' },
    {
      line: 'gwctl watch --exec \'logger -t gwctl "$GWCTL_GATEWAY $GWCTL_TO"\'',
      does: 'tell the system log',
    },
  ],
  positionals: 0,
  async run(args, io) {
    const wishes = readWishes(args)
    const { address } = await findSwitch(args, io)
    const { connectReader } = await import('../../freeswitch/switch-reader.ts')
    return io.guard(() =>
      run(
        wishes,
        () => connectReader(address),
        io,
        () => compareFour(args, io),
      ),
    )
  },
}

interface Wishes {
  readonly json: boolean
  readonly metrics: ReturnType<typeof readListenAddress> | undefined
  readonly exec: string | undefined
  readonly execAll: boolean
  readonly parallel: number
  readonly timeoutMs: number
  readonly lookMs: number
  /** Between two comparisons; absent: none is made. */
  readonly driftMs?: number
}

function readWishes(args: Arguments): Wishes {
  const metrics = args.value('metrics')
  const exec = args.value('exec')
  for (const name of ['exec-all', 'exec-parallel', 'exec-timeout'])
    if (exec === undefined && (args.flag(name) || args.value(name) !== undefined))
      throw new GwctlError('GW100', `--${name} says how --exec runs, and there is no --exec.`, {
        hint: 'Add --exec CMD, or leave it out.',
      })
  const drift = numberOption(args, 'drift', 10)
  if (drift !== undefined && (metrics === undefined || args.value('conf') !== undefined))
    throw new GwctlError('GW100', '--drift goes with --metrics, and needs the YAML.', {
      hint: 'Add --metrics HOST:PORT, and name the YAML with -f instead of --conf.',
    })
  return {
    json: args.flag('json'),
    metrics: metrics === undefined ? undefined : readListenAddress(metrics),
    exec,
    execAll: args.flag('exec-all'),
    parallel: numberOption(args, 'exec-parallel', 1) ?? 4,
    timeoutMs: (numberOption(args, 'exec-timeout', 1) ?? 30) * 1000,
    lookMs: (numberOption(args, 'interval', 1) ?? 10) * 1000,
    ...(drift !== undefined && { driftMs: drift * 1000 }),
  }
}

async function run(
  wishes: Wishes,
  connect: Parameters<typeof follow>[1]['connect'],
  io: Io,
  compare: () => Promise<Drift>,
): Promise<number> {
  const tracker = new Tracker()
  const counts: WatchCounts = {
    connected: false,
    lastLook: 0,
    version: '',
    events: new Map(),
    disconnects: 0,
    commands: { started: 0, failed: 0, dropped: 0 },
  }
  const server = wishes.metrics && (await openMetrics(wishes.metrics, tracker, counts, wishes.lookMs, io))
  const commands = runnerOf(wishes, counts, io)
  const color = wantsColor(io, io.stdoutIsTty)
  const tell = (notice: Notice): void => {
    count(counts, notice)
    io.stdout(wishes.json ? noticeJson(notice) : noticeText(notice, { color }))
    if (isTransition(notice) && (wishes.execAll || changesHealth(notice))) commands?.run(notice)
  }
  const signal = AbortSignal.any([io.signal, ...(io.unread === undefined ? [] : [io.unread])])
  const ended = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  try {
    const ports = {
      connect: lookingAt(connect, counts),
      clock: systemClock,
      date: () => io.clock.date(),
      chance: () => Math.random(),
      signal,
      tell,
      inSync: (yes: boolean) => void (counts.connected = yes),
    }
    // Whatever is still under way when it is told to end is left behind: nothing has to be put back.
    if (wishes.driftMs !== undefined) void followDrift(compare, counts, wishes.driftMs, signal, io)
    await Promise.race([follow(tracker, ports, { lookMs: wishes.lookMs }), ended])
    return io.signal.aborted ? 130 : 0
  } finally {
    commands?.close()
    await server?.close()
  }
}

/** Compares again and again, as `gwctl drift` does. What cannot be compared now is said, and its metrics go: no old answer stands for a new one. */
async function followDrift(
  compare: () => Promise<Drift>,
  counts: WatchCounts,
  everyMs: number,
  signal: AbortSignal,
  io: Io,
): Promise<void> {
  while (!signal.aborted) {
    try {
      counts.drift = { ...countDrift(await compare()), at: Date.now() / 1000 }
    } catch (error) {
      delete counts.drift
      io.stderr(`Drift could not be looked for: ${visible(reasonOf(error))}\n`)
    }
    await sleep(everyMs, undefined, { signal, ref: false }).catch(() => undefined)
  }
}

/** Notes the time of each look that succeeds, and what the switch is. */
function lookingAt(
  connect: Parameters<typeof follow>[1]['connect'],
  counts: WatchCounts,
): Parameters<typeof follow>[1]['connect'] {
  return async () => {
    const reader = await connect()
    return {
      ...reader,
      observe: async () => {
        const status = await reader.observe()
        counts.lastLook = Date.now() / 1000
        counts.version = status.version
        return status
      },
    }
  }
}

function count(counts: WatchCounts, notice: Notice): void {
  counts.events.set(notice.kind, (counts.events.get(notice.kind) ?? 0) + 1)
  if (notice.kind === 'disconnected') counts.disconnects += 1
}

/** A gateway or profile is not any more what it was. */
function isTransition(notice: Notice): boolean {
  if (notice.kind === 'connected' || notice.kind === 'disconnected') return false
  return notice.kind !== 'gateway' || notice.from !== notice.to || notice.wasUp !== notice.up
}

async function openMetrics(
  place: ReturnType<typeof readListenAddress>,
  tracker: Tracker,
  counts: WatchCounts,
  lookMs: number,
  io: Io,
): Promise<MetricsServer> {
  const { Prometheus } = await import('../../watch/prometheus.ts')
  const prometheus = new Prometheus()
  for (const metric of watchMetrics(tracker, counts)) prometheus.add(metric)
  const server = await serveMetrics(place, {
    contentType: prometheus.contentType,
    metrics: () => prometheus.text(),
    trouble: () => troubleOf(counts, lookMs),
  })
  const { host, port } = server.place
  io.stderr(`Metrics: http://${host.includes(':') ? `[${host}]` : host}:${port}/metrics\n`)
  return server
}

function troubleOf({ connected, lastLook }: WatchCounts, lookMs: number): string | undefined {
  if (!connected) return 'The event socket is not connected.'
  const age = Date.now() / 1000 - lastLook
  return age > (3 * lookMs) / 1000 + 15 ? `The switch was last asked ${Math.floor(age)} s ago.` : undefined
}

function runnerOf(wishes: Wishes, counts: WatchCounts, io: Io): CommandRunner | undefined {
  if (wishes.exec === undefined) return undefined
  return new CommandRunner({
    command: wishes.exec,
    env: io.env,
    parallel: wishes.parallel,
    timeoutMs: wishes.timeoutMs,
    counts: counts.commands,
    say: (sentence) => io.stderr(`${sentence}\n`),
  })
}
