import { GwctlError, type Code } from '../errors.ts'
import { gatewayEvent, profileEvent } from '../freeswitch/events.ts'
import type { Clock } from '../freeswitch/clock.ts'
import type { SwitchEvent } from '../freeswitch/switch-event.ts'
import type { SwitchReader } from '../freeswitch/switch-reader.ts'
import { gatewayPath } from '../model/gateway.ts'
import type { Happening, Notice } from '../model/notice.ts'
import type { SwitchStatus } from '../model/status.ts'
import { backoffMs } from './backoff.ts'
import type { Tracker } from './tracker.ts'
import { wakeupOf, type Wakeup } from './wakeup.ts'

export interface FollowPorts {
  connect(): Promise<SwitchReader>
  readonly clock: Clock
  /** The time of day. */
  date(): Date
  /** From 0 to 1. */
  chance(): number
  /** Ends it. */
  readonly signal: AbortSignal
  tell(notice: Notice): void
  /** The connection stands and the state is right (true), or not any more. */
  inSync?(yes: boolean): void
}

export interface FollowOptions {
  /** Milliseconds between two looks. */
  readonly lookMs: number
}

/** What more tries do not mend, as long as nothing has ever worked: the user has to. */
const HOPELESS: readonly Code[] = ['GW402', 'GW403', 'GW406', 'GW407', 'GW408']
/** An event told of what only a look can place; several such events share one look. */
const LOOK_SOON_MS = 250

/**
 * Follows a switch until it is told to end: events as they come, a look now and then, and after a lost connection
 * another one, as often as it takes.
 *
 * @throws what the first connection failed with, when trying again is of no use; bugs
 */
export async function follow(tracker: Tracker, ports: FollowPorts, options: FollowOptions): Promise<void> {
  const wakeup = wakeupOf(ports.clock, ports.signal)
  const last: { coreUuid?: string } = {}
  let failures = 0
  while (!ports.signal.aborted) {
    const settled = (): void => void (failures = 0)
    const error = await session(tracker, ports, options, wakeup, last, settled)
    ports.inSync?.(false)
    if (error === undefined) return
    if (last.coreUuid === undefined && HOPELESS.includes(error.code)) throw error
    failures += 1
    const retryMs = backoffMs(failures, ports.chance())
    ports.tell({ kind: 'disconnected', at: ports.date(), reason: error.message, retryMs })
    await wakeup.pause(retryMs)
  }
}

/** One connection, to its end; gives why it ended, and undefined when it was told to. */
async function session(
  tracker: Tracker,
  ports: FollowPorts,
  { lookMs }: FollowOptions,
  wakeup: Wakeup,
  last: { coreUuid?: string },
  settled: () => void,
): Promise<GwctlError | undefined> {
  let reader: SwitchReader | undefined
  try {
    reader = await ports.connect()
    const listening = listenTo(tracker, ports, wakeup)
    let lost: GwctlError | undefined
    void reader.closed.then((error) => {
      lost = error
      wakeup.call()
    })
    await reader.listen(listening.take)
    let status = await reader.observe()
    listening.tell([connected(status, reader.place, last.coreUuid), ...tracker.settle(status)])
    last.coreUuid = status.coreUuid
    settled()
    listening.release()
    ports.inSync?.(true)
    for (;;) {
      if (!tracker.needsLook) await wakeup.pause(lookMs)
      if (tracker.needsLook && lost === undefined) await wakeup.pause(LOOK_SOON_MS)
      if (ports.signal.aborted) return undefined
      if (lost !== undefined) return lost
      tracker.needsLook = false
      status = await reader.observe()
      listening.tell(tracker.check(status))
    }
  } catch (error) {
    if (error instanceof GwctlError && error.code !== 'GW900') return error
    throw error
  } finally {
    await reader?.close()
  }
}

/** Holds events back until the first look has been taken: what they tell is as new as it, or newer. */
function listenTo(
  tracker: Tracker,
  ports: FollowPorts,
  wakeup: Wakeup,
): {
  take: (event: SwitchEvent) => void
  tell: (happened: readonly Happening[], at?: Date) => void
  release: () => void
} {
  let held: SwitchEvent[] | undefined = []
  const tell = (happened: readonly Happening[], at: Date = ports.date()): void => {
    for (const each of happened) ports.tell({ ...each, at })
  }
  const take = (event: SwitchEvent): void => {
    if (held !== undefined) return void held.push(event)
    const ofGateway = gatewayEvent(event)
    const ofProfile = profileEvent(event)
    const hurried = tracker.needsLook
    if (ofGateway !== undefined) tell(tracker.takeGateway(ofGateway), timeOf(event) ?? ports.date())
    if (ofProfile !== undefined) tell(tracker.takeProfile(ofProfile), timeOf(event) ?? ports.date())
    if (tracker.needsLook && !hurried) wakeup.call()
  }
  const release = (): void => {
    const waiting = held ?? []
    held = undefined
    for (const each of waiting) take(each)
  }
  return { take, tell, release }
}

function connected(status: SwitchStatus, place: string, before: string | undefined): Happening {
  const live = status.gateways.filter((each) => each.standing === 'live')
  const down = live.filter((each) => !each.up)
  return {
    kind: 'connected',
    place,
    version: status.version,
    how: before === undefined ? 'first' : before === status.coreUuid ? 'again' : 'restarted',
    gateways: live.length,
    down: down.map(({ record }) => gatewayPath(record.profile, record.name)),
  }
}

/** When the switch fired it, by its own clock. */
function timeOf({ headers }: SwitchEvent): Date | undefined {
  const microseconds = headers.get('Event-Date-Timestamp')
  return microseconds !== undefined && /^\d{13,17}$/.test(microseconds)
    ? new Date(Number(microseconds) / 1000)
    : undefined
}
