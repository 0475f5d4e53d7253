import { readKey } from '../../apply/digest-key.ts'
import { appliedMeanings } from '../../apply/gateway-notes.ts'
import { switchSockets } from '../../apply/switch-sockets.ts'
import { knownSecrets } from '../../apply/input-record.ts'
import { InputError } from '../../errors.ts'
import { buildPlan } from '../../plan/build.ts'
import { findDrift, hasDrift, type Drift } from '../../plan/drift.ts'
import { renderDriftJson, renderDriftText } from '../../render/drift.ts'
import { INPUT_OPTIONS, type Arguments, type Command } from '../command.ts'
import { connectTo } from '../connect.ts'
import { gatherEvidence } from '../evidence.ts'
import { readConfiguration, readDesired } from '../inputs.ts'
import { wantsColor, type Io } from '../io.ts'

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
    const found = await compare(args, io)
    io.stdout(
      args.flag('json')
        ? renderDriftJson(found)
        : renderDriftText(found, { color: wantsColor(io, io.stdoutIsTty) }),
    )
    return hasDrift(found) ? 2 : 0
  },
}

async function compare(args: Arguments, io: Io): Promise<Drift> {
  const { desired, warnings, sources: yaml } = await readDesired(args, io, { resolveSecrets: true })
  const configuration = readConfiguration(desired.conf)
  const { disk } = configuration
  const link = await connectTo(desired, configuration)
  try {
    const live = await link.observe((desired.distributors ?? []).map((each) => each.name))
    const evidence = await gatherEvidence(link, switchSockets(link.place), desired.conf, live)
    const { plan, diagnostics } = buildPlan(desired, disk, live, {
      evidence,
      knownSecrets: knownSecrets(desired.conf),
    })
    if (plan === undefined)
      throw new InputError([...warnings, ...diagnostics], new Map([...configuration.sources, ...yaml]))
    const applied = appliedMeanings(desired.conf, live.coreUuid, readKey(desired.conf))
    return findDrift(plan, desired, disk, live, { ...evidence, applied })
  } finally {
    await link.close()
  }
}
