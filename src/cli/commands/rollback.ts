import type { Command } from '../command.ts'
import { restore, RESTORE_OPTIONS } from '../restore.ts'

export const rollback: Command = {
  name: 'rollback',
  summary: 'undo an apply: put its files back as they were, and the gateways with them',
  usage: 'rollback [ID] [--conf DIR | -f PATH] [--yes] [--allow-changed] [--json]',
  description:
    'Undoes the apply that came last and stayed, or the one of a backup ID (`gwctl backup list`). It is shown first like\n' +
    'any plan, asks, is itself backed up, and proves the result in the running switch. A rollback is undone by another\n' +
    'rollback. Files that were changed since by anybody are refused, unless --allow-changed is given. The YAML is not\n' +
    'changed. With --conf it works when the YAML is broken.',
  options: RESTORE_OPTIONS,
  examples: [
    { line: 'gwctl rollback', does: 'undo the last apply' },
    { line: 'gwctl rollback 20261123T101500.123Z --yes', does: 'undo that one, in a pipeline' },
    { line: 'gwctl rollback --conf /etc/freeswitch', does: 'without the YAML' },
  ],
  positionals: 1,
  takes: ['backup'],
  run(args, io) {
    const [id] = args.positionals
    return restore({ purpose: 'rollback', command: 'rollback', ...(id !== undefined && { id }) }, args, io)
  },
}
