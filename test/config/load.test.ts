import { nameOfPlace } from '../../src/config/problem.ts'
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { loadDesired, type LoadInput } from '../../src/config/load.ts'
import type { ConfigFiles } from '../../src/config/files.ts'
import {
  describeAll,
  desiredOf,
  gatewayFile,
  gatewaysOf,
  inProfile,
  loadText,
  paramsOf,
} from './load-text.ts'

let root: string
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'gwctl-load-')))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function write(path: string, content: string | Uint8Array): void {
  const absolute = join(root, path)
  mkdirSync(dirname(absolute), { recursive: true })
  writeFileSync(absolute, content)
}

function load(paths: readonly string[], more: Partial<LoadInput> = {}): ReturnType<typeof loadDesired> {
  return loadDesired({ paths, cwd: root, env: {}, resolveSecrets: true, ...more })
}

const HEAD = 'version: 1\nfreeswitch: { conf: ./conf }\n'
const gateway = (profile: string, name: string): string =>
  `version: 1\nprofiles: { ${profile}: { gateways: { ${name}: { proxy: a, register: false } } } }\n`

describe('what is read', () => {
  it('is ./gwctl.yaml when nothing is named', () => {
    write('gwctl.yaml', HEAD)
    expect(desiredOf(load([]))).toEqual({
      conf: join(root, 'conf'),
      confAt: { file: 'gwctl.yaml', offset: 31, length: 6 },
      policy: { maxDeletes: 3, allowLastHealthy: false },
      backups: { keep: 20 },
      profiles: [],
    })
  })

  it('is every *.yaml and *.yml below a directory, sorted, hidden ones left out, each once', () => {
    write('d/b.yml', gateway('p', 'b'))
    write('d/a/c.YAML', gateway('p', 'c'))
    write('d/head.yaml', HEAD)
    write('d/.hidden.yaml', ': no\n')
    write('d/.git/x.yaml', ': no\n')
    write('d/note.txt', ': no\n')
    symlinkSync(join(root, 'nowhere'), join(root, 'd', 'dangling.txt'))
    const result = load(['d', 'd/b.yml'])
    expect([...result.sources.keys()]).toEqual(['d/a/c.YAML', 'd/b.yml', 'd/head.yaml'])
    expect([...gatewaysOf(result).keys()]).toEqual(['c', 'b'])
  })

  it('takes relative paths from the file that says them', () => {
    write(
      'sub/gwctl.yaml',
      'version: 1\nfreeswitch: { conf: ../conf }\nprofiles: { p: { gateways: { a: { proxy: a, username: u, password: "${file:pw}" } } } }\n',
    )
    write('sub/pw', 's3same\r\n')
    const result = load(['sub/gwctl.yaml'])
    expect(desiredOf(result).conf).toBe(join(root, 'conf'))
    expect(paramsOf(result, 'a').password).toBe('s3same')
  })

  it('keeps what a gateway says of canaries and of its own policy, and nothing where it says nothing', () => {
    const gateways = [
      'a: { proxy: a, register: false, canary: true, policy: { allow-last-healthy: true } }',
      'b: { proxy: b, register: false, canary: false, policy: { allow-last-healthy: false } }',
      'c: { proxy: c, register: false }',
    ]
    write(
      'gwctl.yaml',
      `version: 1\nfreeswitch: { conf: conf }\nprofiles:\n  p:\n    gateways:\n      ${gateways.join('\n      ')}\n`,
    )
    const [profile] = desiredOf(load([])).profiles
    expect(profile?.gateways?.map((each) => each.canary)).toEqual([true, false, undefined])
    expect(profile?.gateways?.map((each) => each.mayBeLast)).toEqual([true, undefined, undefined])
  })

  it('names a file outside by its whole path', () => {
    write('gwctl.yaml', 'version: 1\n')
    expect([...load([join(root, 'gwctl.yaml')], { cwd: join(root, 'elsewhere') }).sources.keys()]).toEqual([
      join(root, 'gwctl.yaml'),
    ])
  })

  it('is stdin for -, with paths from the current directory', () => {
    expect(desiredOf(load(['-'], { stdin: HEAD })).conf).toBe(join(root, 'conf'))
    expect(desiredOf(load(['-'], { stdin: Buffer.from(HEAD) })).conf).toBe(join(root, 'conf'))
    expect(describeAll(load(['-']))).toEqual(['GW102 "" <stdin> is empty.'])
  })

  it('may come from elsewhere', () => {
    const files: ConfigFiles = {
      read: (path) =>
        path === join(root, 'a.yaml') ? { bytes: Buffer.from(HEAD) } : { error: 'does not exist' },
      isDirectory: () => false,
      listYaml: () => ({ paths: [] }),
    }
    expect(desiredOf(load(['a.yaml'], { files })).profiles).toEqual([])
  })
})

