import { hasDrift } from '../../plan/drift.ts'
import { renderDriftJson, renderDriftText } from '../../render/drift.ts'
import { INPUT_OPTIONS, type Command } from '../command.ts'
import { compareFour } from '../compare-four.ts'
import { wantsColor } from '../io.ts'

export const drift: Command = {
  name: 'drift',
  summary: 'whether YAML, XML, the memory of FreeSWITCH and what runs are the same; exit 2 when not',
  usage: 'drift [-f PATH]... [--json]',
  description:
    'Compares four: the YAML, the XML on disk, what FreeSWITCH has loaded of it, and what runs; says which two differ,\n' +
    'and which of them moved since the last apply. Changes nothing. Exits with 2 for drift, with 0 without.\n' +
    'Passwords and some ten other parameters are not shown by FreeSWITCH, nor whether a setting is in force that only a\n' +
    'restart applies. They are judged by what gwctl has proven in this very process, by bound sockets and Contacts; what\n' +
    'nothing proves is listed as not verified, which by itself is no drift.',
  options: [...INPUT_OPTIONS, { name: 'json', help: 'print one JSON document' }],
  examples: [
    { line: 'gwctl drift', does: 'after somebody was at the switch' },
    { line: 'gwctl drift --json', does: 'for a nightly job: exit code 2 means drift' },
  ],
  positionals: 0,
  async run(args, io) {
    const found = await compareFour(args, io)
    io.stdout(
      args.flag('json')
        ? renderDriftJson(found)
        : renderDriftText(found, { color: wantsColor(io, io.stdoutIsTty) }),
    )
    return hasDrift(found) ? 2 : 0
  },
}
