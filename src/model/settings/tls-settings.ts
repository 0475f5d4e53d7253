import { AT_START, bool, number, text, words, type SettingSpec } from '../setting-spec.ts'

/** SIP over TLS; nothing of it changes in a running profile. See `PROFILE_SETTINGS`. */
export const TLS_SETTINGS: readonly SettingSpec[] = [
  bool('tls', 5844, 'Whether SIP over TLS is received.', {
    ...AT_START,
    note: 'A rescan changes the status and admits gateways with TLS, but nothing listens until a restart.',
  }),
  bool('tls-only', 5863, 'Whether nothing but TLS is received.', AT_START),
  number('tls-sip-port', 5871, 'port', 'TCP port for SIP over TLS; `auto` for a free one.', {
    ...AT_START,
    words: ['auto'],
    default: '5061',
    onBadValue: 'reads it as another port',
    examples: ['5081'],
  }),
  text('tls-bind-params', 5857, 'URI parameters of the address that is bound for TLS.', {
    ...AT_START,
    default: 'transport=tls',
    examples: ['transport=tls'],
  }),
  text('tls-cert-dir', 5878, 'Directory with agent.pem and cafile.pem.', {
    ...AT_START,
    emptyIsUnset: true,
    defaultFrom: 'the directory of certificates of FreeSWITCH',
    examples: ['/etc/freeswitch/tls'],
  }),
  text('tls-passphrase', 5880, 'Passphrase of the key in agent.pem.', {
    ...AT_START,
    emptyIsUnset: true,
    sensitive: true,
    examples: ['${env:TLS_PASSPHRASE}'],
  }),
  words(
    'tls-version',
    5886,
    'list',
    ['tlsv1.2', 'tlsv1.3', 'tlsv1.1', 'tlsv1', 'sslv23', 'sslv3', 'sslv2'],
    'Versions of TLS that are spoken, with commas and no blanks.',
    {
      ...AT_START,
      separator: ',',
      emptyIsUnset: true,
      default: 'tlsv1,tlsv1.1,tlsv1.2,tlsv1.3',
      onBadValue: 'leaves out what it does not know',
      examples: ['tlsv1.2,tlsv1.3'],
    },
  ),
  text('tls-ciphers', 5884, 'Ciphers, as OpenSSL lists them.', {
    ...AT_START,
    emptyIsUnset: true,
    default: 'ALL:!ADH:!LOW:!EXP:!MD5:@STRENGTH',
    examples: ['ECDHE+AESGCM:!aNULL'],
  }),
  words(
    'tls-verify-policy',
    5869,
    'list',
    ['none', 'in', 'out', 'all', 'subjects_in', 'subjects_out', 'subjects_all'],
    'Whose certificates are verified; several words with `|` between them.',
    {
      wordsMean:
        'in: of who connects; out: of whom FreeSWITCH connects to; all: both; subjects_in, subjects_out and subjects_all also compare the name.',
      ...AT_START,
      separator: '|',
      default: 'none',
      onBadValue: 'logs an error and leaves out what it does not know',
      examples: ['out', 'all|subjects_all'],
    },
  ),
  text('tls-verify-in-subjects', 5882, 'Subjects that a certificate of a caller may have, with `|`.', {
    ...AT_START,
    emptyIsUnset: true,
    examples: ['sip.example.com|sbc.example.com'],
  }),
  bool('tls-verify-date', 5865, 'Whether the dates of certificates are checked.', {
    ...AT_START,
    default: 'true',
  }),
  number('tls-verify-depth', 5867, 'int', 'Longest chain of certificates that is verified.', {
    ...AT_START,
    default: '2',
    examples: ['2'],
  }),
  number('tls-timeout', 5910, 'seconds', 'How long an idle TLS connection is kept.', {
    ...AT_START,
    minimum: 1,
    default: '300',
    onBadValue: 'uses 300 seconds',
    examples: ['300'],
  }),
  number(
    'tls-orq-connect-timeout',
    5941,
    'milliseconds',
    'How long a TLS connection may take; 0 for no limit.',
    {
      ...AT_START,
      default: '0',
      onBadValue: 'uses 0',
      examples: ['5000'],
    },
  ),
  bool('tls-always-nat', 4881, 'Whether every registration over TLS is taken to be behind NAT.'),
]
