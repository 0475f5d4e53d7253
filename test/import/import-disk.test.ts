import { loadDesired } from '../../src/config/load.ts'
import { importDisk, type Imported, type ImportOptions } from '../../src/import/import-disk.ts'
import type { Check } from '../../src/import/judge-import.ts'
import type { Disk } from '../../src/model/disk.ts'
import { readFromMemory } from '../../src/xml/memory-reader.ts'
import { readDisk } from '../../src/xml/read.ts'
import { conf, EXTERNAL } from '../xml/conf-fixture.ts'
import { desiredOf, planOf } from './import-lab.ts'

const check: Check = (yaml, env) =>
  loadDesired({ paths: ['-'], cwd: '/', env, stdin: yaml, resolveSecrets: true })

const OPTIONS: ImportOptions = { head: ['head'], conf: './conf', secrets: 'inline' }

function trunk(name: string, more = ''): string {
  return `  <gateway name="${name}">\n    <param name="proxy" value="h.example"/>\n    <param name="register" value="false"/>\n${more}  </gateway>\n`
}

function line(name: string, password: string): string {
  return `  <gateway name="${name}">\n    <param name="proxy" value="h.example"/>\n    <param name="username" value="u"/>\n    <param name="password" value="${password}"/>\n  </gateway>\n`
}

function marked(name: string): string {
  return trunk(name, `    <!-- gwctl: managed external/${name} -->\n`).replace(
    /^(.*\n)(.*\n.*\n)(.*\n)/,
    '$1$3$2',
  )
}

function diskOf(gateways: string, more: Readonly<Record<string, string>> = {}): Disk {
  const files = conf({ 'sip_profiles/external/gw.xml': `<include>\n${gateways}</include>\n`, ...more })
  return readDisk(readFromMemory(files))
}

function importOf(disk: Disk, options: Partial<ImportOptions> = {}, checked = check): Imported {
  return importDisk(disk, { ...OPTIONS, ...options }, checked)
}

