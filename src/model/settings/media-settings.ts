import { bool, number, text, words, type SettingSpec } from '../setting-spec.ts'

const RTP_BUGS = [
  'CISCO_SKIP_MARK_BIT_2833',
  'SONUS_SEND_INVALID_TIMESTAMP_2833',
  'IGNORE_MARK_BIT',
  'SEND_LINEAR_TIMESTAMPS',
  'START_SEQ_AT_ZERO',
  'NEVER_SEND_MARKER',
  'IGNORE_DTMF_DURATION',
  'ACCEPT_ANY_PACKETS',
  'ACCEPT_ANY_PAYLOAD',
]
/** switch_core_media.c:919-1020: it looks for each word anywhere in the text, in any case. */
const FLAGS = {
  separator: ',',
  onBadValue: 'ignores what it does not know',
  note: 'A rescan adds flags; `clear` or `~FLAG` takes them away.',
} as const

/** What the audio and video of calls are like; see `PROFILE_SETTINGS`. All of it is for new calls. */
export const MEDIA_SETTINGS: readonly SettingSpec[] = [
  text('codec-prefs', 5796, 'Codecs of inbound and outbound calls, in order of preference.', {
    examples: ['PCMA,PCMU', 'OPUS,G722,PCMA'],
  }),
  text('inbound-codec-prefs', 5799, 'Codecs of inbound calls, in order of preference.', {
    examples: ['$${global_codec_prefs}', 'PCMA,PCMU'],
  }),
  text('outbound-codec-prefs', 5801, 'Codecs of outbound calls, in order of preference.', {
    examples: ['$${global_codec_prefs}', 'PCMA,PCMU'],
  }),
  words(
    'inbound-codec-negotiation',
    5553,
    'enum',
    ['generous', 'greedy', 'scrooge'],
    'Whose order of codecs counts in inbound calls.',
    {
      wordsMean:
        'generous: the order of the caller; greedy: that of FreeSWITCH; scrooge: that of FreeSWITCH, also where packet length or rate are not those that were offered.',
      default: 'generous',
      onBadValue: 'uses generous',
    },
  ),
  bool(
    'inbound-late-negotiation',
    5038,
    'Whether codecs are settled only after the dialplan has been asked.',
  ),
  bool('inbound-bypass-media', 5032, 'Whether media of inbound calls does not pass through FreeSWITCH.', {
    sameAs: 'inbound-no-media',
    note: 'It also switches inbound-late-negotiation on.',
  }),
  bool('inbound-no-media', 5032, 'The older name of inbound-bypass-media.', {
    sameAs: 'inbound-bypass-media',
    note: 'It also switches inbound-late-negotiation on.',
  }),
  bool('inbound-proxy-media', 5056, 'Whether media of inbound calls passes through untouched.'),
  bool('disable-transcoding', 5563, 'Whether the codec of the caller is all that the other side is offered.'),
  words(
    'media-option',
    5350,
    'enum',
    ['resume-media-on-hold', 'bypass-media-after-att-xfer', 'bypass-media-after-hold', 'none'],
    'When media comes back to FreeSWITCH, or leaves it.',
    {
      wordsMean:
        'resume-media-on-hold: media comes back while a bypassed call is held; bypass-media-after-hold (with it): and leaves again afterwards; bypass-media-after-att-xfer: media leaves after an attended transfer; none: neither.',
      several: {},
      emptyIsUnset: true,
      onBadValue: 'ignores it',
      note: 'A rescan adds options; `none` takes all of them away.',
    },
  ),
  words('dtmf-type', 4992, 'enum', ['rfc2833', 'info', 'none'], 'How DTMF is sent.', {
    wordsMean: 'rfc2833: RTP events; info: SIP INFO; none: only as tones in the audio.',
    default: 'rfc2833',
    onBadValue: 'sends no DTMF',
  }),
  number('dtmf-duration', 5805, 'int', 'Stored; FreeSWITCH 1.10.12 does nothing with it.', {
    effect: 'none',
    examples: ['2000'],
  }),
  bool('liberal-dtmf', 4899, 'Whether DTMF is taken in any form, whatever was agreed.'),
  bool('pass-rfc2833', 5524, 'Stored; FreeSWITCH 1.10.12 does nothing with it.', { effect: 'none' }),
  number('rfc2833-pt', 5132, 'int', 'RTP payload type of DTMF.', {
    maximum: 127,
    default: '101',
    onBadValue: 'takes its low byte',
    examples: ['101'],
  }),
  number('rtp-digit-delay', 4905, 'milliseconds', 'Pause between two digits that are sent.', {
    default: '40',
    onBadValue: 'uses 0',
    examples: ['40'],
  }),
  number('cng-pt', 5134, 'int', 'RTP payload type of comfort noise.', {
    maximum: 127,
    default: '13',
    onBadValue: 'takes its low byte',
    examples: ['13'],
  }),
  bool('suppress-cng', 5481, 'Whether no comfort noise is used.', { sameAs: 'supress-cng' }),
  bool('supress-cng', 5481, 'The misspelt name of suppress-cng.', { sameAs: 'suppress-cng' }),
  words('vad', 5143, 'enum', ['none', 'in', 'out', 'both'], 'Direction in which silence is detected.', {
    wordsMean: 'in: what arrives; out: what is sent; both; none.',
    effect: 'partial',
    emptyIsUnset: true,
    default: 'none',
    onBadValue: 'logs an error and ignores it',
    note: 'A rescan adds a direction; taking one away takes a restart.',
  }),
  text(
    'auto-jitterbuffer-msec',
    4987,
    'Length of the jitter buffer, `LENGTH[:MAX[:DRIFT]]` in milliseconds.',
    {
      emptyIsUnset: true,
      onBadValue: 'ignores what is under 20',
      examples: ['60'],
    },
  ),
  words(
    'auto-rtp-bugs',
    5016,
    'list',
    ['clear', ...RTP_BUGS],
    'Faults of RTP that are adapted to when they are seen.',
    {
      ...FLAGS,
      default: 'CISCO_SKIP_MARK_BIT_2833',
      examples: ['clear'],
    },
  ),
  words(
    'manual-rtp-bugs',
    5018,
    'list',
    ['clear', ...RTP_BUGS],
    'Faults of RTP that are adapted to always.',
    {
      ...FLAGS,
      examples: ['SEND_LINEAR_TIMESTAMPS'],
    },
  ),
  words(
    'manual-video-rtp-bugs',
    5020,
    'list',
    ['clear', ...RTP_BUGS],
    'Faults of RTP that are adapted to always, for video.',
    {
      ...FLAGS,
      examples: ['IGNORE_MARK_BIT'],
    },
  ),
  bool('rtp-autofix-timing', 5530, 'Whether the packet length is adapted to what arrives.', {
    default: 'true',
  }),
  bool('disable-rtp-auto-adjust', 5116, 'Whether RTP does not follow the address that it comes from.'),
  bool('rtp-rewrite-timestamps', 5569, 'Whether RTP time stamps are made anew.'),
  bool('rtp-notimer-during-bridge', 5044, 'Whether bridged calls do without an RTP timer.'),
  text(
    'rtp-timer-name',
    5294,
    'Clock that paces the sending of audio: `soft`, the one of FreeSWITCH itself, or `none`.',
    { examples: ['soft', 'none'] },
  ),
  text(
    'rtcp-audio-interval-msec',
    5304,
    'Milliseconds between RTCP reports of audio; `passthru` passes them on.',
    {
      examples: ['5000', 'passthru'],
    },
  ),
  text(
    'rtcp-video-interval-msec',
    5306,
    'Milliseconds between RTCP reports of video; `passthru` passes them on.',
    {
      examples: ['5000', 'passthru'],
    },
  ),
  number(
    'rtp-timeout-sec',
    5324,
    'seconds',
    'How long a call may be without media; deprecated: media_timeout.',
    {
      onBadValue: 'ignores it',
      examples: ['300'],
    },
  ),
  number('rtp-hold-timeout-sec', 5331, 'seconds', 'The same on hold; deprecated: media_hold_timeout.', {
    onBadValue: 'ignores it',
    examples: ['1800'],
  }),
  bool('require-secure-rtp', 5454, 'Stored; FreeSWITCH 1.10.12 does nothing with it.', { effect: 'none' }),
  bool('t38-passthru', 4941, 'Whether T.38 is passed on to the other side.'),
  words('bitpacking', 5707, 'enum', ['aal2', 'rfc3551'], 'Stored; FreeSWITCH 1.10.12 does nothing with it.', {
    effect: 'none',
    onBadValue: 'takes it for rfc3551',
  }),
  text('username', 5713, 'User name in the SDP (o= and s=).', { default: 'FreeSWITCH', examples: ['acme'] }),
  bool('ignore-183nosdp', 4953, 'Whether a 183 without SDP is ignored.'),
  bool(
    'NDLB-proxy-never-patch-reinvites',
    4814,
    'Whether re-INVITEs of proxied media are passed on unchanged.',
  ),
  bool('NDLB-support-asterisk-missing-srtp-auth', 5122, 'Whether SRTP does without authentication.'),
  bool('NDLB-sendrecv-in-session', 5494, 'Whether `sendrecv` stands in the session part of the SDP.'),
  bool('NDLB-allow-bad-iananame', 5500, 'Whether misspelt codec names such as g729a are taken.'),
  bool('NDLB-allow-crypto-in-avp', 5512, 'Whether SRTP keys are taken with the profile RTP/AVP.'),
  bool('NDLB-allow-nondup-sdp', 5518, 'Whether an answer may change the SDP of its 183.', {
    default: 'true',
  }),
]
