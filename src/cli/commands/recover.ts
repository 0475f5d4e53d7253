import { printJson } from '../../render/json.ts'
import { CODES, GwctlError, InputError } from '../../errors.ts'
import { readLeftJournal } from '../../apply/journal.ts'
import type { LeftJournal } from '../../apply/journal-records.ts'
import { recover as recoverApply } from '../../apply/recover.ts'
import { switchSockets } from '../../apply/switch-sockets.ts'
import type { SwitchLink } from '../../freeswitch/link.ts'
import type { ApplyReport } from '../../model/report.ts'
import { renderApplyText } from '../../render/apply-report.ts'
import { counted } from '../../render/counted.ts'
import { PLAN_FORMAT_VERSION } from '../../render/plan-json.ts'
import { visible } from '../../render/visible.ts'
import { numberOption } from '../arguments.ts'
import { writeAudit } from '../audited.ts'
import type { Arguments, Command } from '../command.ts'
import { confirm, requireConsent } from '../confirm.ts'
import { exclusively, LOCK_OPTION } from '../exclusive.ts'
import { readConfiguration } from '../inputs.ts'
import { wantsColor, type Io } from '../io.ts'
import { findPlace, PLACE_OPTIONS, type Place } from '../place.ts'
import { showProgress } from '../progress.ts'

export const recover: Command = {
  name: 'recover',
  summary: 'clear up after an apply that was killed: put its files and gateways back',
  usage: 'recover [--conf DIR | -f PATH] [--yes] [--allow-calls] [--json]',
  description:
    'An apply that was killed (power, SIGKILL, a full disk) leaves a journal, and the next apply refuses until it is\n' +
    'cleared up. recover puts files and gateways back as they were before; an apply that had come to its proof is only\n' +
    'closed. With nothing to do it exits 0. While the switch cannot be reached it puts the files back, exits 7, and\n' +
    'wants to be run again. With --conf it works when the YAML is broken.\n' +
    '\n' +
    '  $ gwctl apply --yes\n' +
    '  error GW311: An earlier apply was interrupted and has not been cleared up. Nothing was changed.\n' +
    '    Run `gwctl recover`: it finishes or undoes that apply.\n' +
    '  $ gwctl recover --yes\n' +
    '  apply 20261123T020355.651Z was interrupted: 2 files and 2 gateways.\n' +
    '  Put back: files and gateways are as they were before.',
  options: [
    ...PLACE_OPTIONS,
    { name: 'yes', short: 'y', help: 'do not ask' },
    {
      name: 'accept-changes',
      help: 'keep files that somebody else has changed since as they are, instead of ending with 7',
    },
    { name: 'allow-calls', help: 'put profiles back although that hangs up calls in progress' },
    { name: 'timeout', value: 'S', help: 'seconds that gateways have to become healthy (default 30)' },
    LOCK_OPTION,
    { name: 'json', help: 'print the outcome as one JSON document' },
  ],
  examples: [
    { line: 'gwctl recover', does: 'show what was interrupted, ask, put it back' },
    { line: 'gwctl recover --conf /etc/freeswitch --yes', does: 'without the YAML, in a pipeline' },
  ],
  positionals: 0,
  async run(args, io) {
    requireConsent('recover', args, io)
    const place = await findPlace(args, io).catch(withWayOut)
    const { root } = place
    return exclusively(root, 'recover', args, io, async (announce) => {
      const left = readLeftJournal(root)
      if (left !== undefined) {
        announce()
        return clearUp(left, place, args, io)
      }
      tell({ outcome: 'unchanged', gateways: [], left: [] }, args, io)
      return 0
    })
  },
}

/** A YAML that is broken must not stand in the way: it is named beside what is wrong with it how to do without. */
function withWayOut(error: unknown): never {
  if (!(error instanceof InputError)) throw error
  const last = error.diagnostics.length - 1
  const told = error.diagnostics.map((each, at) =>
    at === last ? { ...each, hint: `${each.hint} ${WAY_OUT}` } : each,
  )
  throw new InputError(told, error.sources)
}

const WAY_OUT =
  'recover works without the YAML, too: `gwctl recover --conf DIR`, the FreeSWITCH configuration directory.'

async function clearUp(left: LeftJournal, place: Place, args: Arguments, io: Io): Promise<number> {
  const { header } = left
  io.stderr(
    `${header.purpose} ${header.id} was interrupted: ${counted(header.files.length, 'file')} and ${counted(header.gateways.length, 'gateway')}${profilesText(header)}.\n`,
  )
  await confirm('Put them back as they were before?', args, io)
  const configuration = readConfiguration(place.root)
  const links: SwitchLink[] = []
  const progress = showProgress(io)
  try {
    const link = await place.connect(configuration).catch(unreachable(io))
    if (link !== undefined) links.push(link)
    const sockets = link && switchSockets(link.place)
    const ports = {
      target: configuration.target,
      clock: io.clock,
      progress: progress.show,
      ...(link && { link }),
      ...(sockets && { sockets }),
    }
    const timeoutSeconds = numberOption(args, 'timeout', 1)
    const acceptChanges = args.flag('accept-changes')
    const options = {
      acceptChanges,
      allowCalls: args.flag('allow-calls'),
      ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    }
    const report = await io.guard(() => recoverApply(left, ports, options))
    progress.end()
    const exit = report.outcome === 'stuck' ? CODES.GW503.exit : 0
    noteRecovery(left, report.outcome, exit, place.root, io)
    tell(report, args, io)
    return exit
  } finally {
    await Promise.all(links.map((each) => each.close()))
  }
}

function profilesText({ profiles = [] }: LeftJournal['header']): string {
  return profiles.length === 0
    ? ''
    : ` (profiles ${profiles.map((each) => visible(each.profile)).join(', ')})`
}

function noteRecovery(
  { header }: LeftJournal,
  outcome: ApplyReport['outcome'],
  exit: number,
  root: string,
  io: Io,
): void {
  const numbers = { files: header.files.length, gateways: header.gateways.length }
  writeAudit(root, { purpose: 'recover', id: header.id, plan: null, outcome, exit, numbers }, io)
}

/** The files are put back all the same; what is left of the switch is said. */
function unreachable(io: Io): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof GwctlError)) throw error
    io.stderr(`${error.message} Only the files are put back now.\n`)
    return undefined
  }
}

function tell(report: ApplyReport, args: Arguments, io: Io): void {
  if (args.flag('json')) {
    io.stdout(printJson({ formatVersion: PLAN_FORMAT_VERSION, ...report }))
    return
  }
  const color = wantsColor(io, io.stdoutIsTty)
  io.stdout(
    report.outcome === 'unchanged'
      ? 'Nothing to recover: no apply was interrupted here.\n'
      : renderApplyText(report, { color }),
  )
}
