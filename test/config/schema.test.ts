import { localFiles } from '../../src/config/files.ts'
import { loadDesired } from '../../src/config/load.ts'
import { readFileSync } from 'node:fs'
import { locate } from '../../src/config/locate.ts'
import { explainSchemaError } from '../../src/config/schema-errors.ts'
import type { YamlNode } from '../../src/config/node.ts'
import { desiredSchema } from '../../src/config/desired-schema.ts'
import { GATEWAY_PARAMS, type ParamSpec } from '../../src/model/params.ts'
import { describeAll, gatewayFile, inProfile, loadText } from './load-text.ts'

const HEAD = 'version: 1\nfreeswitch: { conf: ./conf }\n'

describe('the schema', () => {
  it.each<[yaml: string, expected: readonly string[]]>([
    ['a\n', ['GW101 "a" The file must be a map, not a text.']],
    ['- a\n', ['GW101 "-" The file must be a map, not a list.']],
    ['~\n', ['GW101 "~" The file has no value; a map is expected.']],
    ['freeswitch: { conf: c }\n', ['GW101 "f" `version` is missing in the file.']],
    ['version: 2\nfreeswitch: { conf: c }\n', ['GW101 "2" `version` must be 1.']],
    ['version: 1\n', ['GW101 "" `freeswitch.conf` is missing.']],
    ['version: 1\nfreeswitch: {}\n', ['GW101 "" `freeswitch.conf` is missing.']],
    ['version: 1\nfreeswitch: { conf: "" }\n', ['GW101 "\\"\\"" `conf` is empty.']],
    ['version: 1\nfreeswitch: { conf: ~ }\n', ['GW101 "conf" `conf` has no value; a text is expected.']],
    ['version: 1\nfreeswitch: { conf: true }\n', ['GW101 "true" `conf` must be a text, not true or false.']],
    ['version: 1\nfreeswitch: { conf: 7 }\n', ['GW101 "7" `conf` must be a text, not a number.']],
    [`${HEAD}profiles:\n`, ['GW101 "profiles" `profiles` has no value; a map is expected.']],
    [`${HEAD}profile: {}\n`, ['GW101 "profile" `profile` is not a key at the top of a file.']],
    [`${HEAD}distributors: {}\n`, []],
    [`${HEAD}distributors: { l: {} }\n`, ['GW101 "l" `nodes` is missing in `l`.']],
    [
      `${HEAD}distributors: { l: { nodes: {}, node: {} } }\n`,
      [
        'warning GW108 "l" The distributor list l is empty; FreeSWITCH answers -err to every call that asks it.',
        'GW101 "node" `node` is not a key of a distributor list.',
      ],
    ],
    [`${HEAD}distributors: { l: { nodes: { a: 0 } } }\n`, ['GW101 "0" `a` must be at least 1.']],
    [
      `${HEAD}distributors: { l: { nodes: { a: "1" } } }\n`,
      ['GW101 "\\"1\\"" `a` must be a whole number, not a text.'],
    ],
    [
      `${HEAD}distributors: { l: { nodes: { a: } } }\n`,
      ['GW101 "a" `a` has no value; a whole number is expected.'],
    ],
    [`${HEAD}policy: { max-deletes: -1 }\n`, ['GW101 "-1" `max-deletes` must be at least 0.']],
    [
      `${HEAD}policy: { max-deletes: 1.5 }\n`,
      ['GW101 "1.5" `max-deletes` must be a whole number, not a number.'],
    ],
    [
      `${HEAD}policy: { allow-last-healthy: yes }\n`,
      ['GW101 "yes" `allow-last-healthy` must be true or false, not a text.'],
    ],
    [`${HEAD}policy: { max-delets: 1 }\n`, ['GW101 "max-delets" `max-delets` is not a key of `policy`.']],
    [`${HEAD}policy: { rules: [] }\n`, ['GW101 "rules" `rules` must be a map, not a list.']],
    [
      `${HEAD}policy: { rules: { ping-required: fatal } }\n`,
      ['GW101 "fatal" `ping-required` is not written as it must be.'],
    ],
    [
      `${HEAD}policy: { rules: { ping-required: { maximun: 60 } } }\n`,
      ['GW101 "maximun" `maximun` is not a key of this rule.'],
    ],
    [
      `${HEAD}policy: { rules: { tls-required: { except: [{ gateway: external/a, why: x }] } } }\n`,
      ['GW101 "{" `reason` is missing in `0`.', 'GW101 "why" `why` is not a key of an exception.'],
    ],
    [`${HEAD}backups: { keep: 0 }\n`, ['GW101 "0" `keep` must be at least 1.']],
    [`${HEAD}backups: { kept: 1 }\n`, ['GW101 "kept" `kept` is not a key of `backups`.']],
    ['version: 1\nfreeswitch: { conf: c, esl: {} }\n', ['GW101 "esl" `esl` is not a key of `freeswitch`.']],
    [
      'version: 1\nfreeswitch: { conf: c, event-socket: { password: a, prot: 1 } }\n',
      ['GW101 "prot" `prot` is not a key of `event-socket`.'],
    ],
    [
      'version: 1\nfreeswitch: { conf: c, event-socket: { password: a, port: 65536 } }\n',
      ['GW103 "65536" `port` is no port number.'],
    ],
    [
      'version: 1\nfreeswitch: { conf: c, event-socket: { password: a, port: "0" } }\n',
      ['GW103 "\\"0\\"" `port` is no port number.'],
    ],
    [
      'version: 1\nfreeswitch: { conf: c, event-socket: { password: a, port: x } }\n',
      ['GW103 "x" `port` is no port number.'],
    ],
    [
      'version: 1\nfreeswitch: { conf: c, event-socket: { password: "a\\nb" } }\n',
      ['GW103 "\\"a\\\\nb\\"" The password of the event socket holds a line break.'],
    ],
    [inProfile('    prune: some'), ['GW101 "some" `prune` must be one of managed, all, none.']],
    [inProfile('    gateways:'), ['GW101 "gateways" `gateways` has no value; a map is expected.']],
    [inProfile('    gateways: []'), ['GW101 "gateways" `gateways` must be a map, not a list.']],
    [inProfile('    gateways:\n      a:'), ['GW101 "a" `a` has no value; a map is expected.']],
    [
      inProfile('    policy: {}'),
      ['GW107 "policy" `policy` of a profile is not supported by this version; it comes in a later version.'],
    ],
    [inProfile('    gateway: {}'), ['GW101 "gateway" `gateway` is not a key of a profile.']],
    [
      inProfile('    defaults: { enabled: false }'),
      ['GW101 "enabled" `enabled` stands on a gateway only, not in `defaults` or a template.'],
    ],
    [
      inProfile('    defaults: { pings: 30 }'),
      ['GW101 "pings" `pings` is not a parameter that FreeSWITCH reads from a gateway.'],
    ],
    [
      `${HEAD}templates: { t: { template: u } }\n`,
      ['GW101 "template" `template` stands on a gateway only, not in `defaults` or a template.'],
    ],
    [`${HEAD}templates: { t: 1 }\n`, ['GW101 "1" `t` must be a map, not a number.']],
    [
      gatewayFile('policy: { allow-calls: true }'),
      [
        'GW107 "allow-calls" `allow-calls` of the `policy` of a gateway is not supported by this version; it comes in a later version.',
      ],
    ],
    [gatewayFile('canary: yes'), ['GW101 "yes" `canary` must be true or false, not a text.']],
    [
      `${HEAD}templates: { t: { canary: true } }\n`,
      ['GW101 "canary" `canary` stands on a gateway only, not in `defaults` or a template.'],
    ],
    [
      `${HEAD}profiles: { external: { defaults: { canary: true } } }\n`,
      ['GW101 "canary" `canary` stands on a gateway only, not in `defaults` or a template.'],
    ],
    [
      gatewayFile('Expire-Seconds: 600'),
      ['GW101 "Expire-Seconds" `Expire-Seconds` is not a parameter that FreeSWITCH reads from a gateway.'],
    ],
    [gatewayFile('ping: ~'), ['GW101 "ping" `ping` has no value; a whole number or a text is expected.']],
    [
      gatewayFile('realm: {}'),
      ['GW101 "realm" `realm` must be a text or a number or true or false, not a map.'],
    ],
    [gatewayFile('enabled: yes'), ['GW101 "yes" `enabled` must be true or false, not a text.']],
    [gatewayFile('variables: { a: b }'), ['GW101 "variables" `variables` must be a list, not a map.']],
    [gatewayFile('variables: [a]'), ['GW101 "a" Item 1 of `variables` must be a map, not a text.']],
    [gatewayFile('variables: [{ name: a }]'), ['GW101 "{" `value` is missing in item 1 of `variables`.']],
    [gatewayFile('variables: [{ value: a }]'), ['GW101 "{" `name` is missing in item 1 of `variables`.']],
    [
      gatewayFile('variables: [{ name: a, value: b, directions: c }]'),
      ['GW101 "directions" `directions` is not a key of a variable.'],
    ],
    [
      gatewayFile('variables: [{ name: a, value: ~ }]'),
      ['GW101 "value" `value` has no value; a text or a number or true or false is expected.'],
    ],
    [
      gatewayFile('subscriptions: [{ event: a, expires: 5 }]'),
      ['GW101 "expires" `expires` is not a key of a subscription.'],
    ],
    [gatewayFile('subscriptions: [{}]'), ['GW101 "{" `event` is missing in item 1 of `subscriptions`.']],
    [
      gatewayFile('constructor: 1'),
      ['GW101 "constructor" `constructor` is not a parameter that FreeSWITCH reads from a gateway.'],
    ],
    [
      gatewayFile('Sip-Port: 5080'),
      ['GW101 "Sip-Port" `sip-port` is a setting of the profile, not a parameter of a gateway.'],
    ],
    [
      inProfile('    settings: { proxy: a.example }'),
      ['GW101 "proxy" `proxy` is a parameter of a gateway, not a setting of the profile.'],
    ],
    [
      gatewayFile('__proto__: 1'),
      ['GW101 "__proto__" `__proto__` is not a parameter that FreeSWITCH reads from a gateway.'],
    ],
  ])('%j', (yaml, expected) => expect(describeAll(loadText(yaml))).toEqual(expected))

  it.each<[yaml: string, hint: string]>([
    [
      gatewayFile('expire-secnds: 600'),
      'Did you mean `expire-seconds`? Put it under `extra-params` if FreeSWITCH shall keep it all the same.',
    ],
    [gatewayFile('x-vendor: 600'), 'Put it under `extra-params` if FreeSWITCH shall keep it all the same.'],
    [inProfile('    settings: { user-agent: x }'), 'Did you mean `user-agent-string`?'],
    [
      inProfile('    settings: { zzzzzzzzzzzz: x }'),
      'docs/profile-settings.md lists all of them. Remove this one; where the XML has it, it stays there as it is.',
    ],
    [gatewayFile('sip-port: 5080'), 'Move it to `profiles.external.settings`.'],
    [inProfile('    defaults: { sip-port: 5080 }'), 'Move it to `profiles.external.settings`.'],
    [`${HEAD}templates: { t: { SIP-Port: 5080 } }\n`, 'Move it to `profiles.P.settings`.'],
    [
      inProfile('    settings: { proxy: a.example }'),
      'Move it to the gateway, or to `defaults` of the profile for all of them.',
    ],
    [`${HEAD}profile: {}\n`, 'Did you mean `profiles`?'],
    [
      `${HEAD}whatever: {}\n`,
      'Known here: version, freeswitch, templates, profiles, distributors, policy, backups, git.',
    ],
    [
      inProfile('    gateways:'),
      'Write `{}` for an empty one, or remove the key; nothing is never taken for "delete".',
    ],
    [gatewayFile('realm: ~'), 'Write a value, or remove the key; put the text null in quotes.'],
    ['freeswitch: { conf: c }\n', 'Add `version: 1`.'],
  ])('hints at the way out of %j', (yaml, hint) => expect(loadText(yaml).diagnostics[0]?.hint).toBe(hint))

  it('finds names with slashes and tildes again', () => {
    expect(describeAll(loadText(`${HEAD}templates: { "a/b~c": { pong: 1 } }\n`))).toEqual([
      'GW101 "pong" `pong` is not a parameter that FreeSWITCH reads from a gateway.',
    ])
  })

  it('tells a fault behind an anchor once', () => {
    const yaml = inProfile('    gateways:\n      a: &a { proxy: x, register: false, pong: 1 }\n      b: *a')
    expect(loadText(yaml).diagnostics).toHaveLength(1)
  })
})

