import { AT_START, bool, number, text, words, type SettingSpec } from '../setting-spec.ts'

/** Presence, message waiting and messages of a profile; see `PROFILE_SETTINGS`. */
export const PRESENCE_SETTINGS: readonly SettingSpec[] = [
  words(
    'manage-presence',
    5367,
    'enum',
    ['passive', 'pnp'],
    'Whether presence is handled, and in which way.',
    {
      wordsMean:
        'true: all of it; passive: it takes part, and leaves the notifying to a profile with true; pnp: it answers phones that ask for their provisioning.',
      ...AT_START,
      orBool: true,
      default: 'false',
      onBadValue: 'reads it as false',
      note: 'A rescan changes it inside FreeSWITCH, but not what the SIP stack offers.',
    },
  ),
  bool('manage-shared-appearance', 5412, 'Whether shared lines are handled (BroadSoft SCA).', {
    ...AT_START,
    note: 'It also switches manage-presence and multiple-registrations on.',
  }),
  text('presence-hosts', 5024, 'Domains for which presence is handled, with commas.', {
    examples: ['$${domain}'],
  }),
  bool('presence-proto-lookup', 4887, 'Whether the protocol of a presence target is looked up in a mapping.'),
  bool('presence-disable-early', 4947, 'Whether ringing is not shown in presence.'),
  bool('presence-probe-on-register', 4959, 'Whether a REGISTER asks for the presence of its contacts.'),
  words(
    'send-presence-on-register',
    4965,
    'enum',
    ['all', 'first-only'],
    'Whether a phone that registers is sent the presence of what it watches.',
    {
      wordsMean: 'true and all: at each REGISTER; first-only: only when the phone is new.',
      orBool: true,
      default: 'false',
      onBadValue: 'reads it as false',
    },
  ),
  words(
    'presence-hold-state',
    5378,
    'enum',
    ['early', 'confirmed', 'terminated'],
    'State of a held call in presence.',
    {
      wordsMean: 'early shows it as ringing, confirmed as a call, terminated as none.',
      default: 'early',
      onBadValue: 'uses early',
    },
  ),
  bool('presence-privacy', 5386, 'Whether presence hides who is called.'),
  text('pnp-provision-url', 5365, 'URL that plug-and-play phones are sent to, under manage-presence: pnp.', {
    defaultFrom: 'http://, the address of the machine and /provision/',
    examples: ['http://prov.example.com/'],
  }),
  number('force-subscription-expires', 5062, 'seconds', 'Lifetime of every subscription.', {
    minimum: 1,
    onBadValue: 'ignores it',
    examples: ['120'],
  }),
  number('sip-subscription-max-deviation', 5989, 'seconds', 'Random part of the lifetime of subscriptions.', {
    default: '0',
    onBadValue: 'uses 0',
    examples: ['30'],
  }),
  number('force-publish-expires', 5067, 'seconds', 'Longest lifetime of a PUBLISH.', {
    minimum: 1,
    onBadValue: 'ignores it',
    examples: ['3600'],
  }),
  text('force-subscription-domain', 5288, 'Domain that every SUBSCRIBE is taken to be for.', {
    examples: ['$${domain}'],
  }),
  words(
    'send-message-query-on-register',
    5072,
    'enum',
    ['first-only'],
    'Whether a REGISTER asks for waiting messages.',
    {
      wordsMean: 'true: each REGISTER; first-only: only that of a phone that is new; false: none.',
      orBool: true,
      default: 'first-only',
      onBadValue: 'reads it as false',
    },
  ),
  bool('forward-unsolicited-mwi-notify', 4808, 'Whether unasked message-waiting NOTIFYs are passed on.'),
  bool('enable-chat', 4923, 'Whether MESSAGEs are taken.', { default: 'true' }),
  bool('in-dialog-chat', 4917, 'Whether MESSAGEs are sent within calls.'),
  bool('fire-message-events', 4935, 'Whether each MESSAGE within a call is told as an event.'),
  bool('sip-messages-respond-200-ok', 4784, 'Whether a MESSAGE is answered with 200 instead of 202.', {
    emptyIsUnset: true,
  }),
  bool('sip-subscribe-respond-200-ok', 4790, 'Whether a SUBSCRIBE is answered with 200 instead of 202.', {
    emptyIsUnset: true,
  }),
]
