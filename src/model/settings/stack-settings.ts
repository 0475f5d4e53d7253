import { AT_START, bool, number, text, words, type SettingSpec } from '../setting-spec.ts'

/** How the SIP stack of a profile works; see `PROFILE_SETTINGS`. */
export const STACK_SETTINGS: readonly SettingSpec[] = [
  number('debug', 4729, 'int', 'Level of debug messages of mod_sofia in the log.', {
    default: '0',
    examples: ['1'],
  }),
  bool('sip-trace', 4753, 'Whether every SIP message goes to the log.', {
    ...AT_START,
    note: 'For a running profile: `sofia profile P siptrace on`.',
  }),
  bool('sip-capture', 4759, 'Whether SIP messages are sent to the capture server (HEP).', {
    effect: 'partial',
    note: 'A rescan switches it on; switching it off takes a restart or `sofia profile P capture off`.',
  }),
  number('bind-attempts', 4739, 'int', 'How often a start tries to bind its port.', {
    ...AT_START,
    minimum: 1,
    default: '3',
    onBadValue: 'ignores it',
    examples: ['3'],
  }),
  number('bind-attempt-interval', 4745, 'seconds', 'Pause between two tries to bind.', {
    ...AT_START,
    default: '5',
    emptyIsUnset: false,
    onBadValue: 'ignores it',
    examples: ['5'],
  }),
  words(
    'shutdown-on-fail',
    4751,
    'enum',
    ['elegant', 'asap', 'reincarnate-now'],
    'Whether and how the whole switch stops when the profile cannot start.',
    {
      wordsMean:
        'true: at once; elegant: when the last call has ended, and new ones are still taken; asap: when the last call has ended, without new ones; reincarnate-now: FreeSWITCH starts itself anew.',
      ...AT_START,
      orBool: true,
      removal: 'reverts',
      default: 'false',
      onBadValue: 'reads it as false',
    },
  ),
  number(
    'socket-tcp-keepalive',
    4766,
    'seconds',
    'Seconds without data after which the system probes a TCP connection (SO_KEEPALIVE).',
    {
      defaultFrom: '30 seconds, as the SIP stack has it',
      ...AT_START,
      examples: ['30'],
    },
  ),
  number('tcp-keepalive', 4769, 'milliseconds', 'Pause between keepalives (CRLF) on TCP connections.', {
    ...AT_START,
    examples: ['20000'],
  }),
  number('tcp-pingpong', 4772, 'milliseconds', 'Pause between pings (RFC 5626) on TCP connections.', {
    ...AT_START,
    examples: ['2000'],
  }),
  number('tcp-ping2pong', 4775, 'milliseconds', 'How long the answer to a ping on TCP may take.', {
    ...AT_START,
    examples: ['3000'],
  }),
  text('user-agent-string', 4835, 'User-Agent header; `_undef_` for none.', {
    ...AT_START,
    defaultFrom: 'FreeSWITCH-mod_sofia/ and the full version',
    examples: ['Acme SBC', '_undef_'],
  }),
  bool('auto-restart', 4837, 'Whether the profile restarts when an address of the machine changes.', {
    default: 'true',
  }),
  bool('profile-standby', 4893, 'Whether the profile stands by and answers no calls.', {
    note: 'While it is on, gateways neither register nor ping, and killed ones stay.',
  }),
  bool('watchdog-enabled', 4911, 'Whether the whole switch is aborted when the profile hangs.'),
  number('watchdog-step-timeout', 4913, 'milliseconds', 'How long a step of the SIP stack may take.', {
    default: '0',
    examples: ['30000'],
  }),
  number('watchdog-event-timeout', 4915, 'milliseconds', 'How long an event of the SIP stack may take.', {
    default: '0',
    examples: ['30000'],
  }),
  bool('allow-update', 4851, 'Whether UPDATE is offered in Allow.', { ...AT_START, default: 'true' }),
  bool('disable-srv', 5426, 'Whether DNS SRV is left out.', AT_START),
  bool('disable-naptr', 5432, 'Whether DNS NAPTR is left out.', AT_START),
  bool('disable-srv503', 5438, 'Whether the next SRV target is not tried after a 503.', AT_START),
  text('outbound-proxy', 5298, 'Where the SIP stack sends every request: a SIP URI or host[:port].', {
    ...AT_START,
    examples: ['sbc.example.com'],
  }),
  text('contact-user', 5536, 'User part of the Contact of the profile.', {
    ...AT_START,
    default: 'mod_sofia',
    examples: ['switch-1'],
  }),
  number(
    'max-proceeding',
    5313,
    'int',
    'Most calls that may be in progress of being set up; 0 for no limit.',
    {
      ...AT_START,
      default: '0',
      onBadValue: 'ignores it',
      examples: ['1000'],
    },
  ),
  number('max-recv-requests-per-second', 5318, 'int', 'Most requests taken a second; 0 for no limit.', {
    ...AT_START,
    removal: 'reverts',
    default: '1000',
    onBadValue: 'ignores it',
    examples: ['1000'],
  }),
  number('session-timeout', 5308, 'seconds', 'Session timer that is asked for (RFC 4028); 0 for none.', {
    effect: 'partial',
    default: '0',
    onBadValue: 'ignores it',
    note: 'New calls use it at once; the default of the SIP stack changes with a restart.',
    examples: ['1800'],
  }),
  number('minimum-session-expires', 5671, 'seconds', 'Smallest session timer that is accepted (Min-SE).', {
    effect: 'partial',
    note: 'Checks of calls use it at once; the default of the SIP stack changes with a restart.',
    examples: ['120'],
  }),
  bool('enable-timer', 5659, 'Whether session timers (RFC 4028) are supported.', {
    ...AT_START,
    default: 'true',
  }),
  bool('enable-rfc-5626', 5665, 'Whether outbound (RFC 5626) is supported.', AT_START),
  bool('enable-100rel', 5677, 'Whether provisional answers are acknowledged (PRACK, RFC 3262).', AT_START),
  bool('enable-compact-headers', 5683, 'Whether headers are written in their short form.', AT_START),
  bool('enable-soa', 5695, 'Whether the SIP stack handles offer and answer by itself.', { default: 'true' }),
  bool('reuse-connections', 5996, 'Whether TCP and TLS connections are used again.', {
    ...AT_START,
    default: 'true',
  }),
  number('timer-T1', 5913, 'milliseconds', 'Estimate of the round trip (RFC 3261).', {
    defaultFrom: '500 milliseconds, as the SIP stack has it',
    ...AT_START,
    minimum: 1,
    onBadValue: 'uses 500 milliseconds',
    examples: ['500'],
  }),
  number('timer-T1X64', 5920, 'milliseconds', 'How long a transaction may take (64 times T1, RFC 3261).', {
    defaultFrom: '32000 milliseconds, as the SIP stack has it',
    ...AT_START,
    minimum: 1,
    onBadValue: 'uses 32000 milliseconds',
    examples: ['32000'],
  }),
  number('timer-T2', 5927, 'milliseconds', 'Longest pause before a request is sent again (RFC 3261).', {
    defaultFrom: '4000 milliseconds, as the SIP stack has it',
    ...AT_START,
    minimum: 1,
    onBadValue: 'uses 4000 milliseconds',
    examples: ['4000'],
  }),
  number('timer-T4', 5934, 'milliseconds', 'How long a message may stay in the network (RFC 3261).', {
    defaultFrom: '5000 milliseconds, as the SIP stack has it',
    ...AT_START,
    minimum: 1,
    onBadValue: 'uses 4000 milliseconds',
    examples: ['4000'],
  }),
  words(
    'NDLB-force-rport',
    5000,
    'enum',
    ['safe', 'disabled', 'client-only', 'server-only'],
    'Whether answers go to the port a request came from, though it did not ask (rport).',
    {
      wordsMean:
        'true: always; safe: for phones by Polycom, KIRK and ADTRAN; disabled: not even where a request asks for it; client-only: FreeSWITCH asks for it in its own requests; server-only: it only answers so.',
      ...AT_START,
      orBool: true,
      onBadValue: 'ignores it',
      note: 'The value false changes nothing.',
    },
  ),
  text('odbc-dsn', 4796, 'Database of the registrations: a DSN with its user and password.', {
    ...AT_START,
    sensitive: true,
    emptyIsUnset: true,
    note: 'A rescan would make FreeSWITCH read one database and write another.',
    examples: ['${env:SOFIA_DSN}'],
  }),
  text('dbname', 5022, 'Name of the SQLite database of the registrations.', {
    ...AT_START,
    defaultFrom: 'sofia_reg_ and the name of the profile',
    note: 'A rescan would make FreeSWITCH read one database and write another.',
    examples: ['sofia_reg_external'],
  }),
  number('db-spin-up-wait-ms', 4798, 'milliseconds', 'Pause before the queue of SQL statements starts.', {
    ...AT_START,
    default: '1000',
    examples: ['1000'],
  }),
  text('db-pre-trans-execute', 4800, 'SQL before each transaction.', {
    ...AT_START,
    emptyIsUnset: true,
    examples: ['SET TRANSACTION ISOLATION LEVEL READ COMMITTED'],
  }),
  text('db-post-trans-execute', 4802, 'SQL after each transaction.', {
    ...AT_START,
    emptyIsUnset: true,
    examples: ['SELECT 1'],
  }),
  text('db-inner-pre-trans-execute', 4804, 'SQL at the beginning of each transaction.', {
    ...AT_START,
    emptyIsUnset: true,
    examples: ['SET LOCAL synchronous_commit TO OFF'],
  }),
  text('db-inner-post-trans-execute', 4806, 'SQL at the end of each transaction.', {
    ...AT_START,
    emptyIsUnset: true,
    examples: ['SELECT 1'],
  }),
]
