import { VALUE_RULES } from '../../src/config/rules/values.ts'
import { describeAll, gatewayFile, indent, inProfile, loadText, paramsOf } from './load-text.ts'

/** The lines of a map in braces. */
function open(lines: string): string {
  return lines.startsWith('{') ? lines.slice(2, -2).split(', ').join('\n') : lines
}

describe('rules about values', () => {
  it.each<[lines: string, expected: string]>([
    [
      'rfc-5626: flase',
      'GW103 "flase" `rfc-5626` is "flase", neither true nor false; FreeSWITCH reads it as false.',
    ],
    [
      'distinct-to: " true"',
      'GW103 "\\" true\\"" `distinct-to` is " true", neither true nor false; FreeSWITCH reads it as false.',
    ],
    [
      'distinct-to: 1.5',
      'GW103 "1.5" `distinct-to` is "1.5", neither true nor false; FreeSWITCH reads it as true.',
    ],
    [
      'distinct-to: 0.5',
      'GW103 "0.5" `distinct-to` is "0.5", neither true nor false; FreeSWITCH reads it as false.',
    ],
    [
      'distinct-to: ""',
      'GW103 "\\"\\"" `distinct-to` is "", neither true nor false; FreeSWITCH reads it as false.',
    ],
    [
      'expire-seconds: 4',
      'GW103 "4" `expire-seconds` is under 5: FreeSWITCH refreshes every 3600 seconds but still sends the value as it is written.',
    ],
    ['retry-seconds: 0', 'GW103 "0" `retry-seconds` is under 5: FreeSWITCH uses 30 seconds.'],
    ['retry_seconds: 1', 'GW103 "1" `retry-seconds` is under 5: FreeSWITCH uses 30 seconds.'],
    ['timeout-seconds: -60', 'GW103 "-60" `timeout-seconds` is negative ("-60").'],
    ['ping: 4', 'GW103 "4" `ping` is under 5: FreeSWITCH switches the ping off.'],
    ['ping: 10s', 'GW103 "10s" `ping` is not a whole number; FreeSWITCH reads 10 ("10s").'],
    ['ping: 0x1F', 'GW103 "0x1F" `ping` is not a whole number; FreeSWITCH reads 0 ("0x1F").'],
    ['ping: 1e3', 'GW103 "1e3" `ping` is not a whole number; FreeSWITCH reads 1 ("1e3").'],
    ['ping: .inf', 'GW103 ".inf" `ping` is not a whole number; FreeSWITCH reads 0 (".inf").'],
    ['ping: 2147483648', 'GW103 "2147483648" `ping` is too large for FreeSWITCH.'],
    ['ping: 00000000030', 'GW103 "00000000030" `ping` is too large for FreeSWITCH.'],
    [
      'ping-max: 0',
      'GW103 "0" `ping-max` is under 1: FreeSWITCH never counts a success, so that a gateway once DOWN stays DOWN.',
    ],
    ['ping-min: 2', 'GW103 "2" `ping-min` is above `ping-max`: the gateway could never be UP.'],
    ['908-retry-seconds: -1', 'GW103 "-1" `908-retry-seconds` is negative ("-1").'],
    [
      'register-transport: ws',
      'GW103 "ws" "ws" is no transport that a gateway can have; FreeSWITCH skips the whole gateway.',
    ],
    [
      'ping-user-agent: x',
      'GW103 "ping-user-agent" `ping-user-agent` cannot be used: FreeSWITCH 1.10 keeps a pointer into its old configuration here: after the next reload it sends freed memory.',
    ],
    [
      'context: ""',
      'warning GW108 "context" `context` is empty; FreeSWITCH takes the empty text, not its default.',
    ],
    ['extension: "a\\nb"', 'GW103 "\\"a\\\\nb\\"" The value of `extension` holds a line break.'],
    [
      'extension: "a\\x01b"',
      'GW103 "\\"a\\\\x01b\\"" The value of `extension` cannot be written so that FreeSWITCH reads it: it holds the control character U+0001.',
    ],
    ['password: CHANGEME', 'GW104 "CHANGEME" `password` is a placeholder.'],
    [
      'password: ${ACME}',
      'GW104 "${ACME}" `password` is a reference that neither gwctl nor FreeSWITCH resolves here.',
    ],
    [
      'password: ${ENV:ACME}',
      'GW104 "${ENV:ACME}" `password` is a reference that neither gwctl nor FreeSWITCH resolves here.',
    ],
    [
      'username: ${ENV:ACME}',
      'GW104 "${ENV:ACME}" `username` is a reference that neither gwctl nor FreeSWITCH resolves here.',
    ],
    [
      'password: $ACME_PASSWORD',
      'warning GW108 "$ACME_PASSWORD" `password` is taken as it stands, with the $ before it; gwctl does not read `$NAME`.',
    ],
    [
      'register-proxy: localhost:99999',
      'GW103 "localhost:99999" The port in `register-proxy` is out of range (99999).',
    ],
    [
      'outbound-proxy: "sip:u@[::1]:0;lr"',
      'GW103 "\\"sip:u@[::1]:0;lr\\"" The port in `outbound-proxy` is out of range (0).',
    ],
    [
      'from-domain: a.example:65536',
      'GW103 "a.example:65536" The port in `from-domain` is out of range (65536).',
    ],
    [
      'contact-host: 10.0.0.1:70000',
      'GW103 "10.0.0.1:70000" The port in `contact-host` is out of range (70000).',
    ],
    [
      'realm: ${vault:x}',
      'GW104 "${vault:x}" `realm` is a reference that neither gwctl nor FreeSWITCH resolves here.',
    ],
    [
      'cid-type: rpid',
      'warning GW108 "cid-type" FreeSWITCH does not read `cid-type`; it is kept on disk and does nothing.',
    ],
    [
      'extra-params: { x-a: 1 }',
      'warning GW108 "x-a" FreeSWITCH does not read `x-a`; it is kept on disk and does nothing.',
    ],
    [
      'extra-params: { ping: 30 }',
      'GW103 "ping" FreeSWITCH does read `ping`; under `extra-params` nothing would check it.',
    ],
    ['extra-params: { "": 30 }', 'GW103 "\\"\\"" This cannot be the name of a parameter: it is empty.'],
    [
      'extra-params: { "a\\x01": 30 }',
      'GW103 "\\"a\\\\x01\\"" This cannot be the name of a parameter: it holds the control character U+0001.',
    ],
    [
      'retry-seconds: 30\nretry_seconds: 40',
      'GW103 "retry_seconds" `retry_seconds` and `retry-seconds` are the same parameter.',
    ],
    [
      'variables: [{ name: a, value: 1, direction: both }]',
      'GW103 "both" `direction` is neither inbound nor outbound; FreeSWITCH applies the variable to no call.',
    ],
    [
      'variables: [{ name: a, value: 1 }, { name: a, value: 2 }]',
      'warning GW108 "a" The variable a stands here twice; FreeSWITCH finds the first.',
    ],
    [
      'subscriptions: [{ event: dialog, retry-seconds: 9 }]',
      'GW103 "9" `retry-seconds` is under 10: FreeSWITCH uses 30 seconds.',
    ],
    [
      'subscriptions: [{ event: dialog, username-in-request: ture }]',
      'GW103 "ture" `username-in-request` is "ture", neither true nor false; FreeSWITCH reads it as false.',
    ],
    ['subscriptions: [{ event: "a\\nb" }]', 'GW103 "\\"a\\\\nb\\"" The value of `event` holds a line break.'],
  ])('%s', (lines, expected) => {
    expect(describeAll(loadText(gatewayFile(lines)))).toEqual([expected])
  })

  it.each<[lines: string, expected: string[]]>([
    ['proxy: 127.0.0.1:259600', ['GW103 "127.0.0.1:259600" The port in `proxy` is out of range (259600).']],
    ['proxy: ${env:P}', ['GW103 "${env:P}" The port in `proxy` is out of range.']],
    ['realm: a.example:99999', ['GW103 "a.example:99999" The port in `realm` is out of range (99999).']],
    ['proxy: "[2001:db8::1]:65535;transport=tcp"', []],
    ['proxy: 2001:db8::99999', []],
    ['proxy: $${host}:99999', []],
    ['{ proxy: "", realm: a.example:1 }', []],
    ['{ proxy: b.example, realm: a.example:99999 }', []],
    ['{ proxy: b.example, password: $, username: $NAME }', []],
  ])('a port: %s', (lines, expected) => {
    const text = inProfile(`    gateways:\n      acme:\n        register: false\n${indent(open(lines), 8)}`)
    expect(describeAll(loadText(text, { env: { P: 'a.example:65536' } }))).toEqual(expected)
  })

  it.each([
    ['variables: [{ name: "a${env:X}", value: 1 }]', 'The name of a variable cannot come from a secret.'],
    ['subscriptions: [{ event: "${file:x}" }]', 'The event of a subscription cannot come from a secret.'],
  ])('%s', (lines, expected) => {
    expect(describeAll(loadText(gatewayFile(lines)))).toContainEqual(expect.stringContaining(expected))
  })

  it.each<[lines: string, name: string, xml: string]>([
    ['distinct-to: true', 'distinct-to', 'true'],
    ['distinct-to: True', 'distinct-to', 'true'],
    ['distinct-to: Enabled', 'distinct-to', 'Enabled'],
    ['distinct-to: OFF', 'distinct-to', 'OFF'],
    ['distinct-to: 0', 'distinct-to', '0'],
    ['distinct-to: $${flag}', 'distinct-to', '$${flag}'],
    ['ping: 0', 'ping', '0'],
    ['ping: "010"', 'ping', '010'],
    ['ping: $${ping}', 'ping', '$${ping}'],
    ['ping-min: 0', 'ping-min', '0'],
    ['username: +4930123', 'username', '+4930123'],
    ['username: 4915123456789012345', 'username', '4915123456789012345'],
    ['username: 010', 'username', '010'],
    ['username: no', 'username', 'no'],
    ['register-transport: TLS', 'register-transport', 'TLS'],
    ['register-transport: $${transport}', 'register-transport', '$${transport}'],
    ['retry_seconds: 40', 'retry-seconds', '40'],
    ["contact-params: 'a\"b<c&$${'", 'contact-params', 'a&quot;b&lt;c&amp;$&#36;{'],
    ["context: '$${a}x${b}'", 'context', '$${a}x${b}'],
  ])('accepts %s', (lines, name, xml) => {
    expect(paramsOf(loadText(gatewayFile(lines)))[name]).toBe(xml)
  })

  it.each(['sip:a.example', ' SIPS:a.example'])('refuses the scheme in %j', (proxy) => {
    const yaml = inProfile(`    gateways: { a: { register: false, proxy: "${proxy}" } }`)
    expect(describeAll(loadText(yaml))).toEqual([
      `GW103 ${JSON.stringify(`"${proxy}"`)} \`proxy\` begins with a scheme; FreeSWITCH builds URIs like sip:sip:host.`,
    ])
  })

  it.each(['a b', 'user@host', '<a>'])('refuses the host %j', (proxy) => {
    const yaml = inProfile(`    gateways: { a: { register: false, proxy: "${proxy}" } }`)
    expect(describeAll(loadText(yaml))).toEqual([
      expect.stringContaining('`proxy` is no host: it holds a blank'),
    ])
  })

  it('judges what a secret resolves to without repeating it', () => {
    const yaml = gatewayFile('ping: ${env:PING}\ndistinct-to: ${env:FLAG}')
    expect(describeAll(loadText(yaml, { env: { PING: 'sesame1', FLAG: 'sesame2' } }))).toEqual([
      'GW103 "${env:PING}" `ping` is not a whole number; FreeSWITCH reads something else (its value).',
      'GW103 "${env:FLAG}" `distinct-to` is its value, neither true nor false; FreeSWITCH reads it as false.',
    ])
    expect(loadText(yaml, { env: { PING: '30', FLAG: 'yes' } }).diagnostics).toEqual([])
    expect(loadText(yaml, { resolveSecrets: false }).diagnostics).toEqual([])
  })

  it('shortens a long value', () => {
    const [found] = describeAll(loadText(gatewayFile(`distinct-to: ${'x'.repeat(100)}`)))
    expect(found).toContain(`"${'x'.repeat(60)}…", neither`)
  })

  it('suggests the word that was meant', () => {
    const hints = ['flase', 'zzzzzz'].map(
      (word) => loadText(gatewayFile(`distinct-to: ${word}`)).diagnostics[0]?.hint,
    )
    expect(hints).toEqual(['Did you mean false?', 'Write true or false.'])
  })
})