describe('explainSchemaError', () => {
  it('does not repeat what may be the rest of a secret', () => {
    const yaml = inProfile('    gateways: { a: { proxy: x, username: u, password: s3,same } }')
    expect(describeAll(loadText(yaml))).toEqual([
      'GW101 "same" This stands as a key without a value and is not known; a text with a comma in it needs quotes.',
    ])
  })

  const root: YamlNode = { kind: 'map', entries: new Map(), at: { file: 'a', offset: 3, length: 1 } }
  const error = (keyword: string, params: Record<string, unknown>): string =>
    explainSchemaError({ keyword, params, instancePath: '', schemaPath: '' }, locate(root, [])).message

  it('has words for what the schema does not say today', () => {
    expect(error('uniqueItems', {})).toBe('The file is not written as it must be.')
    expect(error('type', { type: 'null' })).toBe('The file must be null, not a map.')
  })

  it('marks the map when the key itself is not there', () => {
    const scalar: YamlNode = { kind: 'scalar', value: 1, text: '1', at: { file: 'a', offset: 9, length: 1 } }
    for (const node of [root, scalar]) {
      const at = explainSchemaError(
        {
          keyword: 'additionalProperties',
          params: { additionalProperty: 'x' },
          instancePath: '',
          schemaPath: '',
        },
        locate(node, []),
      ).at
      expect(at).toEqual({ ...node.at, length: 1 })
    }
  })
})

