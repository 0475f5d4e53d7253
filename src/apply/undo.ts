import { GwctlError } from '../errors.ts'
import type { Live } from '../model/live.ts'
import type { Change } from '../model/plan.ts'
import { restoreChanges } from '../plan/restore.ts'
import { besideProfiles, profileSteps } from '../plan/profile-steps.ts'
import { runtimeSteps } from '../plan/steps.ts'
import type { ConfTarget } from '../targets/local.ts'
import { readDisk } from '../xml/read.ts'
import { deadlineOf } from './deadline.ts'
import { placeOf } from './failure-of.ts'
import type { JournalGateway, JournalHeader, JournalProfile } from './journal-records.ts'
import { noteStarted } from './note-started.ts'
import { startedByOthers, withOthers } from './other-hands.ts'
import { registerAgain } from './register-again.ts'
import type { RunPorts } from './run-ports.ts'
import { runSteps } from './run-steps.ts'
import { nothingSent, type Sent } from './sent.ts'
import type { Reconnect, SwitchPort } from './switch-port.ts'
import { settleProfiles } from './settle-profiles.ts'
import { undoFiles } from './undo-files.ts'
import { profilesBack, type ProfilesBack } from './undo-profiles.ts'
import { awaitUnlinked } from './unlinked.ts'
import { pauseLists, resumeLists } from './undo-lists.ts'
import { verify } from './verify.ts'

export interface UndoPorts extends Omit<RunPorts, 'link'> {
  readonly target: ConfTarget
  /** Absent: there is no connection to the switch now. */
  readonly link?: SwitchPort
  readonly reconnect?: Reconnect
  readonly timeoutMs: number
  /** Take files that somebody else has changed since as they stand; absent: they are left to do. */
  readonly acceptChanges?: boolean
  /** Told, before it is written, of the digest of a text that a file holds for a moment. */
  readonly announceFile: (path: string, sha256: string) => void
  /** Calls in progress may be hung up by what takes profiles back; absent: no. */
  readonly mayHangUp?: boolean
  /** It is another process of the switch now: what it has read of these files nobody knows. */
  readonly restarted?: boolean
}

/** After this a killed gateway is unlinked, seen or not: two rounds of the worker, and some. */
const TWO_ROUNDS_MS = 3000

/**
 * Undoes an apply as far as it got: the files first, from its backup; then the switch, so that it
 * runs what the files say again; then proof. It needs nothing but what the journal and the backup
 * hold, so that another process can do it after a crash, and doing it twice does no harm.
 *
 * @param begun  what was sent to the switch, or may have been
 * @returns what is left to do by hand, one sentence each; empty: everything is as it was
 */
export async function undo(header: JournalHeader, begun: Sent, ports: UndoPorts): Promise<string[]> {
  const sent = withOthers(header, begun, ports.link)
  const left = undoFiles(header, sent, ports)
  const unrecorded = { ...ports, announce: ifPossible(ports.announce) }
  if (
    !sent.reloaded &&
    !sent.distributed &&
    [sent.rescanned, sent.killed, sent.started, sent.profiles].every(({ size }) => size === 0)
  )
    return left
  try {
    left.push(...(await undoSwitch(header, sent, unrecorded)))
  } catch (error) {
    left.push(`The switch could not be put back: ${messageOf(error)}`, ...leftByHand(header, sent))
  }
  return left
}

/** What an undo touches was announced by the apply itself: without this record it is undone again all the same. */
function ifPossible(announce: UndoPorts['announce']): UndoPorts['announce'] {
  return (commands) => {
    try {
      announce(commands)
    } catch {
      // A full disk must not keep gateways away.
    }
  }
}

