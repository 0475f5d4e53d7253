import { gatewayPath } from '../model/gateway.ts'
import type { Live, LiveGateway } from '../model/live.ts'
import type { Change } from '../model/plan.ts'
import type { ReportedGateway } from '../model/report.ts'
import { differingFields } from '../plan/live-fields.ts'
import { differsFromLoaded } from '../plan/loaded-fields.ts'
import { pingHealth, stuckPing, UNANSWERED, type Health } from './ping-health.ts'
import type { RunPorts } from './run-ports.ts'
import type { Sent } from './sent.ts'
import { refusalOf } from './wait-events.ts'
import { awaitUnlinked } from './unlinked.ts'
import type { Received } from '../freeswitch/event-log.ts'
import type { GatewayEvent } from '../freeswitch/events.ts'

/** What must not be: the switch does not have what was planned. */
export interface Mismatch {
  readonly profile: string
  /** Absent: it is of the profile as a whole. */
  readonly gateway?: string
  readonly detail: string
}

export interface Verdict {
  readonly outcomes: readonly ReportedGateway[]
  readonly mismatches: readonly Mismatch[]
}

/** Pings are answers to questions, not events: they are looked at this often. */
const LOOK_AGAIN_MS = 1000
/** How much longer a gateway has that is UP and registers again, or whose ping is under way: both may have been sent in the last moment. */
const ANSWER_MS = 5000

/**
 * Proves what an apply did, from what the switch reports and nothing else. Each created or
 * changed gateway exists exactly once, in its profile, with every field that shows as planned;
 * a deleted one is gone; and each is healthy: one that registers is REGED and UP, one that does
 * not is UP, by an answered ping where its first ping comes in time.
 *
 * @param untilMs  when waiting for health ends, in ms of the clock
 * @param pings    `as they are`: one that is under way is not waited for, and proves nothing either way
 */
export async function verify(
  changes: readonly Change[],
  sent: Sent,
  ports: RunPorts,
  untilMs: number,
  pings: 'answered' | 'as they are' = 'answered',
): Promise<Verdict> {
  const touched = changes.filter((each) => each.runtime.kill || each.runtime.start)
  if (touched.length === 0) return { outcomes: changes.map(untouched), mismatches: [] }
  ports.progress({ kind: 'verify', gateways: touched.length })
  await awaitUnlinked(sent, ports)
  const [first, otherwise] = await Promise.all([ports.link.observe(), otherwiseLoaded(touched, ports)])
  let live = first
  const mismatches = [...touched.flatMap((each) => mismatchesOf(each, first)), ...otherwise]
  if (mismatches.length > 0) return { outcomes: [], mismatches }
  for (;;) {
    const outcomes = judge(changes, live, sent, ports, untilMs)
    const open = outcomes.filter((each) => each.pending)
    const awaited = open.some((each) => each.refreshing || (each.pinging && pings === 'answered'))
    const until = awaited ? untilMs + ANSWER_MS : untilMs
    if (open.length === 0 || ports.clock.now() >= until) {
      return { outcomes: outcomes.map((each) => atTheEnd(each, pings)), mismatches: [] }
    }
    ports.checkInterrupt()
    const secondsLeft = Math.ceil((until - ports.clock.now()) / 1000)
    const gateways = open.map(({ outcome }) => gatewayPath(outcome.profile, outcome.gateway))
    ports.progress({ kind: 'waiting', gateways, secondsLeft })
    await ports.clock.sleep(Math.min(LOOK_AGAIN_MS, Math.max(0, until - ports.clock.now())))
    live = await ports.link.observe()
  }
}

/** Silence is no proof: a ping that was sent in time and has no answer now counts as failed. */
function atTheEnd({ outcome, pinging }: Judged, pings: 'answered' | 'as they are'): ReportedGateway {
  return pinging === true && pings === 'answered' ? { ...outcome, ...UNANSWERED } : outcome
}

function untouched(change: Change): ReportedGateway {
  const { profile, gateway, action } = change
  return { profile, gateway, action, health: 'untouched', detail: 'not touched in the switch', owed: false }
}

/** What runs does not show all that was written; what the switch has loaded does. */
async function otherwiseLoaded(changes: readonly Change[], { link }: RunPorts): Promise<Mismatch[]> {
  if (!changes.some((each) => each.runtime.meaning !== undefined)) return []
  const loaded = await link.loaded()
  return changes.flatMap((change): Mismatch[] => {
    const names = differsFromLoaded(change, loaded)
    const detail = `FreeSWITCH has loaded another ${names.join(', ')} than was written; it may read another directory`
    return names.length === 0 ? [] : [{ profile: change.profile, gateway: change.gateway, detail }]
  })
}