describe('what cannot be read', () => {
  it('is reported, all of it, with what can', () => {
    write('latin1.yaml', Buffer.from('a: \xe9\n', 'latin1'))
    write('binary.yaml', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0]))
    write('broken.yaml', 'a: [\n')
    write('empty/x.txt', '')
    write('bad.yaml', 'version: 1\nprofiles: { p: { gateways: { a: { template: t } } } }\nfoo: 1\n')
    const paths = [
      'gone.yaml',
      'latin1.yaml',
      'binary.yaml',
      'broken.yaml',
      'empty',
      'bad.yaml',
      'bad.yaml/x',
    ]
    const result = load(paths)
    expect(result.desired).toBeUndefined()
    expect(describeAll(result)).toEqual([
      'GW106 "" empty holds no *.yaml or *.yml file.',
      'GW106 "" gone.yaml does not exist.',
      'GW106 "" bad.yaml/x does not exist.',
      'GW102 "" latin1.yaml is not UTF-8 text: byte 3 cannot be read.',
      'GW102 "\\u007f" binary.yaml holds the control character U+007F, which YAML does not allow.'.replace(
        '\\u007f',
        '\x7f',
      ),
      'GW102 "[" The [ that stands here is not closed.',
      'GW101 "foo" `foo` is not a key at the top of a file.',
    ])
  })

  it.each<[path: string, message: string]>([
    ['/dev/zero', '/dev/zero is larger than 8 MB.'],
    ['/dev/null', '/dev/null is empty.'],
    ['a\0b', 'cannot be read: the name holds a NUL character.'],
    ['x'.repeat(5000), 'cannot be read: the name is too long.'],
    ['loop', 'cannot be read: its symbolic links lead back to themselves.'],
    ['/proc/self/mem', '/proc/self/mem cannot be read: i/o error.'],
    ['up', 'holds directories more than 16 levels deep.'],
  ])('%#', (path, message) => {
    symlinkSync('loop', join(root, 'loop'))
    mkdirSync(join(root, 'up'))
    symlinkSync('.', join(root, 'up', 'again'))
    expect(load([path]).diagnostics).toMatchObject([{ message: expect.stringContaining(message) }])
  })

  it('is told by the permission, where there is one', () => {
    write('locked/a.yaml', HEAD)
    chmodSync(join(root, 'locked'), 0)
    const isRoot = process.getuid?.() === 0
    expect(load(['locked']).desired !== undefined).toBe(isRoot)
    chmodSync(join(root, 'locked'), 0o700)
  })

  it('may be a directory that turns up late, or a listing that fails', () => {
    const files: ConfigFiles = {
      read: () => ({ error: 'is a directory' }),
      isDirectory: (path) => path.endsWith('d'),
      listYaml: () => ({ error: 'cannot be read: permission denied' }),
    }
    expect(describeAll(load(['d', 'f'], { files }))).toEqual([
      'GW106 "" d cannot be read: permission denied.',
      'GW106 "" f is a directory.',
    ])
    write('sub/x', '')
    write('gwctl.yaml', gatewayFile('username: ${file:sub}'))
    expect(load([]).diagnostics).toMatchObject([{ code: 'GW104', message: 'The file sub is a directory.' }])
  })
})

describe('where something stands', () => {
  it('has a line where the text is known', () => {
    const at = { file: 'a', offset: 3, length: 1 }
    expect(nameOfPlace(at, new Map([['a', 'x\ny\nz']]))).toBe('a:2')
    expect(nameOfPlace(at, new Map())).toBe('a')
  })
  it('may be the current directory', () => {
    expect(describeAll(load(['.']))).toEqual(['GW106 "" . holds no *.yaml or *.yml file.'])
  })
})

describe('files of secrets', () => {
  it.each<[content: string | Uint8Array, expected: string]>([
    ['a\n\n', 'The value of `username` holds a line break.'],
    ['', 'The file pw is empty.'],
    ['\n', 'The file pw is empty.'],
    ['TODO\n', 'The file pw holds a placeholder, not a secret.'],
    ['\ufeffa', 'The file pw begins with a byte order mark.'],
    [Buffer.from([0xff]), 'The file pw is not UTF-8 text.'],
    ['a'.repeat(70_000), 'The file pw is larger than 64 KB.'],
  ])('%#', (content, expected) => {
    write('pw', content)
    write('gwctl.yaml', gatewayFile('username: ${file:pw}\nrealm: ${file:pw}'))
    expect(load([]).diagnostics[0]?.message).toBe(expected)
  })

  it('do not take the environment for its prototype', () => {
    expect(describeAll(loadText(gatewayFile('username: ${env:constructor}')))).toEqual([
      'GW104 "${env:constructor}" The environment variable constructor is not set.',
    ])
  })
})

