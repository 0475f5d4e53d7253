import { gatewayPath } from '../model/gateway.ts'
import type { ApplyReport } from '../model/report.ts'
import type { ConfTarget } from '../targets/local.ts'
import { forgetGateways } from './gateway-notes.ts'
import { continueJournal } from './journal.ts'
import type { JournalRecord, LeftJournal } from './journal-records.ts'
import type { Progress } from './progress.ts'
import { isProfileVerb } from './run-profile.ts'
import { commandParts } from './run-steps.ts'
import { noteWritten, nothingSent, type Kill, type Sent } from './sent.ts'
import { bindSecondsIn } from './journal-profiles.ts'
import type { SwitchSockets } from './switch-sockets.ts'
import type { Clock, Reconnect, SwitchPort } from './switch-port.ts'
import { undo } from './undo.ts'
import { endOf } from './undone.ts'

export interface RecoverPorts {
  readonly target: ConfTarget
  /** Absent when the switch cannot be reached: the files are put back all the same. */
  readonly link?: SwitchPort
  readonly reconnect?: Reconnect
  readonly clock: Clock
  /** As in apply. */
  readonly sockets?: SwitchSockets
  readonly progress: (progress: Progress) => void
}

export interface RecoverOptions {
  readonly timeoutSeconds?: number
  readonly acceptChanges?: boolean
  /** Profiles are put back although that hangs up calls in progress. */
  readonly allowCalls?: boolean
}

/**
 * Clears up after an apply that was killed: one that was proven already is closed, any other is
 * undone, files and switch. Can itself be killed and run again. Only the holder of the lock may.
 */
export async function recover(
  left: LeftJournal,
  ports: RecoverPorts,
  options: RecoverOptions = {},
): Promise<ApplyReport> {
  const { header, records } = left
  const journal = continueJournal(ports.target.root, header)
  const report = { backup: header.id, gateways: [], left: [] }
  const last = records.findLast((each) => each.kind === 'verified' || each.kind === 'putting-back')
  if (last?.kind === 'verified') {
    journal.close()
    return { outcome: 'applied', ...report }
  }
  forgetGateways(ports.target.root)
  const { sent, restarted } = await mayHaveBeenSent(left, ports)
  if (sent.killed.size > 0) await ports.clock.sleep(TWO_ROUNDS_MS)
  const undone = await undo(header, sent, {
    ...ports,
    checkInterrupt: () => undefined,
    announce: (commands) => journal.append({ kind: 'commands', commands }),
    announceFile: (path, sha256) => journal.append({ kind: 'file', path, sha256 }),
    timeoutMs: (options.timeoutSeconds ?? 30) * 1000,
    acceptChanges: options.acceptChanges ?? false,
    mayHangUp: options.allowCalls ?? false,
    restarted,
    bindSeconds: bindSecondsIn(header),
  })
  const stuck = undone.left.length === 0 && mayRunNewFiles(left, ports) ? [NOT_ASKED] : undone.left
  if (stuck.length === 0) journal.close()
  return { ...report, ...endOf(stuck, undone.lost) }
}

const NOT_ASKED =
  'The files are as they were before, but the switch may have read the new ones: run `gwctl recover` again when it can be reached.'

/** Nothing was sent to it, but one that was started since has read what stood there then. */
function mayRunNewFiles({ header, records }: LeftJournal, { link }: RecoverPorts): boolean {
  return link === undefined && header.gateways.length > 0 && records.some((each) => each.kind === 'file')
}

/** In this time a killed gateway is unlinked: two rounds of the worker, and some. */
const TWO_ROUNDS_MS = 3000
const LONG_AGO_MS = 60_000

/** Everything that the journal announced; after a restart of the switch, everything there was to touch. */
async function mayHaveBeenSent(
  { header, records }: LeftJournal,
  { link, clock }: RecoverPorts,
): Promise<{ readonly sent: Sent; readonly restarted: boolean }> {
  const live = await link?.observe()
  // Long ago: their events have been and gone.
  const at = clock.now() - LONG_AGO_MS
  const mark = link?.mark() ?? 0
  const sent = announced(records, { at, mark })
  if (live === undefined) return { sent, restarted: false }
  const restarted = live.coreUuid !== header.coreUuid
  const runs = new Set(live.gateways.map((each) => gatewayPath(each.profile, each.name)))
  for (const { profile, gateway, ranBefore } of header.gateways) {
    // A rescan by somebody else has read the new files, too.
    if (!restarted && runs.has(gatewayPath(profile, gateway)) === ranBefore) continue
    sent.reloaded = true
    sent.killed.set(gateway, { at, mark })
  }
  const there = new Set(live.profiles.map((each) => each.name))
  const moved = (header.profiles ?? []).some(({ profile, ranBefore }) => there.has(profile) !== ranBefore)
  if (restarted || moved) sent.reloaded = true
  // It has read the lists as they stood then.
  if (restarted && header.distributors !== undefined) sent.distributed = true
  return { sent, restarted }
}

/** What the records say was sent and written, or may have been. */
function announced(records: readonly JournalRecord[], kill: Kill): Sent {
  const sent = nothingSent()
  for (const record of records)
    if (record.kind === 'file' && typeof record.sha256 === 'string')
      noteWritten(sent, record.path, record.sha256)
  for (const command of records.flatMap(commandsOf)) noteCommand(command, sent, kill)
  return sent
}

function noteCommand(command: string, sent: Sent, kill: Kill): void {
  const { verb, argument, profile } = commandParts(command)
  if (verb === 'killgw') sent.killed.set(argument, kill)
  if (verb === 'rescan') sent.rescanned.add(profile)
  if (verb === 'startgw') sent.started.add(argument)
  if (verb === 'distributor_ctl') sent.distributed = true
  if (isProfileVerb(verb)) sent.profiles.set(profile, { verb, mark: kill.mark, settled: false })
  if (isProfileVerb(verb) || ['rescan', 'startgw', 'reloadxml'].includes(verb)) sent.reloaded = true
}

function commandsOf(record: JournalRecord): readonly string[] {
  return record.kind === 'commands' ? record.commands : []
}
