import { PROFILE_SETTINGS } from '../../src/model/profile-settings.ts'
import type { ConfigFiles } from '../../src/config/files.ts'
import type { LoadInput } from '../../src/config/load.ts'
import { describeAll, desiredOf, indent, inProfile, loadText } from './load-text.ts'

function settingsFile(lines: string): string {
  return inProfile(`    settings:\n${indent(lines, 6)}`)
}

function problems(lines: string, more: Partial<LoadInput> = {}): string[] {
  return describeAll(loadText(settingsFile(lines), more))
}

/** The settings of the first profile, as attribute texts. */
function settings(yaml: string, more: Partial<LoadInput> = {}): Record<string, readonly string[]> {
  const [profile] = desiredOf(loadText(yaml, more)).profiles
  return Object.fromEntries(
    (profile?.settings ?? []).map(({ name, texts }) => [name, texts.map((each) => each.xml)]),
  )
}

describe('settings of a profile', () => {
  it('are taken as they are written, in their order', () => {
    const yaml = settingsFile(
      'sip-port: 5080\ntls: true\nsip-ip: $${local_ip_v4}\nrtp-ip: [10.0.0.5, "10.0.0.6"]\napply-nat-acl: nat.auto\nrecord-template: ${uuid}.wav\ncontext: a&b',
    )
    expect(settings(yaml)).toEqual({
      'sip-port': ['5080'],
      tls: ['true'],
      'sip-ip': ['$${local_ip_v4}'],
      'rtp-ip': ['10.0.0.5', '10.0.0.6'],
      'apply-nat-acl': ['nat.auto'],
      'record-template': ['${uuid}.wav'],
      context: ['a&amp;b'],
    })
    expect(settings(inProfile('    settings: {}\n'))).toEqual({})
    expect(desiredOf(loadText(inProfile('    prune: none'))).profiles[0]?.settings).toBeUndefined()
  })

  it('may be secrets, by where they come from, their name or the table', () => {
    const yaml = settingsFile(
      'challenge-realm: ${env:REALM}\ntls-passphrase: literal\nodbc-dsn: dsn:user:pw\ncontext: public',
    )
    const [profile] = desiredOf(loadText(yaml, { env: { REALM: 'r' } })).profiles
    expect(profile?.settings?.map(({ name, texts }) => [name, texts[0]?.sensitive])).toEqual([
      ['challenge-realm', true],
      ['tls-passphrase', true],
      ['odbc-dsn', true],
      ['context', false],
    ])
    expect(problems('challenge-realm: ${env:NOT_SET}')).toEqual([
      'GW104 "${env:NOT_SET}" The environment variable NOT_SET is not set.',
    ])
    expect(problems('sip-port: ${env:NOT_SET}', { resolveSecrets: false })).toEqual([])
  })

  it.each(PROFILE_SETTINGS.map((spec) => [spec.name, spec] as const))(
    '%s takes its own examples',
    (name, spec) => {
      for (const example of [spec.default, ...spec.examples]) {
        if (example === undefined) continue
        const env = { SOFIA_DSN: 'x', TLS_PASSPHRASE: 'x' }
        const found = problems(`${name}: ${JSON.stringify(example)}`, { env })
        expect(found.filter((each) => !each.includes('does nothing with it'))).toEqual([])
      }
    },
  )

  it.each<[lines: string, expected: string]>([
    ['sip-prt: 5080', 'GW101 "sip-prt" `sip-prt` is not a setting that FreeSWITCH reads from a profile.'],
    ['Sip-Port: 5080', 'GW101 "Sip-Port" `Sip-Port` is not a setting that FreeSWITCH reads from a profile.'],
    [
      'zzzzzzzzzzzz: 1',
      'GW101 "zzzzzzzzzzzz" `zzzzzzzzzzzz` is not a setting that FreeSWITCH reads from a profile.',
    ],
    ['sip-port:', 'GW101 "sip-port" `sip-port` has no value; a whole number or a text is expected.'],
    ['sip-port: {}', 'GW101 "sip-port" `sip-port` must be a whole number or a text, not a map.'],
    ['sip-port: [5080]', 'GW101 "sip-port" `sip-port` must be a whole number or a text, not a list.'],
    ['rtp-ip: []', 'GW101 "rtp-ip" `rtp-ip` is an empty list.'],
    ['rtp-ip: [~]', 'GW101 "~" Item 1 of `rtp-ip` has no value; a text is expected.'],
    [
      `apply-candidate-acl: [${'a,'.repeat(26)}]`,
      'GW101 "apply-candidate-acl" `apply-candidate-acl` has more than 25 values; FreeSWITCH ignores the others.',
    ],
    [
      'delete-subs-on-register: x',
      'warning GW108 "delete-subs-on-register" FreeSWITCH 1.10.12 does not read `delete-subs-on-register`; it is kept on disk and does nothing.',
    ],
    [
      'max-calls: 5',
      'warning GW108 "max-calls" FreeSWITCH 1.10.12 stores `max-calls` and does nothing with it.',
    ],
    ['tls: treu', 'GW103 "treu" `tls` is "treu", neither true nor false; FreeSWITCH reads it as false.'],
    ['sip-port: 70000', 'GW103 "70000" `sip-port` is above 65535; FreeSWITCH reads it as another port.'],
    ['sip-port: 0', 'GW103 "0" `sip-port` is under 1; FreeSWITCH reads it as another port.'],
    ['sip-port: -1', 'GW103 "-1" `sip-port` is negative ("-1").'],
    ['sip-port: 5080x', 'GW103 "5080x" `sip-port` is not a whole number; FreeSWITCH reads 5080 ("5080x").'],
    ['nonce-ttl: 30', 'GW103 "30" `nonce-ttl` is under 60; FreeSWITCH uses 60 seconds.'],
    [
      'tcp-keepalive: 99999999999',
      'GW103 "99999999999" `tcp-keepalive` is too large for FreeSWITCH ("99999999999").',
    ],
    ['dtmf-type: rfc2883', 'GW103 "rfc2883" `dtmf-type` does not know "rfc2883"; FreeSWITCH sends no DTMF.'],
    ['dtmf-type: qqqqqq', 'GW103 "qqqqqq" `dtmf-type` does not know "qqqqqq"; FreeSWITCH sends no DTMF.'],
    ['dtmf-type: true', 'GW103 "true" `dtmf-type` does not know "true"; FreeSWITCH sends no DTMF.'],
    [
      'manage-presence: passiv',
      'GW103 "passiv" `manage-presence` does not know "passiv"; FreeSWITCH reads it as false.',
    ],
    [
      'tls-version: "tlsv1.2, tlsv1.3"',
      'GW103 "\\"tlsv1.2, tlsv1.3\\"" `tls-version` does not know " tlsv1.3"; FreeSWITCH leaves out what it does not know.',
    ],
    [
      'tls-verify-policy: in,out',
      'GW103 "in,out" `tls-verify-policy` does not know "in,out"; FreeSWITCH logs an error and leaves out what it does not know.',
    ],
    [
      'sip-ip: 10.0.0.256',
      'GW103 "10.0.0.256" `sip-ip` is no address ("10.0.0.256"); FreeSWITCH starts the profile on nothing.',
    ],
    [
      'sip-ip: "[::1]"',
      'GW103 "\\"[::1]\\"" `sip-ip` is no address ("[::1]"); FreeSWITCH starts the profile on nothing.',
    ],
    [
      'sip-ip: auto-nat',
      'GW103 "auto-nat" `sip-ip` is no address ("auto-nat"); FreeSWITCH starts the profile on nothing.',
    ],
    [
      'sip-ip: sbc.example.com',
      'warning GW108 "sbc.example.com" `sip-ip` is a name, not an address ("sbc.example.com"); FreeSWITCH takes it as it stands.',
    ],
    [
      'sip-ip: 0.0.0.0',
      'warning GW108 "0.0.0.0" `sip-ip` is 0.0.0.0; FreeSWITCH takes the address that it guesses for the machine.',
    ],
    [
      'rtp-ip: [10.0.0.1, ""]',
      'GW103 "\\"\\"" `rtp-ip` is empty; FreeSWITCH takes the address that it guesses for the machine.',
    ],
    [
      'ext-sip-ip: ""',
      'GW103 "\\"\\"" `ext-sip-ip` is empty; FreeSWITCH stops reading the profile there, with all settings and gateways below it.',
    ],
    [
      'ext-sip-ip: "autonat:x"',
      'GW103 "\\"autonat:x\\"" `ext-sip-ip` is no address ("autonat:x"); FreeSWITCH logs an error and takes the guessed address of the machine.',
    ],
    [
      'ext-rtp-ip: stun:stun.example.org:99999',
      'GW103 "stun:stun.example.org:99999" The port in `ext-rtp-ip` is out of range (99999).',
    ],
    [
      'outbound-proxy: sbc.example.org:99999',
      'GW103 "sbc.example.org:99999" The port in `outbound-proxy` is out of range (99999).',
    ],
    [
      'ws-binding: "5066"',
      'GW103 "\\"5066\\"" `ws-binding` has no port ("5066"); FreeSWITCH opens no WebSocket.',
    ],
    [
      'wss-binding: ":99999"',
      'GW103 "\\":99999\\"" `wss-binding` has no port (":99999"); FreeSWITCH opens no WebSocket.',
    ],
    ['tls-passphrase: changeme', 'GW104 "changeme" `tls-passphrase` is a placeholder.'],
    [
      'dialplan: ""',
      'warning GW108 "dialplan" `dialplan` is empty; FreeSWITCH takes the empty text, not its default.',
    ],
    ['tls-cert-dir: ""', 'warning GW108 "tls-cert-dir" `tls-cert-dir` is empty; FreeSWITCH ignores it.'],
    ['context: "a\\nb"', 'GW103 "\\"a\\\\nb\\"" The value of `context` holds a line break.'],
    [
      'context: "a\\x01b"',
      'GW103 "\\"a\\\\x01b\\"" The value of `context` cannot be written so that FreeSWITCH reads it: it holds the control character U+0001.',
    ],
    [
      'delete-subs-on-register: "a\\nb"',
      'GW103 "\\"a\\\\nb\\"" The value of `delete-subs-on-register` holds a line break.',
    ],
    [
      'proxy-refer: true\nproxy-refer-replaces: true',
      'GW103 "proxy-refer-replaces" `proxy-refer-replaces` and `proxy-refer` are the same setting.',
    ],
    [
      'media-option: bypass-media-after-hold',
      'GW103 "media-option" FreeSWITCH ignores `bypass-media-after-hold` without `resume-media-on-hold` before it.',
    ],
    [
      'allow-update: false\nsend-display-update: true',
      'warning GW108 "send-display-update" Without `allow-update` FreeSWITCH switches `send-display-update` off.',
    ],
    [
      'tls: true\nsip-port: 5080\ntls-sip-port: 5080',
      'GW103 "tls-sip-port" `sip-port` and `tls-sip-port` are both 5080; FreeSWITCH cannot bind both, and the profile does not start.',
    ],
  ])('%s', (lines, expected) => expect(problems(lines)).toContain(expected))

  it.each([
    'sip-ip: "::1"',
    'sip-ip: interface:auto/eth0',
    'sip-port: AUTO',
    'sip-port: $${external_sip_port}',
    'ext-sip-ip: autonat:10.0.0.1',
    'ext-rtp-ip: stun:stun.example.org:3478',
    'NDLB-force-rport: safe',
    'NDLB-force-rport: true',
    'auto-rtp-bugs: clear, ~ignore_mark_bit',
    'tls-version: ""',
    'media-option: [resume-media-on-hold, bypass-media-after-hold]',
    'tls: true\nsip-port: auto\ntls-sip-port: auto',
    'tls: true\nsip-port: 5061',
    'tls: true\ntls-only: true\nsip-port: 5061\ntls-sip-port: 5061',
    'tls: false\nsip-port: 5061\ntls-sip-port: 5061',
    'tls: true\ntls-sip-port: 5061',
    'allow-update: false\nsend-display-update: false',
    'send-display-update: true',
    'allow-update: true\nsend-display-update: true',
    'sip-port: ${env:PORT}',
  ])('%s is fine', (lines) => expect(problems(lines, { env: { PORT: '5080' } })).toEqual([]))

  it('do not show what may be a secret', () => {
    expect(problems('sip-port: ${env:PORT}', { env: { PORT: '50x80' } })).toEqual([
      'GW103 "${env:PORT}" `sip-port` is not a whole number; FreeSWITCH reads something else (its value).',
    ])
    expect(problems('dtmf-type: ${env:TYPE}', { env: { TYPE: 'rfc2883' } })).toEqual([
      'GW103 "${env:TYPE}" `dtmf-type` does not know its value; FreeSWITCH sends no DTMF.',
    ])
  })
})

