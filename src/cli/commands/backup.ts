import { readCopy, digestOf, type BackupFile } from '../../apply/backup.ts'
import { readSummary, summarizeBackups, type BackupSummary } from '../../apply/backup-summary.ts'
import { readKeptFiles } from '../../apply/kept-files.ts'
import { GwctlError, InputError } from '../../errors.ts'
import { buildRestorePlan } from '../../plan/restore-plan.ts'
import {
  renderBackup,
  renderBackupList,
  renderRestoreDiff,
  type ListedBackup,
  type ShownFile,
} from '../../render/backup-text.ts'
import { printJson } from '../../render/json.ts'
import { PLAN_FORMAT_VERSION, planDocument } from '../../render/plan-json.ts'
import type { ConfTarget } from '../../targets/local.ts'
import { localTarget } from '../../targets/local.ts'
import { choice } from '../arguments.ts'
import type { Arguments, Command, Form, OptionSpec } from '../command.ts'
import { readConfiguration } from '../inputs.ts'
import { wantsColor, type Io } from '../io.ts'
import { findPlace, PLACE_OPTIONS } from '../place.ts'
import { restore, RESTORE_OPTIONS } from '../restore.ts'

const READ_OPTIONS: readonly OptionSpec[] = [
  ...PLACE_OPTIONS,
  { name: 'json', help: 'print the result as one JSON document' },
]

const ID = '20261123T101500.123Z'

const SUBCOMMANDS: readonly Form[] = [
  {
    name: 'list',
    summary: 'every backup, newest first: when, what for, how that apply ended',
    usage: 'backup list [--conf DIR | -f PATH] [--json]',
    description:
      'Lists what applies, rollbacks and restores have kept, newest first. The ID at the beginning of a line is what the\n' +
      'other subcommands and `gwctl rollback` take. `backups: { keep: N }` of the YAML says how many stay (20).',
    options: READ_OPTIONS,
    examples: [{ line: 'gwctl backup list --conf /etc/freeswitch', does: 'without the YAML' }],
    positionals: 1,
  },
  {
    name: 'show',
    summary: 'the files of one backup, and how each stands now',
    usage: 'backup show ID [--conf DIR | -f PATH] [--json]',
    description:
      'Tells of each file whether it was created, updated or removed then, and whether it stands now as it was kept, as\n' +
      'it was written, or was changed since. No contents are shown.',
    options: READ_OPTIONS,
    examples: [{ line: `gwctl backup show ${ID}`, does: 'one backup of the list' }],
    positionals: 2,
    takes: [[], 'backup'],
  },
  {
    name: 'diff',
    summary: 'what restoring one backup would change; asks no switch, writes nothing',
    usage: 'backup diff ID [--conf DIR | -f PATH] [--json]',
    description:
      'Compares what was kept with what stands there now, as restore would write it. Values of secrets stay hidden; of a\n' +
      'file that another hand has changed only the names of parameters are shown.',
    options: READ_OPTIONS,
    examples: [{ line: `gwctl backup diff ${ID}`, does: 'look before a restore' }],
    positionals: 2,
    takes: [[], 'backup'],
  },
  {
    name: 'restore',
    summary: 'put the files of one backup back, and the gateways with them',
    usage: 'backup restore ID [--conf DIR | -f PATH] [--yes] [--allow-changed] [--json]',
    description:
      'Like `gwctl rollback ID`: shown as a plan, asked, itself backed up, proven in the switch, put back when it fails.\n' +
      'A copy that is not byte by byte what was kept is refused, and so is a file that was changed since. The YAML is not\n' +
      'changed: change it, too, or the next apply does it again.',
    options: RESTORE_OPTIONS,
    examples: [
      { line: `gwctl backup restore ${ID}`, does: 'show the plan, ask, restore' },
      { line: `gwctl backup restore ${ID} --yes --allow-changed`, does: 'over later changes, in a pipeline' },
    ],
    positionals: 2,
    takes: [[], 'backup'],
  },
]