/** Once more on a new connection where the first is lost: what was killed would stay away otherwise. */
async function undoSwitch(header: JournalHeader, sent: Sent, ports: UndoPorts): Promise<string[]> {
  const undoing = nothingSent()
  if (ports.link !== undefined) {
    try {
      const linked = { ...ports, link: ports.link }
      await settleProfiles(sent, linked, true)
      await awaitUnlinked(sent, linked)
      const touched = touchedBy(header, sent, [undoing])
      return await bringBackAgain({ header, sent, touched, unsure: false }, undoing, linked)
    } catch (error) {
      if (!isLost(error) || ports.reconnect === undefined) throw error
    }
  }
  if (ports.reconnect === undefined)
    throw new GwctlError('GW401', 'there is no connection to it', { hint: '' })
  const { link, restarted } = await ports.reconnect()
  const linked = { ...ports, link }
  // What happened in between was not heard.
  await ports.clock.sleep(TWO_ROUNDS_MS)
  const doubtful = withProfilesOf(sent, undoing)
  await settleProfiles(doubtful, linked, false)
  // A switch that was restarted has read files of which nobody knows whether they were the old or the new ones.
  const touched = restarted ? header.gateways : touchedBy(header, sent, [undoing])
  const unheard = {
    ...doubtful,
    reloaded: true,
    distributed: sent.distributed || (restarted && header.distributors !== undefined),
  }
  return bringBack({ header, sent: unheard, touched, unsure: restarted }, nothingSent(), linked)
}

/** What was sent for profiles, by the apply or to put it back, with the events of another connection. */
function withProfilesOf(sent: Sent, undoing: Sent): Sent {
  const profiles = [...sent.profiles, ...undoing.profiles].map(
    ([profile, each]) => [profile, { ...each, settled: false }] as const,
  )
  return { ...sent, profiles: new Map(profiles) }
}

/** The connection ended or does not answer; anything else would not be better on another one. */
function isLost(error: unknown): boolean {
  return error instanceof GwctlError && ['GW401', 'GW404', 'GW405', 'GW406'].includes(error.code)
}

/** The gateways that were killed or started, or may have been. */
function touchedBy(header: JournalHeader, sent: Sent, more: readonly Sent[]): JournalGateway[] {
  const killed = new Set([sent, ...more].flatMap((each) => [...each.killed.keys()]))
  return header.gateways.filter(
    (each) =>
      sent.profiles.has(each.profile) ||
      killed.has(each.gateway) ||
      sent.started.has(each.gateway) ||
      (each.start && !each.ranBefore && each.canaryOf === undefined && sent.rescanned.has(each.profile)),
  )
}

/** What has to be undone. */
interface Undoing {
  readonly header: JournalHeader
  /** Where the switch may have read new files or lists, it has to read the old ones again. */
  readonly sent: Sent
  readonly touched: readonly JournalGateway[]
  /** The switch was restarted, and nobody knows on which files. */
  readonly unsure: boolean
}

type LinkedPorts = UndoPorts & { readonly link: SwitchPort }

/** Twice where somebody else starts gateways, or restarts a profile, at the same time. */
async function bringBackAgain(undo: Undoing, undoing: Sent, ports: LinkedPorts): Promise<string[]> {
  const first = bringBack(undo, undoing, ports)
  const others = (failed: boolean): Promise<JournalGateway[]> =>
    startedByOthers(undo.header, undo.sent, undo.touched, failed, ports)
  const missed = await first.then(
    (left) => others(left.length > 0),
    (error: unknown) => (isLost(error) ? [] : others(true)),
  )
  if (missed.length === 0) return first
  return bringBack({ ...undo, touched: [...new Set([...undo.touched, ...missed])] }, nothingSent(), ports)
}

async function bringBack(undo: Undoing, undoing: Sent, ports: LinkedPorts): Promise<string[]> {
  const { header, touched, sent, unsure } = undo
  const disk = readDisk(ports.target)
  const live = await ports.link.observe()
  const back = profilesBack(header, sent, disk, live, { mayHangUp: ports.mayHangUp === true, unsure })
  const inverse = changesBack(undo, back, disk, live)
  const loaded = await pauseLists(header, goingAway(inverse, back, live), disk, sent.distributed, ports)
  const left = await runInverse(undo, inverse, back, undoing, ports)
  if (loaded) await resumeLists(header, disk, ports)
  await noteStarted(back.profiles, () => true, ports)
  return [...back.left, ...left, ...(await registerAgain(bereft(touched, inverse, header), ports))]
}

/** The gateways that are killed for it, or go with their profile. */
function goingAway(inverse: readonly Change[], { profiles }: ProfilesBack, live: Live): Set<string> {
  const whole = new Set(profiles.map((each) => each.profile))
  const killed = inverse.filter((each) => each.runtime.kill).map((each) => each.gateway)
  const carried = live.gateways.filter((each) => whole.has(each.profile)).map((each) => each.name)
  return new Set([...killed, ...carried])
}