describe('several files', () => {
  it('merge', () => {
    write(
      'a.yaml',
      `${HEAD}profiles: { p: { prune: all, defaults: { ping: 30 }, gateways: {} }, q: { prune: none } }\npolicy: { max-deletes: 7, allow-last-healthy: true }\n`,
    )
    write('b.yaml', `${gateway('p', 'b')}templates: { t: { proxy: t } }\nbackups: { keep: 5 }\n`)
    write('c.yaml', 'version: 1\nprofiles: { p: { gateways: { c: { template: t, register: false } } } }\n')
    const result = load(['.'])
    const desired = desiredOf(result)
    expect(desired).toMatchObject({ policy: { maxDeletes: 7, allowLastHealthy: true }, backups: { keep: 5 } })
    expect(
      desired.profiles.map(({ name, prune, gateways }) => [name, prune, gateways?.map((each) => each.name)]),
    ).toEqual([
      ['p', 'all', ['b', 'c']],
      ['q', 'none', undefined],
    ])
    expect(paramsOf(result, 'c')).toEqual({ ping: '30', proxy: 't', register: 'false' })
  })

  it('name both places of a gateway, and of what may stand once', () => {
    write('a.yaml', `${gateway('p', 'x')}freeswitch: { conf: c }\ntemplates: { t: {} }\n`)
    write('b.yaml', `${gateway('p', 'x')}freeswitch: { conf: c }\ntemplates: { t: {} }\n`)
    write(
      'c.yaml',
      'version: 1\nprofiles:\n  p: { prune: all }\n  q: { gateways: { x: { proxy: a, register: false } } }\n',
    )
    write('d.yaml', 'version: 1\nprofiles:\n  p: { prune: all }\n')
    expect(describeAll(load(['.']))).toEqual([
      'GW105 "x" The gateway x stands here and in a.yaml:2.',
      'GW101 "freeswitch" `freeswitch` stands in a.yaml:3 already; it may stand in one file only.',
      'GW101 "t" `t` stands in a.yaml:4 already; it may stand in one file only.',
      'GW105 "x" The gateway x stands here and in b.yaml:2, in profile p.',
      'GW101 "prune" `prune` stands in c.yaml:3 already; it may stand in one file only.',
    ])
  })

  it('do not miss in a broken file what may stand there', () => {
    write('a.yaml', 'version: 1\nprofiles: { p: { gateways: { x: { template: t } } } }\n')
    write('b.yaml', 'version: 1\n\tfreeswitch: {}\n')
    expect(load(['.']).diagnostics).toHaveLength(1)
  })
})

