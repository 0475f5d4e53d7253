import { GwctlError, reasonOf } from '../errors.ts'
import { bringBack, type Undoing } from './bring-back.ts'
import type { JournalGateway, JournalHeader } from './journal-records.ts'
import { leftByHand } from './left-by-hand.ts'
import { startedByOthers, withOthers } from './other-hands.ts'
import { nothingSent, type Sent } from './sent.ts'
import { settleProfiles } from './settle-profiles.ts'
import type { SwitchPort } from './switch-port.ts'
import { touchedBy } from './touched-by.ts'
import { undoFiles } from './undo-files.ts'
import type { UndoPorts } from './undo-ports.ts'
import { isWhole, type Undone } from './undone.ts'
import { awaitUnlinked } from './unlinked.ts'

/** After this a killed gateway is unlinked, seen or not: two rounds of the worker, and some. */
const TWO_ROUNDS_MS = 3000

/**
 * Undoes an apply as far as it got: the files first, from its backup; then the switch, so that it
 * runs what the files say again; then proof. It needs nothing but what the journal and the backup
 * hold, so that another process can do it after a crash, and doing it twice does no harm.
 *
 * @param begun  what was sent to the switch, or may have been
 * @returns what is not as it was, one sentence each
 */
export async function undo(header: JournalHeader, begun: Sent, ports: UndoPorts): Promise<Undone> {
  const sent = withOthers(header, begun, ports.link)
  const left = undoFiles(header, sent, ports)
  const unrecorded = { ...ports, announce: ifPossible(ports.announce) }
  if (
    !sent.reloaded &&
    !sent.distributed &&
    [sent.rescanned, sent.killed, sent.started, sent.profiles].every(({ size }) => size === 0)
  )
    return { left, lost: [] }
  try {
    const undone = await undoSwitch(header, sent, unrecorded)
    return { ...undone, left: [...left, ...undone.left] }
  } catch (error) {
    left.push(`The switch could not be put back: ${reasonOf(error)}`, ...leftByHand(header, sent))
    return { left, lost: [] }
  }
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
async function undoSwitch(header: JournalHeader, sent: Sent, ports: UndoPorts): Promise<Undone> {
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

/** Twice where somebody else starts gateways, or restarts a profile, at the same time. */
async function bringBackAgain(
  undo: Undoing,
  undoing: Sent,
  ports: UndoPorts & { readonly link: SwitchPort },
): Promise<Undone> {
  const first = bringBack(undo, undoing, ports)
  const others = (failed: boolean): Promise<JournalGateway[]> =>
    startedByOthers(undo.header, undo.sent, undo.touched, failed, ports)
  const missed = await first.then(
    (undone) => others(!isWhole(undone)),
    (error: unknown) => (isLost(error) ? [] : others(true)),
  )
  if (missed.length === 0) return first
  return bringBack({ ...undo, touched: [...new Set([...undo.touched, ...missed])] }, nothingSent(), ports)
}