describe('VALUE_RULES', () => {
  it('say so where it is not known what FreeSWITCH does', () => {
    const at = { file: 'a', offset: 0, length: 1 }
    const field = { name: 'x', key: at, node: { kind: 'scalar', value: '1', text: '1', at } } as const
    const value = { text: '1', segments: [], fromSecret: false, resolved: true, known: true }
    const found = VALUE_RULES.flatMap(
      (rule) => rule(field, value, { name: 'x', kind: 'int', minimum: 2 }) ?? [],
    )
    expect(found.map((each) => each.message)).toEqual([
      '`x` is under 2: FreeSWITCH may read it as something else.',
    ])
  })
})

describe('rules about a gateway', () => {
  const file = (lines: string): string => inProfile(`    gateways:\n      acme: { ${lines} }`)

  it.each<[lines: string, expected: readonly string[]]>([
    [
      'proxy: a',
      [
        'GW103 "acme" acme registers but has no username; FreeSWITCH skips the whole gateway.',
        'GW103 "acme" acme registers but has no password; FreeSWITCH skips the whole gateway.',
      ],
    ],
    [
      'proxy: a, username: u, password: ""',
      ['GW103 "acme" acme registers but has no password; FreeSWITCH skips the whole gateway.'],
    ],
    ['proxy: a, username: u, register: "$${yes}"', []],
    ['proxy: a, username: u, password: p', []],
    ['proxy: a, register: no', []],
    [
      'proxy: a, username: "u:v", password: p',
      ['GW103 "\\"u:v\\"" `username` holds a colon; FreeSWITCH takes what follows it for the password.'],
    ],
    ['proxy: a, username: "u:v", auth-username: w, password: p', []],
    [
      'proxy: a, username: u, auth-username: "w:x", password: p',
      ['GW103 "\\"w:x\\"" `auth-username` holds a colon; FreeSWITCH takes what follows it for the password.'],
    ],
    [
      'proxy: a, username: "$${u:v}", password: p',
      ['GW103 "\\"$${u:v}\\"" `username` holds a colon; FreeSWITCH takes what follows it for the password.'],
    ],
    ['proxy: a, username: "$${u}:", password: p', []],
    [
      'proxy: a, username: u, password: "p:q"',
      ['GW103 "\\"p:q\\"" `password` holds a colon; FreeSWITCH drops the colon and what follows it.'],
    ],
    [`proxy: a, username: u, password: ${'p'.repeat(243)}`, []],
    [
      `proxy: a, username: u, password: ${'p'.repeat(244)}`,
      [
        `GW103 "${'p'.repeat(244)}" User name, realm and password together are too long; FreeSWITCH cuts them off after 255 bytes.`,
      ],
    ],
    [
      `proxy: a, username: u, auth-username: vv, realm: rr, password: ${'p'.repeat(241)}`,
      [
        `GW103 "${'p'.repeat(241)}" User name, realm and password together are too long; FreeSWITCH cuts them off after 255 bytes.`,
      ],
    ],
    [`proxy: a, username: "$\${u}", password: ${'p'.repeat(250)}`, []],
    [
      `proxy: a, register: false, password: ${'é'.repeat(130)}`,
      [
        `GW103 "${'é'.repeat(130)}" User name, realm and password together are too long; FreeSWITCH cuts them off after 255 bytes.`,
      ],
    ],
    [`proxy: a, username: u, password: "$\${p}"`, []],
    ['proxy: a, register: false, ping-min: 3, ping-max: 3', []],
    ['proxy: a, register: false, ping-min: 3, ping-max: "$${m}"', []],
    [
      'proxy: a, register: false, rfc-5626: true',
      ['GW103 "true" `rfc-5626` needs `reg-id`; FreeSWITCH would send `reg-id=(null)`.'],
    ],
    ['proxy: a, register: false, rfc-5626: true, reg-id: 1', []],
    ['proxy: a, register: false, rfc-5626: false', []],
    ['proxy: a, register: false, rfc-5626: "$${x}"', []],
    [
      'register: false',
      ['warning GW108 "acme" acme has neither proxy nor realm; FreeSWITCH takes its name for the host.'],
    ],
    ['register: false, realm: a', []],
    [
      'register: false, proxy: "a;transport=tcp"',
      [
        'warning GW108 "\\"a;transport=tcp\\"" `proxy` has a transport but no port; FreeSWITCH then refuses digest challenges of this host.',
      ],
    ],
    ['register: false, proxy: "a;transport=tcp", gw-auth-acl: b', []],
    ['register: false, proxy: "a:5060;transport=tcp"', []],
    [
      'proxy: a, username: u, password: p, from-domain: auto-aleg-full',
      [
        'warning GW108 "auto-aleg-full" `from-domain: auto-aleg-...` works on calls only; REGISTER would carry the words themselves.',
      ],
    ],
    ['proxy: a, register: false, from-domain: auto-aleg-full', []],
    ['enabled: false, proxy: a, password: "${env:NONE}"', []],
  ])('%s', (lines, expected) => {
    expect(describeAll(loadText(file(lines)))).toEqual(expected)
  })

  it('says nothing about what is missing where something is misspelt', () => {
    expect(describeAll(loadText(file('proxy: a, username: u, pasword: p')))).toEqual([
      'GW101 "pasword" `pasword` is not a parameter that FreeSWITCH reads from a gateway.',
    ])
  })

  it('tells a fault of a template once, where it stands', () => {
    const yaml = `version: 1
freeswitch: { conf: ./conf }
templates: { t: { proxy: sip.example, register: false, rfc-5626: on }, unused: { ping: 1 } }
profiles:
  external: { gateways: { a: { template: t }, b: { template: t } } }
`
    expect(describeAll(loadText(yaml))).toEqual([
      'GW103 "on" `rfc-5626` needs `reg-id`; FreeSWITCH would send `reg-id=(null)`.',
      'GW103 "1" `ping` is under 5: FreeSWITCH switches the ping off.',
    ])
  })
})