describe('merging', () => {
  const yaml = `version: 1
freeswitch: { conf: c }
templates:
  t: { proxy: t, ping: 40, variables: [{ name: t, value: 1 }], extra-params: { x: t, y: t } }
profiles:
  p:
    defaults: { proxy: d, ping: 30, context: d, subscriptions: [{ event: d, expire-seconds: 60 }], extra-params: { x: d, z: d } }
    gateways:
      plain: { register: false }
      made: { template: t, register: false, ping: 50 }
      own: { template: t, register: false, variables: [], extra-params: { x: own } }
`
  it('lets a template win over defaults, and a gateway over both; lists replace', () => {
    const gateways = gatewaysOf(loadText(yaml))
    const params = (name: string): unknown => paramsOf(loadText(yaml), name)
    expect(params('plain')).toEqual({
      proxy: 'd',
      ping: '30',
      context: 'd',
      register: 'false',
      x: 'd',
      z: 'd',
    })
    expect(params('made')).toEqual({
      proxy: 't',
      ping: '50',
      context: 'd',
      register: 'false',
      x: 't',
      y: 't',
      z: 'd',
    })
    expect(params('own')).toMatchObject({ x: 'own', y: 't', z: 'd' })
    expect(gateways.get('made')?.definition.variables).toHaveLength(1)
    expect(gateways.get('own')?.definition.variables).toEqual([])
    expect(gateways.get('own')?.definition.subscriptions).toEqual([
      {
        event: { xml: 'd', sensitive: false },
        params: new Map([['expire-seconds', { xml: '60', sensitive: false }]]),
      },
    ])
    expect(gateways.get('made')?.paramsAt?.get('proxy')?.offset).toBe(yaml.indexOf('proxy: t') + 7)
  })

  it('names the templates there are', () => {
    const missing = (named: string, templates: string): string | undefined =>
      loadText(
        `version: 1\nfreeswitch: { conf: c }\ntemplates: ${templates}\nprofiles: { p: { gateways: { a: { template: ${named} } } } }\n`,
      ).diagnostics[0]?.hint
    expect(missing('acm', '{ acme: {} }')).toBe('Did you mean `acme`?')
    expect(missing('other', '{ acme: {} }')).toBe('Known: acme.')
    expect(missing('other', '{}')).toBe('Write it under `templates`.')
  })

  it('leaves a gateway alone whose template is broken', () => {
    const text =
      'version: 1\nfreeswitch: { conf: c }\ntemplates: { t: 1 }\nprofiles: { p: { gateways: { a: { template: t } } } }\n'
    expect(describeAll(loadText(text))).toEqual(['GW101 "1" `t` must be a map, not a number.'])
  })

  it('marks what is secret', () => {
    const text = gatewayFile(
      'password: p\nrealm: ${env:R}\nvariables: [{ name: sip_auth_password, value: v }, { name: a, value: 1, direction: inbound }]',
    )
    const definition = gatewaysOf(loadText(text, { env: { R: 'r' } })).get('acme')?.definition
    expect(
      [...(definition?.params ?? [])].filter(([, each]) => each.sensitive).map(([name]) => name),
    ).toEqual(['password', 'realm'])
    expect(definition?.variables).toEqual([
      { name: { xml: 'sip_auth_password', sensitive: false }, value: { xml: 'v', sensitive: true } },
      {
        name: { xml: 'a', sensitive: false },
        value: { xml: '1', sensitive: false },
        direction: { xml: 'inbound', sensitive: false },
      },
    ])
  })
})

describe('the event socket', () => {
  const file = (lines: string): string => `version: 1\nfreeswitch:\n  conf: c\n  event-socket: { ${lines} }\n`
  it.each([
    ['password: p', { password: 'p' }],
    ['port: 25921', { port: 25921 }],
    ['host: a', { host: 'a' }],
    ['', {}],
  ])('is what is written of it, and no more: %s', (lines, expected) => {
    expect(desiredOf(loadText(file(lines))).eventSocket).toEqual(expected)
  })
  it('may come out of references', () => {
    const text = file('host: "${env:H}", port: "${env:P}", password: "${env:S}"')
    expect(desiredOf(loadText(text, { env: { H: 'h', P: '99', S: '$${x}' } })).eventSocket).toEqual({
      host: 'h',
      port: 99,
      password: '$${x}',
    })
    expect(desiredOf(loadText(text, { resolveSecrets: false })).eventSocket).toBeUndefined()
    expect(loadText(text).diagnostics.map((each) => each.code)).toEqual(['GW104', 'GW104', 'GW104'])
  })
})

describe('freeswitch.conf', () => {
  it('may come out of a reference, where references are resolved', () => {
    const text = 'version: 1\nfreeswitch: { conf: "${env:CONF}/x" }\n'
    expect(desiredOf(loadText(text, { env: { CONF: '/etc' } })).conf).toBe('/etc/x')
    expect(describeAll(loadText(text, { resolveSecrets: false }))).toEqual([
      'GW104 "\\"${env:CONF}/x\\"" `freeswitch.conf` depends on a reference that this command does not resolve.',
    ])
  })
  it('is not asked for where something stands in its place', () => {
    expect(describeAll(loadText('version: 1\nfreeswitch: { cnf: c }\n'))).toEqual([
      'GW101 "cnf" `cnf` is not a key of `freeswitch`.',
    ])
    expect(describeAll(loadText(inProfile('    prune: al')))).toHaveLength(1)
  })
})

it('resolves only the secrets of the switch where no more is needed', () => {
  const text =
    'version: 1\nfreeswitch: { conf: ./conf, event-socket: { password: "${env:ESL}" } }\n' +
    'profiles: { external: { gateways: { a: { proxy: b, username: c, password: "${env:NOT_SET}" } } } }\n'
  const read = (env: Record<string, string>) => loadText(text, { resolveSecrets: 'switch', env })
  const desired = desiredOf(read({ ESL: 'hush' }))
  expect(desired.eventSocket?.password).toBe('hush')
  expect(desired.profiles[0]?.gateways?.[0]?.definition.params.get('password')).toEqual({
    xml: '${env:NOT_SET}',
    sensitive: true,
  })
  expect(describeAll(read({}))).toEqual([expect.stringContaining('ESL')])
})
