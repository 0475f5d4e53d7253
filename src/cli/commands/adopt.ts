import type { Command } from '../command.ts'
import { changeMarkers, MARK_OPTIONS } from '../mark.ts'

export const adopt: Command = {
  name: 'adopt',
  summary: "set the marker that makes gateways gwctl's; the switch is not touched",
  usage: 'adopt PROFILE/GATEWAY... | --all PROFILE  [--conf DIR | -f PATH] [--yes] [--json]',
  description:
    "A gateway with the comment `<!-- gwctl: managed PROFILE/NAME -->` is gwctl's: the next apply deletes it when the YAML\n" +
    'does not name it (prune: managed). apply sets the comment by itself on what the YAML names; adopt sets it by hand.\n' +
    'Nothing else changes, and the switch is not asked. It is shown first, asks, is backed up, and is undone by rollback.',
  options: MARK_OPTIONS,
  examples: [
    { line: 'gwctl adopt external/acme-1 external/acme-2', does: 'show the change, ask, set both markers' },
    { line: 'gwctl adopt --all external --yes', does: 'every gateway of the profile' },
  ],
  positionals: Infinity,
  takes: ['unmanaged'],
  run: (args, io) => changeMarkers(true, args, io),
}
