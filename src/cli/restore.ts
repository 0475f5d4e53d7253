import { applyPlan } from '../apply/apply.ts'
import type { ApplyOptions } from '../apply/apply-ports.ts'
import { readSummary, summarizeBackups } from '../apply/backup-summary.ts'
import type { BackupManifest } from '../apply/backup.ts'
import { readClosedJournal } from '../apply/journal.ts'
import { readKeptFiles } from '../apply/kept-files.ts'
import { switchSockets } from '../apply/switch-sockets.ts'
import { InputError } from '../errors.ts'
import type { Live } from '../model/live.ts'
import type { Plan } from '../model/plan.ts'
import { isEmpty } from '../plan/build.ts'
import { buildRestorePlan, type RestoreOptions } from '../plan/restore-plan.ts'
import type { SwitchEvidence } from '../plan/switch-evidence.ts'
import { printJson } from '../render/json.ts'
import { PLAN_FORMAT_VERSION } from '../render/plan-json.ts'
import { renderPlanText } from '../render/plan-text.ts'
import { numberOption } from './arguments.ts'
import { audited } from './audited.ts'
import type { Arguments, OptionSpec } from './command.ts'
import { commitRendered } from './commit-rendered.ts'
import { confirm, requireConsent } from './confirm.ts'
import type { SwitchLink } from './connect.ts'
import { askSwitch, gatherEvidence } from './evidence.ts'
import { exclusively, LOCK_OPTION, readLockTimeout } from './exclusive.ts'
import { readConfiguration, type Configuration } from './inputs.ts'
import { wantsColor, type Io } from './io.ts'
import { findPlace, PLACE_OPTIONS, type Place } from './place.ts'
import { allowances, LIMIT_OPTIONS } from './plan-options.ts'
import type { Online } from './prepare-plan.ts'
import { showProgress } from './progress.ts'
import { reconnect } from './reconnect.ts'
import { exitOf, reportApply } from './report-apply.ts'

/** The options of `rollback` and `backup restore`. */
export const RESTORE_OPTIONS: readonly OptionSpec[] = [
  ...PLACE_OPTIONS,
  { name: 'yes', short: 'y', help: 'do not ask' },
  { name: 'allow-changed', help: 'also put back files that were changed after that backup was made' },
  ...LIMIT_OPTIONS,
  { name: 'timeout', value: 'S', help: 'seconds that gateways have to become healthy (default 30)' },
  { name: 'keep', help: 'leave the change in place when a gateway does not become healthy (exit 8)' },
  LOCK_OPTION,
  { name: 'json', help: 'print the outcome as one JSON document' },
]

/** What to lay back, and what for. */
export interface RestoreRequest {
  readonly purpose: 'rollback' | 'restore'
  readonly command: string
  /** Absent: what was applied last and stayed. */
  readonly id?: string
}

/** Lays the files of a backup back, like an apply: shown, asked, locked, backed up, proven. Resolves to the exit code. */
export async function restore(request: RestoreRequest, args: Arguments, io: Io): Promise<number> {
  const options = readOptions(args)
  requireConsent(request.command, args, io)
  const place = await findPlace(args, io)
  const choose = (): BackupManifest | undefined =>
    request.id === undefined ? newestApplied(place.root) : readSummary(place.root, request.id).manifest
  // A wrong ID is refused before anything, even a lock, is made.
  if (choose() === undefined) return nothingApplied(args, io)
  return exclusively(place.root, request.purpose, args, io, async (announce) => {
    const backup = choose()
    if (backup === undefined) return nothingApplied(args, io)
    const links: SwitchLink[] = []
    try {
      return await layBack({ request, backup, place, links, options, announce }, args, io)
    } finally {
      await Promise.all(links.map((each) => each.close()))
    }
  })
}

interface Restoring {
  readonly request: RestoreRequest
  readonly backup: BackupManifest
  readonly place: Place
  /** Every connection that is made, to be closed. */
  readonly links: SwitchLink[]
  readonly options: ApplyOptions
  /** Tells others who holds the lock: once something is to be done. */
  readonly announce: () => void
}

