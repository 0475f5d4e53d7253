import type { GatewayRef } from '../../src/model/plan.ts'
import { checkPolicies, type KnownRule, type PolicyResult } from '../../src/policies/check-policies.ts'
import type { PolicyGateway } from '../../src/policies/rule.ts'
import { RULES } from '../../src/policies/rules.ts'
import { desired, gateway } from '../support/plan-world.ts'
import { describe1, desiredOf, loadText } from '../config/load-text.ts'

const OWN: readonly KnownRule[] = RULES.map((rule) => ({ rule }))

/** Judges these gateways of `external` by these rules; `known` and `unmanaged` as checkPolicies takes them. */
function judge(
  rules: string,
  gateways: string,
  more: {
    known?: readonly KnownRule[]
    unmanaged?: readonly GatewayRef[]
    policy?: string
    env?: Record<string, string>
  } = {},
): PolicyResult & { told: string[] } {
  const text = `version: 1
freeswitch: { conf: ./conf }
policy:
  rules: { ${rules} }${more.policy ?? ''}
profiles:
  external:
    gateways: { ${gateways} }
`
  const loaded = loadText(text, { resolveSecrets: more.env !== undefined, env: more.env ?? {} })
  const result = checkPolicies(desiredOf(loaded), more.known ?? OWN, more.unmanaged)
  return { ...result, told: result.diagnostics.map((each) => describe1(each, loaded.sources)) }
}

const lone = (more: string): string => `a: { proxy: 203.0.113.7, register: false${more} }`
const account = (more: string): string =>
  `a: { proxy: sip.acme.example, username: u, password: "\${env:P}"${more} }`

