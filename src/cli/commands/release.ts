import type { Command } from '../command.ts'
import { changeMarkers, MARK_OPTIONS } from '../mark.ts'

export const release: Command = {
  name: 'release',
  summary: 'drop that marker; the gateways stay as they are',
  usage: 'release PROFILE/GATEWAY... | --all PROFILE  [--conf DIR | -f PATH] [--yes] [--json]',
  description:
    'Takes the comment `<!-- gwctl: managed PROFILE/NAME -->` out again: the gateway goes on as it is, and an apply whose\n' +
    'YAML does not name it leaves it alone. While the YAML names it, the next apply adopts it again: take it out there first.\n' +
    'Nothing else changes, and the switch is not asked. It is shown first, asks, is backed up, and is undone by rollback.',
  options: MARK_OPTIONS,
  examples: [
    { line: 'gwctl release external/acme-1', does: 'hand one gateway back to whoever edits the XML' },
    {
      line: 'gwctl release --all external --conf /etc/freeswitch',
      does: 'all of a profile, without the YAML',
    },
  ],
  positionals: Infinity,
  takes: ['managed'],
  run: (args, io) => changeMarkers(false, args, io),
}
