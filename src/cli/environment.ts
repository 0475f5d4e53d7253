import { CI_VARIABLES } from '../apply/audit.ts'

/** The environment variables that gwctl reads, for the manual page. */
export const ENVIRONMENT: readonly (readonly [name: string, meaning: string])[] = [
  ['NO_COLOR', 'When it is set and not empty, no output is coloured.'],
  [
    'FORCE_COLOR',
    'When it is set, output is coloured also where no terminal shows it; 0 is the same as NO_COLOR.',
  ],
  ['TERM', 'On a terminal that is `dumb`, nothing is coloured, and `gwctl status --watch` is refused.'],
  ['HOME', 'What a leading ~/ means where the shell completes a command line.'],
  [
    `SUDO_USER, ${CI_VARIABLES.join(', ')}`,
    'Who runs gwctl, and in which pipeline: written to the audit log with each apply.',
  ],
  ['NAME', 'Any variable that the YAML names as ${env:NAME}: a secret, mostly a password.'],
]

/** The files that gwctl reads and writes, for the manual page. */
export const FILES: readonly (readonly [path: string, what: string])[] = [
  ['./gwctl.yaml', 'What is read when no -f is given.'],
  [
    'CONF/autoload_configs/event_socket.conf.xml',
    'Host, port and password of the event socket, unless the YAML has them.',
  ],
  ['CONF/.gwctl/backups/ID/', 'The previous bytes of the files that an apply has changed.'],
  [
    'CONF/.gwctl/audit.jsonl',
    'One line for each apply, rollback, restore, recover, adopt, release and operation.',
  ],
  ['CONF/.gwctl/key', 'The key of the digests in saved plans and in the records of what was applied.'],
]