describe('locate', () => {
  it('ends where the tree does', () => {
    const leaf: YamlNode = { kind: 'scalar', value: 1, text: '1', at: { file: 'a', offset: 1, length: 1 } }
    const list: YamlNode = { kind: 'list', items: [leaf], at: leaf.at }
    expect(locate(list, ['0', 'a'])).toEqual({ path: ['0'], node: leaf, chain: [list, leaf] })
    expect(locate(list, ['1'])).toEqual({ path: [], node: list, chain: [list] })
  })
})

describe('schemas/gwctl.schema.json', () => {
  const committed: unknown = JSON.parse(readFileSync('schemas/gwctl.schema.json', 'utf8'))
  it('is what the table of parameters gives; run `npm run schemas` after a change', () => {
    expect(committed).toEqual(JSON.parse(JSON.stringify(desiredSchema())))
  })

  it.each(GATEWAY_PARAMS.map((spec) => [spec.name, spec] as const))('tells what %s is', (name, spec) => {
    const shape = definition(`param-${name}`)
    expect(shape).toMatchObject({ description: expect.stringContaining(spec.description) })
    expect('default' in shape).toBe(spec.default !== undefined)
    expect('examples' in shape).toBe(spec.refused === undefined)
  })

  // The schema may know less than the rules, but must not refuse what they accept.
  it.each(
    GATEWAY_PARAMS.filter((spec) => spec.refused === undefined).map((spec) => [spec.name, spec] as const),
  )('accepts of %s what gwctl accepts', (name, spec) => {
    const base = { register: false, proxy: 'a', 'reg-id': 1, 'ping-max': 2147483647 }
    for (const value of samplesOf(spec)) {
      const lines = JSON.stringify({ ...base, [name]: '@' }).replace('"@"', () => value)
      const yaml = inProfile(
        `    gateways: { acme: ${name === 'register' ? lines.replace('{', '{"username":"u","password":"p",') : lines} }`,
      )
      expect(describeAll(loadText(yaml)).filter((each) => !each.startsWith('warning'))).toEqual([])
    }
  })

  function definition(name: string): Record<string, unknown> {
    const definitions = desiredSchema().$defs
    const found: unknown = Object.entries(Object(definitions)).find(([key]) => key === name)?.[1]
    return Object(found)
  }
})