describe('profiles', () => {
  const profiles = (text: string): string => `version: 1\nfreeswitch: { conf: ./conf }\nprofiles:\n${text}\n`

  it('may be created, or shall be absent', () => {
    const text = profiles(
      '  a: { create: true, settings: { sip-ip: 10.0.0.1, sip-port: 5090 } }\n  b: { ensure: absent }\n  c: { ensure: present, create: false }',
    )
    const result = loadText(text)
    expect(describeAll(result)).toEqual([])
    const found = desiredOf(result).profiles.map(({ name, create, absent }) => ({ name, create, absent }))
    expect(found).toEqual([
      { name: 'a', create: true, absent: undefined },
      { name: 'b', create: undefined, absent: true },
      { name: 'c', create: undefined, absent: undefined },
    ])
  })

  it.each<[text: string, expected: string[]]>([
    [
      '  a: { ensure: absent, create: true, settings: {}, gateways: {} }',
      ['GW103 "a" a shall be absent, and yet it has `create: true` and `settings` and `gateways`.'],
    ],
    ['  a: { ensure: gone }', ['GW101 "gone" `ensure` must be one of present, absent.']],
    ['  a: { create: yes please }', ['GW101 "yes please" `create` must be true or false, not a text.']],
    [
      '  "a*": { create: true, settings: { sip-ip: auto, sip-port: 5090 } }',
      ['GW103 "\\"a*\\"" "a*" cannot be the name of a new profile.'],
    ],
    [
      '  a: { create: true }',
      [
        'warning GW108 "a" a has no `sip-ip`; a new profile listens on the address that FreeSWITCH guesses for the machine.',
        'warning GW108 "a" a has no `sip-port`; a new profile listens on port 5060.',
      ],
    ],
    [
      '  a: { create: true, settings: { sip-ip: auto, sip-port: 5061, tls: true } }',
      [
        'GW103 "sip-port" `sip-port` and `tls-sip-port` are both 5061; FreeSWITCH cannot bind both, and the profile does not start.',
      ],
    ],
    [
      '  a: { settings: { sip-ip: 10.0.0.1, sip-port: 5080 } }\n  b: { settings: { sip-ip: 10.0.0.1, sip-port: 5080 } }',
      [
        'GW103 "sip-port" b and a (<stdin>:4) both listen on 10.0.0.1, port 5080; only one of them can start.',
      ],
    ],
    [
      '  a: { settings: { sip-ip: auto, sip-port: auto } }\n  b: { settings: { sip-ip: auto, sip-port: auto } }\n  c: { settings: { sip-ip: auto, sip-port: 1, bind-params: transport=tcp } }\n  d: { settings: { sip-ip: auto, sip-port: 1 } }\n  e: { settings: { sip-port: 1 } }',
      [],
    ],
    ['  a: { settings: }', ['GW101 "settings" `settings` has no value; a map is expected.']],
  ])('%s', (text, expected) => expect(describeAll(loadText(profiles(text)))).toEqual(expected))

  it('take their settings from several files, each setting from one', () => {
    const texts = new Map([
      ['/site/a.yaml', inProfile('    settings: { sip-port: 5080 }')],
      ['/site/b.yaml', 'version: 1\nprofiles: { external: { settings: { debug: 1 } } }\n'],
      ['/site/c.yaml', 'version: 1\nprofiles: { external: { settings: { debug: 2 } } }\n'],
    ])
    const files: ConfigFiles = {
      read: (path) => ({ bytes: Buffer.from(texts.get(path) ?? '') }),
      isDirectory: () => false,
      listYaml: () => ({ paths: [] }),
    }
    expect(settings('', { paths: ['a.yaml', 'b.yaml'], files })).toEqual({
      'sip-port': ['5080'],
      debug: ['1'],
    })
    expect(describeAll(loadText('', { paths: ['a.yaml', 'b.yaml', 'c.yaml'], files }))).toEqual([
      'GW101 "debug" `debug` stands in b.yaml:2 already; it may stand in one file only.',
    ])
  })
})