describe('the rules', () => {
  it.each<[rule: string, gateway: string, told: string[]]>([
    ['ping-required: error', lone(', ping: 25'), []],
    ['ping-required: error', lone(''), ['GW120 "a" external/a breaks ping-required: it sends no pings.']],
    [
      'ping-required: error',
      lone(', ping: 0'),
      ['GW120 "0" external/a breaks ping-required: it sends no pings.'],
    ],
    ['ping-required: { maximum: 60 }', lone(', ping: 60'), []],
    [
      'ping-required: { maximum: 60 }',
      lone(', ping: 90'),
      ['GW120 "90" external/a breaks ping-required: it pings every 90 s; at most 60 s are allowed.'],
    ],
    [
      'ping-required: warning',
      lone(', ping: "${env:PING}"'),
      [
        'warning GW121 "\\"${env:PING}\\"" external/a breaks ping-required: the value of `ping` comes from a reference, so that the rule cannot judge it.',
      ],
    ],
    ['ping-required: off', lone(''), []],

    ['tls-required: error', lone(', register-transport: TLS'), []],
    ['tls-required: error', lone(''), ['GW120 "a" external/a breaks tls-required: it signals over udp.']],
    [
      'tls-required: error',
      lone(', register-transport: tcp'),
      ['GW120 "tcp" external/a breaks tls-required: it signals over tcp.'],
    ],
    [
      'tls-required: error',
      lone(', register-transport: "${env:T}"'),
      [expect.stringContaining('`register-transport` comes from a reference') as unknown as string],
    ],

    ['expire-seconds-range: error', account(''), []],
    [
      'expire-seconds-range: error',
      account(', expire-seconds: 30'),
      ['GW120 "30" external/a breaks expire-seconds-range: it registers for 30 s; 60 to 3600 s are allowed.'],
    ],
    [
      'expire-seconds-range: { maximum: 900, minimum: 300 }',
      account(''),
      [
        'GW120 "a" external/a breaks expire-seconds-range: it registers for 3600 s; 300 to 900 s are allowed.',
      ],
    ],
    ['expire-seconds-range: { maximum: 900, minimum: 300 }', account(', expire-seconds: 600'), []],
    ['expire-seconds-range: error', lone(', expire-seconds: 30'), []],
    [
      'expire-seconds-range: error',
      account(', register: true, expire-seconds: 30'),
      [expect.stringContaining('30 s') as unknown as string],
    ],
    [
      'expire-seconds-range: error',
      account(', expire-seconds: "$${e}"'),
      [expect.stringContaining('comes from a reference') as unknown as string],
    ],

    ['allowed-proxies: { cidrs: [203.0.113.0/24] }', lone(''), []],
    [
      'allowed-proxies: { cidrs: [203.0.114.0/24] }',
      lone(''),
      [
        'GW120 "203.0.113.7" external/a breaks allowed-proxies: its `proxy` is 203.0.113.7, which is not among the allowed ones.',
      ],
    ],
    ['allowed-proxies: { domains: [sip.acme.example] }', account(''), []],
    ['allowed-proxies: { domains: ["*.ACME.example"] }', account(''), []],
    [
      'allowed-proxies: { domains: ["*.sip.acme.example"] }',
      account(''),
      [expect.stringContaining('sip.acme.example') as unknown as string],
    ],
    [
      'allowed-proxies: { domains: ["*.example"] }',
      'a: { proxy: "evilexample", register: false }',
      [expect.stringContaining('evilexample') as unknown as string],
    ],
    [
      'allowed-proxies: { domains: [acme.example] }',
      'a: { proxy: "ACME.example.:5080;transport=tcp", register: false }',
      [],
    ],
    [
      'allowed-proxies: { cidrs: ["2001:db8::/32"] }',
      'a: { proxy: "[2001:db8::1]:5060", register: false }',
      [],
    ],
    ['allowed-proxies: { domains: [acme.example] }', 'a: { realm: acme.example, register: false }', []],
    ['allowed-proxies: { domains: [acme.example] }', 'acme.example: { register: false }', []],
    ['allowed-proxies: { cidrs: [10.0.0.0/8] }', '10.0.0.1: { register: false }', []],
    [
      'allowed-proxies: error',
      'other.example: { register: false }',
      [
        'GW120 "other.example" external/other.example breaks allowed-proxies: its `proxy` is other.example, which is not among the allowed ones.',
      ],
    ],
    [
      'allowed-proxies: { domains: [a.example] }',
      'a: { proxy: a.example, register-proxy: "sip:u@b.example:5070", outbound-proxy: "sip:c.example", register: false }',
      [
        'GW120 "\\"sip:u@b.example:5070\\"" external/a breaks allowed-proxies: its `register-proxy` is b.example, which is not among the allowed ones.',
        'GW120 "\\"sip:c.example\\"" external/a breaks allowed-proxies: its `outbound-proxy` is c.example, which is not among the allowed ones.',
      ],
    ],
    [
      'allowed-proxies: { domains: [a.example] }',
      'a: { proxy: "${env:HOST}", register: false }',
      [expect.stringContaining('comes from a reference') as unknown as string],
    ],

    ['naming-pattern: error', lone(''), []],
    [
      'naming-pattern: error',
      'A_b: { proxy: h, register: false }',
      [
        expect.stringContaining(
          'GW120 "A_b" external/A_b breaks naming-pattern: its name does not match',
        ) as unknown as string,
      ],
    ],
    [
      'naming-pattern: { pattern: "[a-z]+|b-1" }',
      'b-1x: { proxy: h, register: false }',
      [expect.stringContaining('b-1x') as unknown as string],
    ],
    [
      'naming-pattern: { pattern: "[" }',
      lone(''),
      [
        expect.stringMatching(
          /^GW122 "naming-pattern" The rule naming-pattern failed on external\/a: Invalid regular expression/,
        ) as unknown as string,
      ],
    ],

    ['secrets-must-be-references: error', account(''), []],
    [
      'secrets-must-be-references: error',
      'a: { proxy: h, username: u, password: "$${carrier_password}" }',
      [],
    ],
    [
      'secrets-must-be-references: error',
      'a: { proxy: h, username: u, password: plain-7 }',
      [
        'GW120 "plain-7" external/a breaks secrets-must-be-references: its `password` stands in the YAML itself.',
      ],
    ],
    ['secrets-must-be-references: error', lone(', password: ""'), []],
    [
      'secrets-must-be-references: error',
      lone(', variables: [{ name: api_token, value: plain-8 }]'),
      [
        'GW120 "plain-8" external/a breaks secrets-must-be-references: its `api_token` stands in the YAML itself.',
      ],
    ],
    [
      'secrets-must-be-references: { names: [username] }',
      lone(', username: bob'),
      ['GW120 "bob" external/a breaks secrets-must-be-references: its `username` stands in the YAML itself.'],
    ],
    [
      'secrets-must-be-references: { names: [content-type] }',
      lone(', subscriptions: [{ event: presence, content-type: a/b }]'),
      [expect.stringContaining('`content-type`') as unknown as string],
    ],

    [
      'required-variables: { variables: [codec-prefs, x] }',
      lone(', variables: [{ name: x, value: 1 }]'),
      ['GW120 "a" external/a breaks required-variables: it does not set the variable codec-prefs.'],
    ],
    ['required-variables: error', lone(''), []],
  ])('%s on %s', (rule, gateway, told) => {
    expect(judge(rule, gateway).told).toEqual(told)
  })

  it('see no secret, resolved or not', () => {
    const seen: PolicyGateway[] = []
    const spy: KnownRule = {
      rule: {
        name: 'spy',
        about: 'gateway',
        description: '',
        options: {},
        check: (each) => (seen.push(each), []),
      },
    }
    const env = { P: 'wonderland-7', H: 'secret.example' }
    judge(
      'spy: error',
      'a: { proxy: "${env:H}", username: u, password: "${env:P}" }, b: { proxy: h, username: u, password: plain-7 }',
      { known: [spy], env },
    )
    expect(seen).toHaveLength(2)
    expect(JSON.stringify(seen)).not.toMatch(/wonderland|secret\.example|plain-7/)
  })

  it('leave alone what is switched off', () => {
    expect(judge('ping-required: error', 'a: { enabled: false, proxy: h, register: false }').told).toEqual([])
  })
})

