import { address, AT_START, number, text, type SettingSpec } from '../setting-spec.ts'

const INTERFACE = ['auto', 'interface:']
const EXTERNAL = ['auto', 'auto-nat', 'autonat:', 'stun:', 'host:']
const ACL = { emptyIsUnset: true, removal: 'reverts', several: { most: 100 } } as const

/** Where a profile listens, what it says of its address, and which networks it trusts; see `PROFILE_SETTINGS`. */
export const ADDRESS_SETTINGS: readonly SettingSpec[] = [
  address('sip-ip', 5220, INTERFACE, 'Address on which SIP is received.', {
    ...AT_START,
    defaultFrom: 'the address that FreeSWITCH guesses for the machine',
    onBadValue: 'starts the profile on nothing',
    onEmpty: 'starts the profile on an address without a host',
    note: 'A rescan changes what new calls and gateways say of the address, but binds nothing.',
    examples: ['10.0.0.5', '$${local_ip_v4}', 'interface:auto/eth0'],
  }),
  number('sip-port', 5136, 'port', 'UDP and TCP port on which SIP is received; `auto` for a free one.', {
    ...AT_START,
    words: ['auto'],
    default: '5060',
    onBadValue: 'reads it as another port',
    note: 'A rescan changes the port in the status and in new Contacts, but the socket stays on the old one.',
    examples: ['5080'],
  }),
  address('ext-sip-ip', 5245, EXTERNAL, 'Address that SIP messages give to the outside.', {
    effect: 'partial',
    onBadValue: 'logs an error and takes the guessed address of the machine',
    onEmpty: 'stops reading the profile there, with all settings and gateways below it',
    note: 'New calls and gateways use it at once; running gateways and the SIP stack keep the old one until a restart.',
    examples: ['198.51.100.4', 'auto-nat', 'stun:stun.example.org'],
  }),
  number('ext-sip-port', 5242, 'port', 'Port that SIP messages give to the outside.', {
    effect: 'partial',
    defaultFrom: 'sip-port as it was at the start',
    onBadValue: 'ignores it or reads another port',
    note: 'New calls and gateways use it at once; running gateways and the SIP stack keep the old one until a restart.',
    examples: ['5080'],
  }),
  address('rtp-ip', 5183, INTERFACE, 'Address on which media is received; several are taken in turn.', {
    several: { most: 50 },
    defaultFrom: 'the address that FreeSWITCH guesses for the machine',
    onBadValue: 'fails the media of calls',
    examples: ['10.0.0.5', '$${local_ip_v4}'],
  }),
  address('ext-rtp-ip', 5153, EXTERNAL, 'Address that SDP gives to the outside.', {
    onBadValue: 'looks it up at each call',
    onEmpty: 'logs an error, and stops reading the profile there under abort-on-empty-external-ip',
    examples: ['198.51.100.4', 'auto-nat'],
  }),
  text('bind-params', 5290, 'URI parameters of the address that is bound, such as a transport.', {
    ...AT_START,
    examples: ['transport=udp'],
  }),
  text('sip-domain', 5292, 'Stored; FreeSWITCH 1.10.12 does nothing with it.', {
    effect: 'none',
    defaultFrom: 'sip-ip',
    examples: ['example.com'],
  }),
  text('alias', 5780, 'Another SIP URL on which the profile listens.', {
    ...AT_START,
    several: {},
    emptyIsUnset: true,
    examples: ['sip:10.0.1.251:5555'],
  }),
  text('ws-binding', 5815, 'Address and port for SIP over WebSocket, `IP:PORT` or `:PORT`.', {
    ...AT_START,
    emptyIsUnset: true,
    onBadValue: 'opens no WebSocket',
    examples: [':5066'],
  }),
  text('wss-binding', 5828, 'Address and port for SIP over secure WebSocket, `IP:PORT` or `:PORT`.', {
    ...AT_START,
    emptyIsUnset: true,
    onBadValue: 'opens no WebSocket',
    examples: [':7443'],
  }),
  text(
    'local-network-acl',
    5278,
    'ACL of the addresses that are local and get no external address; `none`.',
    {
      default: 'localnet.auto',
      examples: ['localnet.auto', 'none'],
    },
  ),
  text(
    'apply-nat-acl',
    5717,
    'ACL of the addresses whose Contact is taken to be behind NAT; `none` clears.',
    {
      ...ACL,
      note: 'A list that holds sip-ip is refused when no ext-sip-ip stands above it.',
      examples: ['nat.auto'],
    },
  ),
  text(
    'apply-inbound-acl',
    5729,
    'ACL of the addresses that call without a password, `LIST[:PASS[:FAIL]]`.',
    {
      ...ACL,
      note: 'A rescan empties and refills the list; a call in between meets no ACL at all.',
      examples: ['domains', 'trusted:public:rejected'],
    },
  ),
  text('apply-inbound-acl-x-token', 6059, 'Header that gives a call from apply-inbound-acl its token.', {
    examples: ['X-Token'],
  }),
  text('apply-proxy-acl', 5755, 'ACL of the proxies whose X-AUTH-IP header is believed; `none` clears.', {
    ...ACL,
    examples: ['proxies'],
  }),
  text('apply-proxy-acl-x-token', 6061, 'Header with which a call from apply-proxy-acl is let in.', {
    examples: ['X-Token'],
  }),
  text('apply-register-acl', 5763, 'ACL of the addresses that register without a password; `none` clears.', {
    ...ACL,
    examples: ['domains'],
  }),
  text('apply-candidate-acl', 5772, 'ACL of the addresses that are taken as ICE candidates; `none` clears.', {
    ...ACL,
    effect: 'partial',
    removal: 'sticky',
    several: { most: 25 },
    note: 'Every rescan appends the lists again, up to 25; only a restart takes one away.',
    examples: ['rfc1918.auto'],
  }),
]
