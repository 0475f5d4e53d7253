import { bool, number, text, words, type SettingSpec } from '../setting-spec.ts'

const ONLY_ON = 'A rescan switches it on; switching it off takes a restart.'

/** Phones that register with a profile, and how they and calls are authenticated; see `PROFILE_SETTINGS`. */
export const REGISTRATION_SETTINGS: readonly SettingSpec[] = [
  number(
    'registration-thread-frequency',
    4820,
    'seconds',
    'How often expired registrations are looked for.',
    {
      default: '30',
      onBadValue: 'uses 30 seconds',
      examples: ['30'],
    },
  ),
  number('ping-mean-interval', 4825, 'seconds', 'Mean pause between two pings of a registered phone.', {
    default: '30',
    onBadValue: 'uses 30 seconds',
    examples: ['30'],
  }),
  number(
    'ping-thread-frequency',
    4830,
    'seconds',
    'How often phones that are due for a ping are looked for.',
    {
      default: '1',
      onBadValue: 'uses 1 second',
      examples: ['1'],
    },
  ),
  number('sip-user-ping-max', 5450, 'int', 'Cap of the count of answered pings of a phone.', {
    default: '3',
    examples: ['3'],
  }),
  number('sip-user-ping-min', 5452, 'int', 'Count of answered pings from which a phone is reachable.', {
    default: '1',
    examples: ['1'],
  }),
  bool('all-reg-options-ping', 5547, 'Whether every registered phone is pinged with OPTIONS.'),
  words(
    'nat-options-ping',
    5538,
    'enum',
    ['udp-only'],
    'Whether phones behind NAT are pinged with OPTIONS.',
    {
      wordsMean: 'true: all of them; udp-only: those on UDP.',
      orBool: true,
      default: 'false',
      onBadValue: 'reads it as false',
    },
  ),
  bool('unregister-on-options-fail', 5444, 'Whether a phone that answers no ping is unregistered.'),
  words('keepalive-method', 4733, 'enum', ['info', 'message'], 'Request that keeps a call over NAT alive.', {
    wordsMean: 'info: an INFO within the call; message: a MESSAGE.',
    emptyIsUnset: true,
    default: 'message',
    onBadValue: 'uses MESSAGE',
  }),
  bool('log-auth-failures', 4839, 'Whether failed authentications go to the log, for fail2ban and its like.'),
  bool(
    'mwi-use-reg-callid',
    4863,
    'Whether unasked message-waiting NOTIFYs carry the Call-ID of the REGISTER.',
  ),
  bool('tcp-unreg-on-socket-close', 4869, 'Whether a phone is unregistered when its connection closes.'),
  bool('tcp-always-nat', 4875, 'Whether every registration over TCP is taken to be behind NAT.'),
  bool('inbound-reg-in-new-thread', 5082, 'Whether each REGISTER is handled in a thread of its own.'),
  bool('inbound-reg-force-matching-username', 5653, 'Whether the user of To must be the one authenticated.'),
  bool(
    'NDLB-received-in-nat-reg-contact',
    5104,
    'Whether the Contact of a phone behind NAT says `received`.',
  ),
  bool('NDLB-expires-in-register-response', 5506, 'Whether answers to REGISTER carry an Expires header.'),
  bool('NDLB-broken-auth-hash', 5488, 'Whether digests made with a wrong method name are accepted.'),
  bool('aggressive-nat-detection', 5110, 'Whether NAT is also detected from the Via header.'),
  text(
    'user-agent-filter',
    5128,
    'Shown in the status; registrations are filtered by it in sofia commands.',
    {
      examples: ['Yealink'],
    },
  ),
  number('max-registrations-per-extension', 5130, 'int', 'Most registrations of one user; 0 for no limit.', {
    default: '0',
    examples: ['5'],
  }),
  words(
    'multiple-registrations',
    5471,
    'enum',
    ['contact', 'call-id'],
    'Whether a user may register several phones.',
    {
      wordsMean:
        'true and contact: one for each Contact; call-id: one for each Call-ID, so that a phone that restarts is there twice until the old one expires.',
      orBool: true,
      default: 'false',
      onBadValue: 'reads it as false',
    },
  ),
  bool('disable-register', 5344, 'Whether REGISTER is refused.', {
    effect: 'partial',
    note: 'A rescan refuses at once; after a start with it on, Allow names REGISTER again only after a restart.',
  }),
  text('force-register-domain', 5284, 'Domain that every REGISTER is taken to be for.', {
    examples: ['$${domain}'],
  }),
  text('force-register-db-domain', 5286, 'Domain under which every registration is stored.', {
    examples: ['$${domain}'],
  }),
  number('sip-expires-late-margin', 5954, 'seconds', 'How long after its end a registration is kept.', {
    default: '60',
    onBadValue: 'uses 60 seconds',
    examples: ['60'],
  }),
  number('sip-force-expires', 5975, 'seconds', 'Lifetime of every registration; 0 for what the phone asks.', {
    default: '0',
    onBadValue: 'uses 0',
    examples: ['600'],
  }),
  number('sip-force-expires-min', 5961, 'seconds', 'Shortest lifetime of a registration; 0 for no limit.', {
    default: '0',
    onBadValue: 'uses 0',
    examples: ['60'],
  }),
  number('sip-force-expires-max', 5968, 'seconds', 'Longest lifetime of a registration; 0 for no limit.', {
    default: '0',
    onBadValue: 'uses 0',
    examples: ['3600'],
  }),
  number('sip-expires-max-deviation', 5982, 'seconds', 'Random part of the lifetime of registrations.', {
    default: '0',
    onBadValue: 'uses 0',
    examples: ['30'],
  }),
  bool('auth-calls', 5575, 'Whether calls must authenticate.'),
  bool(
    'auth-calls-acl-only',
    6047,
    'Whether calls from outside apply-inbound-acl are refused, not challenged.',
  ),
  bool('auth-all-packets', 5641, 'Whether requests within a call must authenticate, too.'),
  bool('auth-messages', 5581, 'Whether MESSAGE must authenticate.', { default: 'true', removal: 'reverts' }),
  bool('disable-auth-messages', 5583, 'Whether MESSAGE need not authenticate; outdoes auth-messages.', {
    removal: 'reverts',
  }),
  bool('auth-subscriptions', 5591, 'Whether SUBSCRIBE must authenticate.', {
    default: 'true',
    removal: 'reverts',
  }),
  bool(
    'disable-auth-subscriptions',
    5593,
    'Whether SUBSCRIBE need not authenticate; outdoes auth-subscriptions.',
    {
      removal: 'reverts',
    },
  ),
  bool('auth-require-user', 5611, 'Whether a call that is let in by ACL must still be of a known user.'),
  bool('accept-blind-reg', 5617, 'Whether any REGISTER is accepted without a password.'),
  bool('accept-blind-auth', 5635, 'Whether calls count as authenticated without a password.'),
  bool('enforce-blind-auth-result', 6035, 'Whether accept-blind-auth is for users of the directory only.'),
  bool(
    'blind-auth-reply-403',
    6041,
    'Whether enforce-blind-auth-result refuses with 403 instead of a challenge.',
  ),
  bool('use-port-for-acl-check', 6053, 'Whether ACLs of calls also compare the port.'),
  text('challenge-realm', 5803, 'Realm of challenges: `auto_from`, `auto_to` or a domain.', {
    defaultFrom: 'the domain of the request',
    examples: ['auto_from', 'example.com'],
  }),
  number('nonce-ttl', 5607, 'seconds', 'How long a nonce may be used.', {
    minimum: 60,
    default: '60',
    onBadValue: 'uses 60 seconds',
    examples: ['60'],
  }),
  number('max-auth-validity', 5609, 'int', 'How often a nonce may be used; 0 for no limit.', {
    default: '0',
    examples: ['100'],
  }),
  words(
    'rfc8760-auth-algorithms',
    6085,
    'list',
    ['MD5', 'SHA-256', 'SHA-512-256'],
    'Digest algorithms (RFC 8760) that are offered, with commas.',
    {
      separator: ',',
      onBadValue: 'leaves out what it does not know',
      examples: ['MD5,SHA-256'],
    },
  ),
  bool('track-calls', 5100, 'Whether calls are kept in the database, to be recovered after a crash.', {
    effect: 'partial',
    note: ONLY_ON,
  }),
]