function mismatchesOf(change: Change, live: Live): Mismatch[] {
  const { profile, gateway, runtime } = change
  const named = live.gateways.filter((each) => each.name === gateway)
  const here = named.filter((each) => each.profile === profile)
  const mismatch = (detail: string): Mismatch[] => [{ profile, gateway, detail }]
  if (!runtime.start) return here.length === 0 ? [] : mismatch('it still runs')
  const [only] = here
  if (only === undefined) return mismatch('FreeSWITCH did not start it (its log says why)')
  if (named.length > 1) {
    return mismatch(
      `FreeSWITCH runs ${named.length} gateways of this name (${named.map((each) => each.profile).join(', ')})`,
    )
  }
  const differing = runtime.expected === undefined ? [] : differingFields(runtime.expected, only)
  return differing.length === 0 ? [] : mismatch(`it runs with another ${differing.join(', ')} than planned`)
}

interface Judged {
  readonly outcome: ReportedGateway
  /** Waiting longer may change it. */
  readonly pending: boolean
  /** It was registered, and registers again: its status stays UP meanwhile. */
  readonly refreshing?: boolean
  /** A ping was sent, and its answer is waited for. */
  readonly pinging?: boolean
}

function judge(
  changes: readonly Change[],
  live: Live,
  sent: Sent,
  ports: RunPorts,
  untilMs: number,
): Judged[] {
  const records = new Map(live.gateways.map((each) => [gatewayPath(each.profile, each.name), each]))
  return changes.map((change) => {
    const record = records.get(gatewayPath(change.profile, change.gateway))
    if (!change.runtime.start) return { outcome: gone(change), pending: false }
    if (record === undefined) {
      return { outcome: outcomeOf(change, 'unhealthy', 'it has disappeared from the switch'), pending: false }
    }
    const events = ports.link.history(change.gateway)
    const {
      health,
      detail,
      pending,
      pinging = false,
    } = stuckPing(record, ports.clock.date().getTime() / 1000) ??
    (change.runtime.registersAfter
      ? registrationHealth(record, events)
      : pingHealth(record, events, ports.clock.now(), untilMs))
    const outcome = { ...outcomeOf(change, health, detail), ...away(change, sent, events) }
    const refreshing = change.runtime.registersAfter && isRefreshing(record)
    return { outcome, pending, refreshing, pinging }
  })
}

function gone(change: Change): ReportedGateway {
  return change.runtime.kill || change.action === 'delete'
    ? outcomeOf(change, 'gone', 'it is gone')
    : untouched(change)
}

function outcomeOf(change: Change, health: ReportedGateway['health'], detail: string): ReportedGateway {
  const { profile, gateway, action, runtime } = change
  const owed = runtime.before === undefined ? action !== 'adopt' : runtime.before.status === 'UP'
  return { profile, gateway, action, health, detail, owed }
}

function registrationHealth(record: LiveGateway, events: History): Health {
  if (record.state === 'REGED' && record.status === 'UP') {
    return { health: 'healthy', detail: 'registered', pending: false }
  }
  const failed = events.map((each) => each.event).findLast(isFailure)
  const refusal = failed && refusalOf(failed)
  if (refusal !== undefined && /^(FAILED|FAIL_WAIT)$/.test(record.state)) {
    return { health: 'unhealthy', detail: refusal, pending: false }
  }
  return { health: 'unhealthy', detail: waitingFor(record, failed), pending: true }
}

function isRefreshing({ state, status }: LiveGateway): boolean {
  return status === 'UP' && /^(UNREGED|TRYING|REGISTER)$/.test(state)
}

type History = readonly Received<GatewayEvent>[]
type Failure = Extract<GatewayEvent, { kind: 'state' }>

/** What tells why: a final answer of the carrier, or that none came. FAILED without a status only follows from one of them. */
function isFailure(event: GatewayEvent): event is Failure {
  if (event.kind !== 'state') return false
  return event.state === 'TIMEOUT' || (event.state === 'FAILED' && event.sipStatus !== undefined)
}

function waitingFor(record: LiveGateway, failed: Failure | undefined): string {
  if (failed?.sipStatus === 908 || failed?.state === 'TIMEOUT') return 'the carrier does not answer (908)'
  if (record.state === 'TRYING') return 'the carrier has not answered the REGISTER yet'
  const why =
    failed === undefined ? '' : `, last answer ${failed.sipStatus ?? ''} ${failed.phrase ?? ''}`.trimEnd()
  return `it is ${record.state} and ${record.status}${why}`
}

/** How long calls could not go out: from the killgw to the first event that says UP. */
function away(change: Change, sent: Sent, events: History): { awayMs?: number } {
  const from = sent.killed.get(change.gateway)?.at
  if (from === undefined) return {}
  const started = events.findIndex(
    ({ event, at }) => event.kind === 'add' && event.profile === change.profile && at >= from,
  )
  const back = events.slice(Math.max(0, started)).find(({ event }) => isUp(event, change))
  return started < 0 || back === undefined ? {} : { awayMs: back.at - from }
}

function isUp(event: GatewayEvent, change: Change): boolean {
  if (!change.runtime.registersAfter) return event.kind === 'add'
  return event.kind === 'state' && event.state === 'REGED'
}