/** What ran on while its canary was tried: the carrier may have dropped its binding for the canary's. */
function bereft(
  touched: readonly JournalGateway[],
  inverse: readonly Change[],
  header: JournalHeader,
): JournalGateway[] {
  const tried = new Set(touched.flatMap((each) => each.canaryOf ?? []))
  const started = new Set(inverse.filter((each) => each.runtime.start).map((each) => each.gateway))
  return header.gateways.filter(
    ({ gateway, ranBefore }) => ranBefore && tried.has(gateway) && !started.has(gateway),
  )
}

async function runInverse(
  { header, sent }: Undoing,
  inverse: readonly Change[],
  { profiles, rescans }: ProfilesBack,
  undoing: Sent,
  ports: LinkedPorts,
): Promise<string[]> {
  const noRescan = new Set(header.noRescan)
  const beside = besideProfiles(inverse, profiles)
  const steps = [...profileSteps(profiles, inverse), ...runtimeSteps(beside, { noRescan, rescans })]
  if (steps.length === 0) {
    if (!sent.reloaded) return []
    ports.announce(['reloadxml'])
    await ports.link.send('reloadxml')
    return []
  }
  const deadline = deadlineOf(steps, ports.clock, ports.timeoutMs)
  await runSteps(steps, undoing, ports, deadline)
  const { outcomes, mismatches } = await verify(inverse, undoing, ports, deadline())
  const wasUp = new Set(header.gateways.filter((each) => each.upBefore).map((each) => each.gateway))
  return [
    ...mismatches.map((each) => `${placeOf(each)}: ${each.detail}`),
    ...outcomes
      .filter((each) => each.health === 'unhealthy' && wasUp.has(each.gateway))
      .map(
        (each) => `${each.profile}/${each.gateway} was healthy before and is not again yet: ${each.detail}`,
      ),
  ]
}

/** What ran before runs again as the files say; what did not run before does not, unless its profile starts it from there. */
function changesBack(
  { header, touched }: Undoing,
  { profiles }: ProfilesBack,
  disk: ReturnType<typeof readDisk>,
  live: Live,
): Change[] {
  const whole = new Set(profiles.filter((each) => each.action !== 'delete').map((each) => each.profile))
  const idle = new Set(
    header.gateways.filter((each) => !each.ranBefore).map((each) => `${each.profile}/${each.gateway}`),
  )
  return restoreChanges(disk, disk, live, touched).flatMap((change): Change[] => {
    // It ran before and stands in no file: it comes from where gwctl cannot see, and nothing could start it again.
    if (!idle.has(`${change.profile}/${change.gateway}`)) return change.action === 'delete' ? [] : [change]
    if (whole.has(change.profile) && change.action !== 'delete') return []
    const runtime = { ...change.runtime, start: false, registersAfter: false }
    return runtime.kill ? [{ ...change, action: 'delete', runtime }] : []
  })
}

/** What a person has to do where gwctl cannot: the files are back, the switch is not. */
function leftByHand(header: JournalHeader, sent: Sent): string[] {
  const profiles = (header.profiles ?? []).filter((each) => sent.profiles.has(each.profile))
  const whole = new Set(profiles.map((each) => each.profile))
  const touched = touchedBy(header, sent, []).filter((each) => !whole.has(each.profile))
  const left = [...profiles.map(profileByHand), ...touched.map(byHand)]
  const lists = sent.distributed ? ['Run in fs_cli at last: reloadxml, then: distributor_ctl reload'] : []
  return [...(left.length === 0 ? ['Run in fs_cli: reloadxml'] : left), ...lists]
}

function profileByHand({ profile, ranBefore }: JournalProfile): string {
  return ranBefore
    ? `Run in fs_cli: reloadxml, then: sofia profile ${profile} restart (start where it is gone)`
    : `Run in fs_cli: sofia profile ${profile} stop`
}

function byHand({ profile, gateway, ranBefore }: JournalGateway): string {
  const kill = `sofia profile ${profile} killgw ${profile}::${gateway}`
  return ranBefore
    ? `Run in fs_cli: ${kill}, wait 5 s, then: sofia profile ${profile} rescan`
    : `Run in fs_cli: reloadxml, then: ${kill}`
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