describe('rules about names', () => {
  const gateway = (name: string): string =>
    inProfile(`    gateways: { ${JSON.stringify(name)}: { proxy: a, register: false } }`)

  it.each<[name: string, message: string]>([
    ['é', '"é" is no name that FreeSWITCH accepts for a gateway.'],
    ['a b', '"a b" is no name that FreeSWITCH accepts for a gateway.'],
    ['a\n', '"a\n" is no name that FreeSWITCH accepts for a gateway.'],
    ['', '"" is no name that FreeSWITCH accepts for a gateway.'],
    ['a::b', '"a::b" is no name that FreeSWITCH accepts for a gateway.'],
    ['ALL', '"ALL" is reserved: commands take it for every gateway.'],
    ['_all_', '"_all_" is reserved: commands take it for every gateway.'],
    ['..', '".." begins with a dot: FreeSWITCH would not include its file.'],
    ['a'.repeat(201), 'The name of a gateway cannot be longer than 200 characters.'],
  ])('refuses the gateway %j', (name, message) => {
    expect(loadText(gateway(name)).diagnostics).toMatchObject([{ code: 'GW103', message }])
  })

  it.each(['a', 'a.b-c_D', '100', 'a'.repeat(200), 'true', 'constructor', '__proto__'])(
    'accepts the gateway %s',
    (name) => {
      expect(loadText(gateway(name)).diagnostics).toEqual([])
      expect(paramsOf(loadText(gateway(name)), name)).toEqual({ proxy: 'a', register: 'false' })
    },
  )

  it.each(['', 'a b', 'a/b', '..', 'a::b', 'a"b', "a'b", 'a\tb', 'a\u0007b', 'a<b'])(
    'refuses the profile %j',
    (name) => {
      const yaml = `version: 1\nfreeswitch: { conf: c }\nprofiles: { ${JSON.stringify(name)}: {} }\n`
      expect(loadText(yaml).diagnostics).toMatchObject([{ code: 'GW103' }])
    },
  )

  it('refuses one name in two profiles, unless one of them is disabled', () => {
    const yaml = (enabled: string): string => `version: 1
freeswitch: { conf: c }
profiles:
  a: { gateways: { x: { proxy: a, register: false } } }
  b: { gateways: { x: { proxy: a, register: false, enabled: ${enabled} } } }
`
    expect(describeAll(loadText(yaml('true')))).toEqual([
      'GW105 "x" The gateway x stands here and in <stdin>:4, in profile a.',
    ])
    expect(describeAll(loadText(yaml('false')))).toEqual([])
  })

  it('remembers the enabled one of three', () => {
    const one = (enabled: boolean): string =>
      `{ gateways: { x: { proxy: a, register: false, enabled: ${enabled} } } }`
    const yaml = `version: 1\nfreeswitch: { conf: c }\nprofiles:\n  a: ${one(true)}\n  b: ${one(false)}\n  c: ${one(true)}\n`
    expect(describeAll(loadText(yaml))).toEqual([
      'GW105 "x" The gateway x stands here and in <stdin>:4, in profile a.',
    ])
  })

  it('warns of names that differ by letter case only', () => {
    const yaml = inProfile(
      '    gateways: { Acme: { proxy: a, register: false }, acme: { proxy: a, register: false } }',
    )
    expect(describeAll(loadText(yaml))).toEqual([
      'warning GW108 "acme" The names Acme and acme differ by letter case only; they are two gateways.',
    ])
  })
})
