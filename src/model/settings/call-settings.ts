import { bool, number, text, words, type SettingSpec } from '../setting-spec.ts'

/** How calls are set up, named and handed on; see `PROFILE_SETTINGS`. */
export const CALL_SETTINGS: readonly SettingSpec[] = [
  text('context', 5715, 'Dialplan context of inbound calls, and of gateways without one.', {
    effect: 'partial',
    default: 'default',
    note: 'New calls use it at once; a gateway that took it over keeps the old one until it is created again.',
    examples: ['public'],
  }),
  text('dialplan', 5792, 'Dialplans that are asked, in order, with commas.', {
    default: 'XML',
    examples: ['XML', 'XML,enum'],
  }),
  number('max-calls', 5794, 'int', 'Stored; FreeSWITCH 1.10.12 does nothing with it.', {
    effect: 'none',
    examples: ['1000'],
  }),
  bool('full-id-in-dialplan', 5647, 'Whether the dialplan sees user@domain instead of the user only.'),
  bool('parse-invite-tel-params', 4731, 'Whether parameters of tel URIs become channel variables.'),
  bool('parse-all-invite-headers', 5701, 'Whether every header of an INVITE becomes a channel variable.'),
  bool('extended-info-parsing', 5601, 'Whether INFO from FreeSWITCH itself is obeyed.'),
  bool('auto-invite-100', 5460, 'Whether an INVITE is answered with 100 at once.', { default: 'true' }),
  bool(
    'sip-options-respond-503-on-busy',
    5948,
    'Whether OPTIONS is answered with 503 when no call can be taken.',
  ),
  words('caller-id-type', 5026, 'enum', ['rpid', 'pid', 'none'], 'Header that carries the caller id.', {
    wordsMean: 'rpid: Remote-Party-ID; pid: P-Asserted-Identity or P-Preferred-Identity; none: neither.',
    default: 'rpid',
    onBadValue: 'sends no such header',
  }),
  words(
    'p-asserted-id-parse',
    6003,
    'enum',
    ['default', 'user-only', 'user-domain', 'verbatim'],
    'What is taken from P-Asserted-Identity.',
    {
      wordsMean: 'default and user-only: the user; user-domain: user@domain; verbatim: the whole header.',
      default: 'default',
      onBadValue: 'uses default, or the word it begins with',
    },
  ),
  bool('pass-callee-id', 5689, 'Whether the id of who is called is sent to the caller.', {
    default: 'true',
    removal: 'reverts',
  }),
  bool('cid-in-1xx', 4975, 'Whether provisional answers carry the id of who is called.', { default: 'true' }),
  bool('send-display-update', 4857, 'Whether the display of a phone is updated in a call (UPDATE).', {
    effect: 'partial',
    default: 'true',
    note: 'Under allow-update: false FreeSWITCH switches it off; on again it comes with a restart.',
  }),
  bool('update-refresher', 5392, 'Whether sessions are refreshed with UPDATE.'),
  bool('inbound-use-callid-as-uuid', 5088, 'Whether the Call-ID becomes the uuid of the channel.'),
  bool('outbound-use-uuid-as-callid', 5094, 'Whether the uuid of the channel becomes the Call-ID.'),
  bool('rfc-7989', 5398, 'Whether calls carry a Session-ID (RFC 7989).'),
  text('rfc-7989-filter', 5404, 'Methods that carry no Session-ID, with commas.', {
    examples: ['SUBSCRIBE,OPTIONS'],
  }),
  bool('rfc-7989-force-old', 5406, 'Whether Session-IDs are written as before RFC 7989.'),
  bool('manual-redirect', 5050, 'Whether a 3xx goes to the dialplan instead of being followed.'),
  bool('disable-transfer', 5338, 'Whether REFER is refused.', {
    effect: 'partial',
    note: 'A rescan refuses at once; after a start with it on, Allow names REFER again only after a restart.',
  }),
  bool('confirm-blind-transfer', 4845, 'Whether a blind transfer is confirmed only when it is answered.'),
  bool('proxy-refer-replaces', 4778, 'Whether REFER with Replaces is passed on to the other side.', {
    sameAs: 'proxy-refer',
    emptyIsUnset: true,
  }),
  bool('proxy-refer', 4778, 'Whether REFER is passed on to the other side of the call.', {
    sameAs: 'proxy-refer-replaces',
    emptyIsUnset: true,
  }),
  bool(
    'channel-xml-fetch-on-nightmare-transfer',
    6017,
    'Whether a remote transfer fetches its channel by XML.',
  ),
  bool(
    'make-every-transfer-a-nightmare',
    6023,
    'Whether every attended transfer is handled as a remote one.',
  ),
  bool('fire-transfer-events', 6029, 'Whether transfers are told as events.'),
  bool('fire-bye-response-events', 4929, 'Whether the answer to a BYE is told as an event.'),
  words(
    'enable-3pcc',
    5629,
    'enum',
    ['proxy'],
    'Whether INVITE without SDP is taken (third-party call control).',
    {
      wordsMean:
        'true: FreeSWITCH answers it with an offer of its own; proxy: it is passed on, and the answer waits for the ACK.',
      effect: 'partial',
      orBool: true,
      default: 'false',
      onBadValue: 'ignores it',
      note: 'A rescan switches it on; switching it off or changing its mode takes a restart.',
    },
  ),
  bool(
    '3pcc-reinvite-bridged-on-ack',
    5623,
    'Whether the ACK of a call without SDP re-invites the other side.',
  ),
  bool('disable-hold', 4981, 'Whether a phone cannot put a call on hold.'),
  bool('proxy-hold', 6063, 'Whether hold is passed on to the other side of the call.'),
  bool('proxy-info', 6069, 'Whether INFO is passed on to the other side of the call.'),
  text('proxy-info-content-types', 6083, 'Content types of the INFO that is passed on; `all`.', {
    examples: ['all', 'application/media_control+xml'],
  }),
  bool('proxy-message', 6075, 'Whether MESSAGE is passed on to the other side of the call.'),
  text('proxy-notify-events', 6081, 'Events whose NOTIFY is passed on to the other side; `all`.', {
    examples: ['all', 'talk,hold'],
  }),
  text('hold-music', 5296, 'What a held party hears.', { examples: ['$${hold_music}'] }),
  text('record-path', 5030, 'Directory of recordings that a phone starts (INFO).', {
    defaultFrom: 'recordings_dir',
    examples: ['$${recordings_dir}'],
  }),
  text('record-template', 5028, 'Name of recordings that a phone starts (INFO).', {
    examples: ['${caller_id_number}.${strftime(%Y-%m-%d-%H-%M-%S)}.wav'],
  }),
]