function samplesOf(spec: ParamSpec): readonly string[] {
  switch (spec.kind) {
    case 'bool':
      return ['true', 'FALSE', 'Yes', 'no', 'Enabled', 'inactive', '1', '"0"', '-1', '"$${x}"']
    case 'int':
    case 'seconds':
      return ['7', '"7"', '2147483647', '"$${x}"', ...(spec.zeroDisables ? ['0'] : [])]
    case 'transport':
      return ['udp', 'TCP', 'tls', 'Sctp', '"$${x}"']
    case 'host':
    case 'text':
      return ['a', '1', 'true', '"$${x}"', '+49', '010']
  }
}

describe('keys that are not known where they stand', () => {
  it.each([
    'distributors: { a: { nodez: {} } }',
    'policy: { rules: { ping-required: { sevrity: error } } }',
    'policy: { rules: { ping-required: { except: [{ gatway: a/b, reason: r }] } } }',
  ])('%s', (yaml) => {
    const told = loadText(`${HEAD}${yaml}\n`).diagnostics.map((each) => each.message)
    expect(told.join(' ')).toMatch(/`(?:nodez|sevrity|gatway)`/)
  })
})

describe('references of the event socket alone', () => {
  it('are resolved for who only looks at a switch', () => {
    const files = { ...localFiles }
    const stdin = `version: 1\nfreeswitch: { conf: /c, event-socket: { password: '\${env:ESL}' } }\nprofiles: { p: { gateways: { g: { proxy: x, username: u, password: '\${env:NONE}' } } } }\n`
    const loaded = loadDesired({
      paths: ['-'],
      stdin,
      cwd: '/',
      env: { ESL: 's3cret' },
      resolveSecrets: 'switch',
      files,
    })
    expect(loaded.desired?.eventSocket?.password).toBe('s3cret')
  })
})
