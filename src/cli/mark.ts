import path from 'node:path'
import { applyPlan } from '../apply/apply.ts'
import { knownSecrets } from '../apply/input-record.ts'
import { noSwitch } from '../apply/no-switch.ts'
import { InputError } from '../errors.ts'
import type { Desired } from '../model/desired.ts'
import type { DiskGateway } from '../model/disk.ts'
import type { Plan } from '../model/plan.ts'
import { isEmpty } from '../plan/build.ts'
import { buildMarkPlan } from '../plan/mark-plan.ts'
import { notLoaded } from '../plan/not-loaded.ts'
import { renderPlanText } from '../render/plan-text.ts'
import { visible } from '../render/visible.ts'
import { placesInText } from '../xml/places-in-text.ts'
import { audited } from './audited.ts'
import type { Arguments, OptionSpec } from './command.ts'
import { confirm, requireConsent } from './confirm.ts'
import { exclusively, LOCK_OPTION, readLockTimeout } from './exclusive.ts'
import { readConfiguration, readDesired, type Configuration } from './inputs.ts'
import { wantsColor, type Io } from './io.ts'
import { laterText } from './mark-later.ts'
import { elementsOf, requireNames } from './mark-selection.ts'
import { PLACE_OPTIONS } from './place.ts'
import { showProgress } from './progress.ts'
import { exitOf, reportApply } from './report-apply.ts'

/** The options of `adopt` and `release`. */
export const MARK_OPTIONS: readonly OptionSpec[] = [
  ...PLACE_OPTIONS,
  {
    name: 'all',
    value: 'P',
    takes: 'profile',
    multiple: true,
    help: 'every gateway of this profile; may repeat',
  },
  { name: 'yes', short: 'y', help: 'do not ask' },
  LOCK_OPTION,
  { name: 'json', help: 'print the outcome as one JSON document' },
]

/** Sets (`mark`) or drops the marker of gwctl, like an apply: shown, asked, locked, kept, journalled. Resolves to the exit code. */
export async function changeMarkers(mark: boolean, args: Arguments, io: Io): Promise<number> {
  const command = mark ? 'adopt' : 'release'
  requireNames(command, args)
  readLockTimeout(args)
  requireConsent(command, args, io)
  const { root, keep, desired } = await findConf(args, io)
  const readSelection = (): Selected => {
    const { target, disk, sources } = readConfiguration(root)
    const unread = notLoaded({ conf: root }, disk)
    if (unread !== undefined) throw new InputError(unread, sources)
    if (disk.diagnostics.some((each) => each.severity === 'error'))
      throw new InputError(placesInText(disk.diagnostics, disk.files), sources)
    return { target, disk, sources, gateways: elementsOf(disk, mark, args) }
  }
  // A wrong name is refused before anything, even a lock, is made.
  readSelection()
  return exclusively(root, command, args, io, async (announce) => {
    const selected = readSelection()
    const known = { knownSecrets: knownSecrets(root), ...(desired && { desired }) }
    const { plan, diagnostics } = buildMarkPlan(selected.disk, selected.gateways, mark, known)
    if (plan === undefined) throw new InputError(diagnostics, selected.sources)
    return carryOut({ command, mark, plan, keep, desired, announce, ...selected }, args, io)
  })
}

interface Selected extends Configuration {
  readonly gateways: readonly DiskGateway[]
}

interface Marking extends Selected {
  readonly command: string
  readonly mark: boolean
  readonly plan: Plan
  /** How many backups to keep. */
  readonly keep: number
  readonly desired: Desired | undefined
  readonly announce: () => void
}

async function carryOut(marking: Marking, args: Arguments, io: Io): Promise<number> {
  const { command, mark, plan, sources, target, desired } = marking
  if (isEmpty(plan)) {
    if (args.flag('json')) reportApply(UNCHANGED, { plan, sources }, args, io)
    else
      io.stdout(
        `Nothing to do: ${mark ? 'they carry the marker already' : 'none of them carries the marker'}.\n`,
      )
    return 0
  }
  io.stderr(renderPlanText(plan, { color: wantsColor(io, io.stderrIsTty), sources }))
  for (const line of laterText(plan, mark, desired)) io.stderr(`${visible(line)}\n`)
  marking.announce()
  const progress = showProgress(io)
  const ports = { target, link: noSwitch, clock: io.clock, progress: progress.show, signal: io.signal }
  const result = await audited({ root: target.root, purpose: command, plan, sources }, io, async () => {
    await confirm(mark ? 'Adopt?' : 'Release?', args, io)
    return io.guard(() => applyPlan(plan, ports, { backups: marking.keep, purpose: command }))
  })
  progress.end()
  reportApply(result, { plan, sources }, args, io)
  return exitOf(result)
}

const UNCHANGED = { outcome: 'unchanged', gateways: [], left: [] } as const

/** Secrets are not needed; only where the values stand that come from them. */
async function findConf(
  args: Arguments,
  io: Io,
): Promise<{ readonly root: string; readonly keep: number; readonly desired?: Desired }> {
  const conf = args.value('conf')
  if (conf !== undefined) return { root: path.resolve(io.cwd, conf), keep: 20 }
  const { desired } = await readDesired(args, io, { resolveSecrets: false })
  return { root: desired.conf, keep: desired.backups.keep, desired }
}