/** All of them, the ones that are used later too: a wrong one is refused before anything is read. */
function readOptions(args: Arguments): ApplyOptions {
  readAllowances(args)
  readLockTimeout(args)
  const timeoutSeconds = numberOption(args, 'timeout', 1)
  return { keep: args.flag('keep'), ...(timeoutSeconds !== undefined && { timeoutSeconds }) }
}

function readAllowances(args: Arguments): Omit<RestoreOptions, 'policy'> {
  const deletes = numberOption(args, 'allow-deletes', 0)
  return {
    allow: allowances(args, deletes),
    allowChanged: args.flag('allow-changed'),
  }
}

function newestApplied(root: string): BackupManifest | undefined {
  for (const each of summarizeBackups(root)) {
    if ('manifest' in each && each.outcome === 'applied') return each.manifest
  }
  return undefined
}

function nothingApplied(args: Arguments, io: Io): number {
  const document = { formatVersion: PLAN_FORMAT_VERSION, outcome: 'unchanged', gateways: [], left: [] }
  if (args.flag('json')) io.stdout(printJson(document))
  else io.stdout('Nothing to roll back: no backup here is of an apply that stayed.\n')
  return 0
}

async function layBack(restoring: Restoring, args: Arguments, io: Io): Promise<number> {
  const { request, backup, place, options } = restoring
  const configuration = readConfiguration(place.root)
  const kept = readKeptFiles(configuration.target, backup)
  const lists = readClosedJournal(place.root, backup.id)?.header.distributors ?? []
  const { online, live, evidence } = await goOnline(restoring, configuration, lists, io)
  const limits = { policy: place.policy, evidence, ...readAllowances(args), lists }
  const { plan, diagnostics, sources } = buildRestorePlan(configuration.disk, live, kept, limits)
  if (plan === undefined) throw new InputError(diagnostics, sources)
  show(plan, sources, restoring, io)
  if (isEmpty(plan)) {
    reportApply({ outcome: 'unchanged', gateways: [], left: [] }, { plan, sources }, args, io)
    return 0
  }
  restoring.announce()
  const { target } = configuration
  const progress = showProgress(io)
  const ports = { target, ...online, clock: io.clock, progress: progress.show, signal: io.signal }
  const { purpose } = request
  const deed = { root: place.root, purpose, plan, sources, of: backup.id }
  const result = await audited(deed, io, async () => {
    if (plan.refusals.length === 0) await confirm('Do this?', args, io)
    return io.guard(() => applyPlan(plan, ports, { ...options, backups: place.keep, purpose }))
  })
  progress.end()
  await commitRendered({ root: place.root, plan, purpose, wanted: place.commit }, result, io)
  reportApply(result, { plan, sources }, args, io)
  return exitOf(result)
}

async function goOnline(
  { place, links }: Restoring,
  configuration: Configuration,
  lists: readonly string[],
  io: Io,
): Promise<{ online: Online; live: Live; evidence: SwitchEvidence }> {
  const connect = async (): Promise<SwitchLink> => {
    const link = await place.connect(configuration)
    links.push(link)
    return link
  }
  const link = await connect()
  const { live, loaded } = await askSwitch(link, lists)
  const sockets = switchSockets(link.place)
  const evidence = gatherEvidence(loaded, sockets, place.root, live)
  const online = { link, reconnect: () => reconnect(connect, live, io.clock), ...(sockets && { sockets }) }
  return { live, evidence, online }
}

function show(plan: Plan, sources: ReadonlyMap<string, string>, { backup }: Restoring, io: Io): void {
  io.stderr(`Back to before ${backup.purpose} ${backup.id}:\n`)
  io.stderr(renderPlanText(plan, { color: wantsColor(io, io.stderrIsTty), sources }))
  if (!isEmpty(plan)) io.stderr('The YAML stays as it is: change it, too, or the next apply does it again.\n')
}