describe('no-unmanaged-gateways', () => {
  const unmanaged = [{ profile: 'external', gateway: 'stray' }]

  it('names each of them, where it is known', () => {
    const told = judge('no-unmanaged-gateways: error', lone(''), { unmanaged }).told
    expect(told).toEqual([
      expect.stringMatching(
        /^GW120 "no-unmanaged-gateways" external\/stray breaks no-unmanaged-gateways: it is on disk or in the switch/,
      ),
    ])
  })

  it('says nothing of exceptions where it is not known', () => {
    const rule = 'no-unmanaged-gateways: { except: [{ gateway: external/stray, reason: theirs }] }'
    expect(judge(rule, lone('')).told).toEqual([])
    const { told, excepted } = judge(rule, lone(''), { unmanaged })
    expect(told).toEqual([])
    expect(excepted).toMatchObject([
      { rule: 'no-unmanaged-gateways', gateway: 'external/stray', reason: 'theirs' },
    ])
    expect(judge(rule, lone(''), { unmanaged: [] }).told).toEqual([
      'warning GW123 "external/stray" external/stray is excepted from no-unmanaged-gateways, but does not break it.',
    ])
  })
})

describe('exceptions', () => {
  it.each([
    ['of the rule', 'tls-required: { except: [{ gateway: external/a, reason: none before 2028 }] }', ''],
    ['of the gateway', 'tls-required: error', ', policy: { except: { tls-required: none before 2028 } }'],
  ])('%s give their reason', (_, rule, more) => {
    const { told, excepted } = judge(rule, lone(more))
    expect(told).toEqual([])
    expect(excepted).toMatchObject([
      {
        rule: 'tls-required',
        gateway: 'external/a',
        reason: 'none before 2028',
        diagnostic: { code: 'GW120' },
      },
    ])
  })

  it.each([
    [
      'tls-required: { except: [{ gateway: external/b, reason: x }] }',
      lone(', register-transport: tls'),
      'external/b is excepted from tls-required, but does not break it.',
    ],
    [
      'tls-required: error',
      lone(', register-transport: tls, policy: { except: { tls-required: x } }'),
      'external/a is excepted from tls-required, but does not break it.',
    ],
    [
      '',
      lone(', policy: { except: { tls-required: x } }'),
      'external/a is excepted from tls-required, which is not among `policy.rules`.',
    ],
  ])('that except nothing are said: %s on %s', (rule, gateway, message) => {
    expect(judge(rule, gateway).diagnostics).toMatchObject([{ code: 'GW123', severity: 'warning', message }])
  })
})

describe('rules that cannot be used', () => {
  const at = { file: '<stdin>', offset: 0, length: 1 }
  const failing = (error: unknown): KnownRule => ({
    rule: {
      name: 'mine',
      about: 'gateway',
      description: '',
      options: {},
      check: () => {
        throw error
      },
    },
    plugin: { path: './mine.js', at },
  })

  it.each([
    ['tls-requird: error', 'There is no rule tls-requird.', 'Did you mean `tls-required`?'],
    [
      'nothing-like-it: error',
      'There is no rule nothing-like-it.',
      expect.stringContaining('Known: ping-required, '),
    ],
  ])('%s', (rule, message, hint) => {
    expect(judge(rule, lone('')).diagnostics).toMatchObject([
      { code: 'GW122', severity: 'error', message, hint },
    ])
  })

  it.each([
    [new Error('boom.'), 'The rule mine of ./mine.js failed on external/a: boom.'],
    ['text', 'The rule mine of ./mine.js failed on external/a: text.'],
  ])('one that throws %s is named', (error, message) => {
    expect(judge('mine: warning', lone(''), { known: [failing(error)] }).diagnostics).toMatchObject([
      { code: 'GW122', message, at },
    ])
  })

  it('a gateway whose values are not known is judged as one without any', () => {
    const world = desired([gateway('external/a', {})])
    const rules = [{ name: 'ping-required', severity: 'error', options: {}, except: [], at }] as const
    const made = { ...world, policy: { ...world.policy, rules } }
    expect(checkPolicies(made, OWN).diagnostics).toMatchObject([{ code: 'GW120' }])
  })

  it('a stranger shows nothing but its name', () => {
    const seen: unknown[] = []
    const unmanaged = [{ profile: 'external', gateway: 'stray' }]
    const spy: KnownRule = {
      rule: {
        name: 'spy',
        about: 'unmanaged',
        description: '',
        options: {},
        check: (ref) => (seen.push(ref), []),
      },
    }
    expect(judge('spy: error', lone(''), { known: [spy], unmanaged }).told).toEqual([])
    expect(seen).toEqual(unmanaged)
  })

  it('no rules are no findings', () => {
    const loaded = loadText(
      'version: 1\nfreeswitch: { conf: ./conf }\nprofiles: { external: { gateways: {} } }\n',
    )
    expect(checkPolicies(desiredOf(loaded), OWN)).toEqual({ diagnostics: [], excepted: [] })
  })
})