export const backup: Command = {
  name: 'backup',
  summary: 'list, show, compare and restore what applies have kept of the files they changed',
  usage: 'backup list | show ID | diff ID | restore ID  [--conf DIR | -f PATH] [--json]',
  description:
    'Every apply keeps the previous bytes of each file it changes. list tells what for and how that apply ended, show\n' +
    'which files and how they stand now, diff what restoring would change in them. restore puts them back like\n' +
    '`gwctl rollback`: shown, asked, itself backed up, proven in the switch. No contents of secrets are shown, and\n' +
    'nothing is restored that is not byte by byte what was kept. With --conf it works when the YAML is broken.',
  options: RESTORE_OPTIONS,
  examples: [
    { line: 'gwctl backup list', does: 'newest first' },
    { line: 'gwctl backup diff 20261123T101500.123Z', does: 'what restoring would change; asks no switch' },
    { line: 'gwctl backup restore 20261123T101500.123Z', does: 'show the plan, ask, restore' },
  ],
  positionals: 2,
  subcommands: SUBCOMMANDS,
  async run(args, io) {
    const what = choice('backup', args.positionals[0], ['list', 'show', 'diff', 'restore'])
    switch (what) {
      case 'list':
        return list(args, io)
      case 'show':
        return show(requireId(what, args), args, io)
      case 'diff':
        return diff(requireId(what, args), args, io)
      case 'restore':
        return restore({ purpose: 'restore', command: 'backup restore', id: requireId(what, args) }, args, io)
    }
  },
}

function requireId(what: string, args: Arguments): string {
  const id = args.positionals[1]
  if (id !== undefined) return id
  throw new GwctlError('GW100', `backup ${what} needs the ID of a backup.`, {
    hint: '`gwctl backup list` lists them.',
  })
}

async function list(args: Arguments, io: Io): Promise<number> {
  const { root } = await findPlace(args, io)
  const backups = summarizeBackups(root).map((each) => ('damage' in each ? each : listed(each)))
  io.stdout(
    args.flag('json')
      ? printJson({ formatVersion: PLAN_FORMAT_VERSION, backups })
      : renderBackupList(backups),
  )
  return 0
}

function listed({
  id,
  manifest,
  outcome,
  size,
}: Extract<BackupSummary, { manifest: unknown }>): ListedBackup {
  const { createdAt, purpose, files } = manifest
  return { id, createdAt, purpose, outcome, files: files.length, size }
}

async function show(id: string, args: Arguments, io: Io): Promise<number> {
  const { root } = await findPlace(args, io)
  const target = localTarget(root)
  const summary = readSummary(root, id)
  const files = summary.manifest.files.map((each) => shownFile(target, summary.id, each))
  const about = listed(summary)
  io.stdout(
    args.flag('json')
      ? printJson({ formatVersion: PLAN_FORMAT_VERSION, ...about, files })
      : renderBackup(about, files),
  )
  return 0
}

function shownFile(target: ConfTarget, id: string, file: BackupFile): ShownFile {
  const action = file.sha256 === null ? 'created' : file.sha256After === null ? 'removed' : 'updated'
  return { path: file.path, action, now: standing(target, id, file) }
}

function standing(target: ConfTarget, id: string, file: BackupFile): string {
  try {
    readCopy(target.root, id, file)
    const now = digestOf(target.current(file.path))
    if (now === file.sha256) return 'stands as it was kept'
    return now === file.sha256After ? 'stands as it was written' : 'was changed since'
  } catch (error) {
    if (error instanceof GwctlError) return `cannot be restored: ${error.message}`
    throw error
  }
}

async function diff(id: string, args: Arguments, io: Io): Promise<number> {
  const place = await findPlace(args, io)
  const { manifest } = readSummary(place.root, id)
  const { target, disk } = readConfiguration(place.root)
  const limits = { policy: place.policy, allow: {}, allowChanged: true }
  const { plan, diagnostics, sources } = buildRestorePlan(
    disk,
    undefined,
    readKeptFiles(target, manifest),
    limits,
  )
  if (plan === undefined) throw new InputError(diagnostics, sources)
  const { files, changes } = planDocument(plan, sources)
  io.stdout(
    args.flag('json')
      ? printJson({ formatVersion: PLAN_FORMAT_VERSION, id: manifest.id, files, changes })
      : renderRestoreDiff(plan, { color: wantsColor(io, io.stdoutIsTty) }),
  )
  return 0
}
