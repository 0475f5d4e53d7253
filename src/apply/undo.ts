import { GwctlError } from '../errors.ts'
import type { Live } from '../model/live.ts'
import type { Change } from '../model/plan.ts'
import { restoreChanges } from '../plan/restore.ts'
import { runtimeSteps } from '../plan/steps.ts'
import type { ConfTarget } from '../targets/local.ts'
import { readDisk } from '../xml/read.ts'
import { digestOf, readBackup, readCopy, type BackupFile } from './backup.ts'
import type { JournalFile, JournalGateway, JournalHeader } from './journal.ts'
import { registerAgain } from './register-again.ts'
import { nothingSent, runSteps, type RunPorts, type Sent } from './run-steps.ts'
import type { Reconnect, SwitchPort } from './switch-port.ts'
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
}

/** After this a killed gateway is unlinked, seen or not: two rounds of the worker, and some. */
const TWO_ROUNDS_MS = 3000

/**
 * Undoes an apply as far as it got: the files first, from its backup; then the switch, so that it
 * runs what the files say again; then proof. It needs nothing but what the journal and the backup
 * hold, so that another process can do it after a crash, and doing it twice does no harm.
 *
 * @param sent  what was sent to the switch, or may have been
 * @returns what is left to do by hand, one sentence each; empty: everything is as it was
 */
export async function undo(header: JournalHeader, sent: Sent, ports: UndoPorts): Promise<string[]> {
  const left = undoFiles(header, sent, ports)
  const unrecorded = { ...ports, announce: ifPossible(ports.announce) }
  if (
    !sent.reloaded &&
    !sent.distributed &&
    [sent.rescanned, sent.killed, sent.started].every((each) => each.size === 0)
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

/** Every file as it was before; one that somebody else has changed since is left, and said. */
function undoFiles(header: JournalHeader, sent: Sent, { target, acceptChanges }: UndoPorts): string[] {
  const { files } = header
  if (files.length === 0) return []
  try {
    const kept = new Map(readBackup(target.root, header.id).files.map((each) => [each.path, each]))
    const left = files.map((file) => undoFile(header.id, file, kept.get(file.path), sent, target))
    return left.flatMap(({ changed, message }) =>
      message === undefined || (changed && acceptChanges === true) ? [] : [message],
    )
  } catch (error) {
    return [`The files could not be put back: ${messageOf(error)}`]
  }
}

function undoFile(
  id: string,
  { path, sha256Before, sha256After }: JournalFile,
  kept: BackupFile | undefined,
  { written }: Sent,
  target: ConfTarget,
): { readonly changed: boolean; readonly message?: string } {
  try {
    target.sweep(path)
    const now = digestOf(target.current(path))
    if (now === sha256Before) return { changed: false }
    const own = now === sha256After || (now !== null && written.get(path)?.has(now) === true)
    if (!own) return { changed: true, message: changedSince(path) }
    const before = kept === undefined ? null : readCopy(target.root, id, kept)
    if (before === null) target.remove(path)
    else target.write(path, before, kept?.attributes ?? path)
    return { changed: false }
  } catch (error) {
    return { changed: false, message: `${path} could not be put back: ${messageOf(error)}` }
  }
}

function changedSince(path: string): string {
  return `${path} was changed by somebody else since; it was left as it is. Put it right, or keep it with: gwctl recover --accept-changes`
}

/** Once more on a new connection where the first is lost: what was killed would stay away otherwise. */
async function undoSwitch(header: JournalHeader, sent: Sent, ports: UndoPorts): Promise<string[]> {
  const undoing = nothingSent()
  if (ports.link !== undefined) {
    try {
      const linked = { ...ports, link: ports.link }
      await awaitUnlinked(sent, linked)
      return await bringBack(header, touchedBy(header, sent, [undoing]), sent, undoing, linked)
    } catch (error) {
      if (!isLost(error) || ports.reconnect === undefined) throw error
    }
  }
  if (ports.reconnect === undefined)
    throw new GwctlError('GW401', 'there is no connection to it', { hint: '' })
  const again = await ports.reconnect()
  // What happened in between was not heard.
  await ports.clock.sleep(TWO_ROUNDS_MS)
  // A switch that was restarted has read files of which nobody knows whether they were the old or the new ones.
  const touched = again.restarted ? header.gateways : touchedBy(header, sent, [undoing])
  const unsure = { ...sent, reloaded: true, distributed: sent.distributed || again.restarted }
  return bringBack(header, touched, unsure, nothingSent(), { ...ports, link: again.link })
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
      killed.has(each.gateway) ||
      sent.started.has(each.gateway) ||
      (each.start && !each.ranBefore && each.canaryOf === undefined && sent.rescanned.has(each.profile)),
  )
}

/** @param sent  where the switch may have read new files or lists, it has to read the old ones again */
async function bringBack(
  header: JournalHeader,
  touched: readonly JournalGateway[],
  { reloaded, distributed }: Sent,
  undoing: Sent,
  ports: UndoPorts & { readonly link: SwitchPort },
): Promise<string[]> {
  const disk = readDisk(ports.target)
  const inverse = changesBack(header, touched, disk, await ports.link.observe())
  const loaded = await pauseLists(header, inverse, disk, distributed, ports)
  const left = await runInverse(header, inverse, reloaded, undoing, ports)
  if (loaded) await resumeLists(header, disk, ports)
  return [...left, ...(await registerAgain(bereft(touched, inverse, header), ports))]
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
  header: JournalHeader,
  inverse: readonly Change[],
  reloaded: boolean,
  undoing: Sent,
  ports: UndoPorts & { readonly link: SwitchPort },
): Promise<string[]> {
  if (inverse.length === 0) {
    if (!reloaded) return []
    ports.announce(['reloadxml'])
    await ports.link.send('reloadxml')
    return []
  }
  const until = ports.clock.now() + ports.timeoutMs
  await runSteps(runtimeSteps(inverse), undoing, ports, () => until)
  const { outcomes, mismatches } = await verify(inverse, undoing, ports, until)
  const wasUp = new Set(header.gateways.filter((each) => each.upBefore).map((each) => each.gateway))
  return [
    ...mismatches.map((each) => `${each.profile}/${each.gateway}: ${each.detail}`),
    ...outcomes
      .filter((each) => each.health === 'unhealthy' && wasUp.has(each.gateway))
      .map(
        (each) => `${each.profile}/${each.gateway} was healthy before and is not again yet: ${each.detail}`,
      ),
  ]
}

/** What ran before runs again as the files say; what did not run before does not. */
function changesBack(
  header: JournalHeader,
  touched: readonly JournalGateway[],
  disk: ReturnType<typeof readDisk>,
  live: Live,
): Change[] {
  const idle = new Set(
    header.gateways.filter((each) => !each.ranBefore).map((each) => `${each.profile}/${each.gateway}`),
  )
  return restoreChanges(disk, disk, live, touched).flatMap((change): Change[] => {
    if (!idle.has(`${change.profile}/${change.gateway}`)) return [change]
    const runtime = { ...change.runtime, start: false, registersAfter: false }
    return runtime.kill ? [{ ...change, action: 'delete', runtime }] : []
  })
}

/** What a person has to do where gwctl cannot: the files are back, the switch is not. */
function leftByHand(header: JournalHeader, sent: Sent): string[] {
  const touched = touchedBy(header, sent, [])
  const lists = sent.distributed ? ['Run in fs_cli at last: reloadxml, then: distributor_ctl reload'] : []
  return [...(touched.length === 0 ? ['Run in fs_cli: reloadxml'] : touched.map(byHand)), ...lists]
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