describe('importDisk', () => {
  it('notes what users of the directory bring into a profile, unless it has that itself', () => {
    const disk = diskOf(trunk('a'))
    const userGateways = ['a', 'of-user'].map((name) => ({ name, file: 'directory/home.xml' }))
    const withUsers = { ...disk, profiles: disk.profiles.map((each) => ({ ...each, userGateways })) }
    const { yaml, env, leftOut } = importOf(withUsers)
    expect(yaml.match(/# Not imported: .*/g)).toEqual([
      '# Not imported: of-user (directory/home.xml): it stands with a user of the directory, where gwctl changes nothing',
    ])
    expect(leftOut).toEqual([])
    const { changes } = planOf(desiredOf(yaml, env), withUsers)
    expect(changes.map((each) => each.action)).toEqual(['adopt'])
  })

  it('writes what a person would', () => {
    const gateways =
      '  <!-- Main trunk -->\n' +
      trunk(
        'acme',
        '    <param name="ping" value="3"/>\n    <param name="x-vendor" value="1"/>\n' +
          '    <variables>\n      <variable name="codec" value="PCMA" direction="inbound"/>\n    </variables>\n',
      ) +
      '  <gateway name="lame">\n    <param name="proxy" value="h"/>\n  </gateway>\n'
    expect(importOf(diskOf(gateways)).yaml).toBe(`# head
version: 1
freeswitch:
  conf: ./conf

profiles:
  external:
    gateways:
      # Main trunk
      acme:
        proxy: h.example
        register: false
        ping: 0 # on disk "3"
        variables:
          - { name: codec, value: PCMA, direction: inbound }
        extra-params:
          x-vendor: "1"
      # Not imported: lame (sip_profiles/external/gw.xml:12): FreeSWITCH does not create it: it registers and has no username
...
`)
  })

  it('takes only the profile and the gateways that are asked for', () => {
    const disk = diskOf(trunk('a') + trunk('b'), {
      'sip_profiles/internal.xml': EXTERNAL.replaceAll('external', 'internal'),
      'sip_profiles/internal/c.xml': trunk('c'),
    })
    const names = (options: Partial<ImportOptions>): string[] =>
      importOf(disk, options).gateways.map((each) => `${each.profile}/${each.gateway}`)
    expect(names({})).toEqual(['external/a', 'external/b', 'internal/c'])
    expect(names({ profile: 'internal' })).toEqual(['internal/c'])
    const wanted = importOf(disk, { wanted: ({ gateway }) => gateway === 'b' })
    expect(wanted.gateways).toEqual([{ profile: 'external', gateway: 'b' }])
    expect(wanted.yaml).not.toContain('internal')
  })

  it('keeps what is managed and left out from being deleted', () => {
    const disk = diskOf(marked('a') + marked('b'))
    const all = importOf(disk)
    expect(all.yaml).not.toContain('prune')
    expect(planOf(desiredOf(all.yaml, all.env), disk).changes).toEqual([])
    const one = importOf(disk, { wanted: ({ gateway }) => gateway === 'b' })
    expect(one.yaml).toContain('prune: none')
    expect(planOf(desiredOf(one.yaml, one.env), disk).changes).toEqual([])
  })

  it('moves secrets, and hides what may hold one in a comment, also that of a later gateway', () => {
    const disk = diskOf(
      `  <!-- as p-of-b says -->\n  <!-- fine -->\n${line('a', 'p-of-a')}  <!-- secret: x -->\n${line('b', 'p-of-b')}`,
    )
    const { yaml, env } = importOf(disk, { secrets: 'env' })
    expect([...env]).toEqual([
      ['A_PASSWORD', 'p-of-a'],
      ['B_PASSWORD', 'p-of-b'],
    ])
    expect(yaml).not.toMatch(/p-of-|secret: x/)
    expect(yaml).toContain('      # fine\n      # (The rest of this comment is left out here')
    expect(importOf(disk).yaml).toContain('# as p-of-b says')
  })

  it('leaves out a secret that no .env file can hold', () => {
    const variable = '    <variables>\n      <variable name="pin_token" value="a&#10;b"/>\n    </variables>\n'
    const { leftOut, env } = importOf(diskOf(trunk('a', variable) + line('b', 'pw')), { secrets: 'env' })
    expect(leftOut.map((each) => each.reason)).toEqual([
      'its `pin_token` holds a line break, which no .env file can hold',
    ])
    expect([...env.keys()]).toEqual(['B_PASSWORD'])
  })

  it('leaves out a profile whose name only the switch knows', () => {
    const disk = diskOf('', {
      'sip_profiles/odd.xml': EXTERNAL.replaceAll('"external"', () => '"$${local_ip_v4}"').replace(
        'external/*',
        'odd/*',
      ),
      'sip_profiles/odd/a.xml': trunk('a'),
    })
    const { yaml, leftOut } = importOf(disk, { profile: '$${local_ip_v4}' })
    expect(leftOut).toMatchObject([{ reason: 'only the running switch knows its name' }])
    expect(yaml).toContain(
      '# Not imported: profile $${local_ip_v4}: only the running switch knows its name\n...',
    )
    expect(yaml).not.toContain('profiles:')
  })

  it('leaves out what the loader takes for something else', () => {
    const disk = diskOf(trunk('a') + trunk('b'))
    const other: Check = (yaml, env) => check(yaml.replace('proxy: h.example', 'proxy: other.example'), env)
    const { leftOut, gateways } = importOf(disk, {}, other)
    expect(leftOut.map((each) => each.reason)).toEqual([
      'the YAML cannot say its proxy',
      'the YAML cannot say its proxy',
    ])
    expect(gateways).toEqual([])
  })

  it('tells what the loader has against the file as a whole', () => {
    const at = { file: '<stdin>', offset: 0, length: 0 }
    const problem = { code: 'GW102', severity: 'error', message: 'too large', hint: '' } as const
    const refuse: Check = () => ({ diagnostics: [problem, { ...problem, at }], sources: new Map() })
    expect(importOf(diskOf(trunk('a')), {}, refuse).problems).toMatchObject([problem, problem])
  })

  it('does without the text of a file', () => {
    const disk = diskOf('  <!-- above -->\n' + trunk('a') + '  <gateway name="b"/>\n')
    const { yaml } = importOf({ ...disk, files: new Map() }, {}, (text, env) => {
      const { desired, ...rest } = check(text, env)
      return desired === undefined ? rest : { ...rest, desired: { ...desired, profiles: [] } }
    })
    expect(yaml).toContain('gw.xml:1')
    expect(yaml).not.toContain('above')
  })
})
