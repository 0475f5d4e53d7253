import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { documentOf, inPlace, type Place } from './place.ts'

const WORLD = {
  gateways: {
    'external/acme': { proxy: 'h.example', username: 'alice', password: "it's $5 `x`", register: 'false' },
    'external/trunk': { proxy: '203.0.113.7', register: 'false', ping: '3' },
    'external/lame': { proxy: 'h.example' },
    'external/colon': { proxy: 'h.example', username: 'u', password: 'a:b' },
    'internal/pbx': { proxy: '10.0.0.2', register: 'false' },
  },
} as const

function conf(place: Place): string[] {
  return ['--conf', place.conf]
}

/** The variables of a .env file, as `node --env-file` reads them. */
async function envOf(place: Place): Promise<Record<string, string>> {
  const { parseEnv } = await import('node:util')
  return parseEnv(readFileSync(join(place.cwd, '.env'), 'utf8')) as Record<string, string>
}

describe('gwctl import', () => {
  it('prints the YAML, tells what is left out, and that it holds passwords', () =>
    inPlace(WORLD, async (place) => {
      const run = await place.run(['import', ...conf(place)])
      expect(run.code).toBe(0)
      expect(run.stdout).toContain('password: "it\'s $5 `x`"')
      expect(run.stdout).toContain(
        '# Not imported: lame (sip_profiles/external/lame.xml:2): FreeSWITCH does not',
      )
      expect(run.stdout).toMatch(/# Not imported: colon .*`password` holds a colon/)
      expect(run.stderr).toContain('does not create the gateway "lame"')
      expect(run.stderr).toContain('warning GW206: external/colon is left out')
      expect(run.stderr).toContain('3 gateways imported, 2 left out.')
      expect(run.stderr).toContain('holds passwords')
      expect(run.stderr).not.toMatch(/it's|a:b/)
    }))

  it('is adopted by an apply on a switch, after which there is nothing to do', () =>
    inPlace(WORLD, async (place) => {
      const imported = await place.run(['import', ...conf(place), '--secrets', 'env', '-o', 'gwctl.yaml'])
      expect(imported).toMatchObject({ code: 0, stdout: '' })
      expect(imported.stderr).toContain('set -a; . ./.env; set +a')
      expect(readFileSync(join(place.cwd, 'gwctl.yaml'), 'utf8')).not.toMatch(/it's|\$5/)
      const options = { env: await envOf(place) }
      expect((await place.run(['validate'], options)).code).toBe(0)
      const before = place.files()
      const applied = await place.run(['apply', '--yes', '--json'], options)
      expect(documentOf(applied)).toMatchObject({
        outcome: 'applied',
        plan: { summary: { create: 0, update: 0, delete: 0, adopt: 3, recreate: 0 }, commands: [] },
      })
      for (const [name, text] of Object.entries(place.files()))
        expect(text.replace(/ *<!-- gwctl: managed .* -->\n/, '')).toBe(before[name])
      const again = await place.run(['plan', '--detailed-exitcode'], options)
      expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('No changes') })
    }))

  it('keeps secrets to their owner, and overwrites nothing', () =>
    inPlace(WORLD, async (place) => {
      const args = ['import', ...conf(place), '--secrets', 'env', '--secrets-file', 'my env', '-o', 'x.yaml']
      expect((await place.run(args)).stderr).toContain("set -a; . './my env'; set +a")
      for (const name of ['my env', 'x.yaml'])
        expect(statSync(join(place.cwd, name)).mode & 0o777).toBe(0o600)
      // The same again changes nothing; another text in their place is refused.
      expect((await place.run(args)).code).toBe(0)
      writeFileSync(join(place.cwd, 'my env'), 'MINE=1\n')
      const refused = await place.run([...args, '--force'])
      expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining('my env is there already') })
      expect(readFileSync(join(place.cwd, 'my env'), 'utf8')).toBe('MINE=1\n')
      writeFileSync(join(place.cwd, 'x.yaml'), 'mine')
      const out = ['import', ...conf(place), '-o', 'x.yaml']
      expect(await place.run(out)).toMatchObject({
        code: 3,
        stderr: expect.stringContaining('x.yaml is there'),
      })
      expect((await place.run([...out, '--force'])).code).toBe(0)
      expect(readFileSync(join(place.cwd, 'x.yaml'), 'utf8')).toContain('version: 1')
      symlinkSync('nowhere', join(place.cwd, 'link.yaml'))
      expect((await place.run([...out.slice(0, -1), 'link.yaml', '--force'])).code).toBe(3)
    }))

  it('leaves no file of secrets where the YAML cannot be written', () =>
    inPlace(WORLD, async (place) => {
      const run = await place.run(['import', ...conf(place), '--secrets', 'env', '-o', 'no/where.yaml'])
      expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining('GW501') })
      expect(existsSync(join(place.cwd, '.env'))).toBe(false)
    }))

  it('takes one profile, or gateways by name, and refuses what is not there', () =>
    inPlace(WORLD, async (place) => {
      const names = async (...args: string[]): Promise<unknown> =>
        documentOf(await place.run(['import', ...conf(place), '--json', ...args]))['gateways']
      expect(await names('--profile', 'internal')).toEqual([{ profile: 'internal', gateway: 'pbx' }])
      expect(await names('acme', 'internal/pbx')).toHaveLength(2)
      const refused = async (...args: string[]): Promise<string> => {
        const run = await place.run(['import', ...conf(place), ...args])
        expect(run).toMatchObject({ code: 3, stdout: '' })
        return run.stderr
      }
      expect(await refused('--profile', 'externl')).toContain('Did you mean external?')
      expect(await refused('internal/acme')).toContain('There is no gateway "internal/acme" on disk')
      expect(await refused('acme', '--profile', 'internal')).toContain('Found there: internal/pbx')
      expect(await refused('colon')).toContain(
        'error GW206: external/colon is left out: `password` holds a colon',
      )
      expect(await refused('lame')).toContain('error GW206: external/lame')
    }))

  it('prints one JSON document', () =>
    inPlace(WORLD, async (place) => {
      const run = await place.run(['import', ...conf(place), '--json', '--secrets', 'env'])
      expect(documentOf(run)).toMatchObject({
        formatVersion: '1.0',
        yaml: expect.stringContaining('${env:ACME_PASSWORD}'),
        envFile: './.env',
        leftOut: [
          { profile: 'external', gateway: 'colon' },
          { profile: 'external', gateway: 'lame' },
        ],
        warnings: [{ code: 'GW202' }, { code: 'GW206', line: 2 }],
      })
      const file = await place.run(['import', ...conf(place), '--json', '-o', 'y.yaml'])
      expect(documentOf(file)).toMatchObject({ file: 'y.yaml' })
      expect(documentOf(file)).not.toHaveProperty('yaml')
    }))

  it('names the directory as it was named, seen from the file', () =>
    inPlace(WORLD, async (place) => {
      const line = async (...args: string[]): Promise<string | undefined> =>
        / {2}conf: (.*)/.exec((await place.run(['import', ...args])).stdout)?.[1]
      expect(await line('--conf', 'conf')).toBe('./conf')
      expect(await line('--conf', place.conf)).toBe(place.conf)
      writeFileSync(join(place.cwd, 'gwctl.yaml'), place.yaml(''))
      expect(await line()).toBe(place.conf)
      mkdirSync(join(place.cwd, 'sub'))
      await place.run(['import', '--conf', 'conf', '-o', 'sub/gwctl.yaml'])
      expect(readFileSync(join(place.cwd, 'sub/gwctl.yaml'), 'utf8')).toContain('conf: ../conf')
      expect(await place.run(['validate', '-f', 'sub'])).toMatchObject({ code: 0 })
    }))

  it.each([
    [['--secrets', 'file'], '--secrets takes inline or env'],
    [['--secrets-file', 'x'], '--secrets-file goes with --secrets env only'],
    [['--force'], '--force goes with --out only'],
    [['--conf', 'nowhere'], 'GW204'],
    [[], 'Which configuration directory?'],
    [['-f', 'nowhere.yaml'], 'nowhere.yaml does not exist'],
  ])('refuses %j', (args, message) =>
    inPlace({}, async (place) => {
      expect(await place.run(['import', ...args])).toMatchObject({
        code: 3,
        stdout: '',
        stderr: expect.stringContaining(message),
      })
    }),
  )

  it('refuses a configuration that does not load', () =>
    inPlace(WORLD, async (place) => {
      writeFileSync(join(place.conf, 'sip_profiles/external/bad.xml'), '<gateway name="x">\n')
      const run = await place.run(['import', ...conf(place), '--json'])
      expect(run.code).toBe(3)
      expect(documentOf(run)).toMatchObject({ diagnostics: [{ code: 'GW201' }] })
    }))
})

describe('gwctl init', () => {
  it('writes a commented file from the configuration that is there', () =>
    inPlace(WORLD, async (place) => {
      const run = await place.run(['init'])
      expect(run).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('Wrote gwctl.yaml: 3 gateways, 2 left out'),
      })
      expect(run.stdout).toMatch(/Next:\n {2}gwctl validate .*\n {2}gwctl plan .*\n {2}gwctl apply/)
      expect(run.stdout).toContain('set -a; . ./.env; set +a')
      expect(await place.run(['validate'])).toMatchObject({ code: 0 })
      const plan = await place.run(['plan', '--format', 'json'], { env: await envOf(place) })
      expect(documentOf(plan)).toMatchObject({ summary: { adopt: 3 }, commands: [] })
      expect((await place.run(['fmt', '--check'])).code).toBe(0)
      expect(await place.run(['init'])).toMatchObject({
        code: 3,
        stderr: expect.stringContaining('is there already'),
      })
    }))

  it('writes a starter where there is none, which is valid once there is', () =>
    inPlace({}, async (place) => {
      const run = await place.run(['init', '--conf', 'later', '--json'])
      expect(documentOf(run)).toEqual({
        formatVersion: '1.0',
        file: 'gwctl.yaml',
        schemaFile: 'gwctl.schema.json',
        gateways: 0,
        leftOut: 0,
      })
      expect(run.stderr).toContain('There is no FreeSWITCH configuration in')
      mkdirSync(join(place.cwd, 'empty'))
      symlinkSync('conf', join(place.cwd, 'later'))
      expect(await place.run(['validate'])).toMatchObject({ code: 0 })
    }))

  it('puts the schema beside it, by which an editor completes it', () =>
    inPlace(WORLD, async (place) => {
      const schema = join(place.cwd, 'gwctl.schema.json')
      expect((await place.run(['init'])).stdout).toContain('Wrote gwctl.schema.json')
      const [first] = readFileSync(join(place.cwd, 'gwctl.yaml'), 'utf8').split('\n')
      expect(first).toBe('# yaml-language-server: $schema=./gwctl.schema.json')
      expect(readFileSync(schema, 'utf8')).toBe(readFileSync('schemas/gwctl.schema.json', 'utf8'))
      expect((await place.run(['import', ...conf(place)])).stdout.split('\n')[0]).toBe(first)
    }))

  it('leaves a schema alone that is there', () =>
    inPlace(WORLD, async (place) => {
      writeFileSync(join(place.cwd, 'gwctl.schema.json'), '{}\n')
      const run = await place.run(['init', '--json'])
      expect(documentOf(run)).not.toHaveProperty('schemaFile')
      expect(readFileSync(join(place.cwd, 'gwctl.schema.json'), 'utf8')).toBe('{}\n')
    }))

  it('takes no .env that is there, and leaves nothing then', () =>
    inPlace(WORLD, async (place) => {
      writeFileSync(join(place.cwd, '.env'), 'MINE=1\n')
      const run = await place.run(['init'])
      expect(run).toMatchObject({ code: 3, stderr: expect.stringContaining('--secrets-file') })
      expect(existsSync(join(place.cwd, 'gwctl.yaml'))).toBe(false)
      expect(existsSync(join(place.cwd, 'gwctl.schema.json'))).toBe(false)
      expect(await place.run(['init', '--secrets-file', 'other.env', '--json'])).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('other.env'),
      })
    }))
})

describe('gwctl fmt', () => {
  const ugly = 'version:   1\nfreeswitch: {conf: ./conf}\n'
  const neat = 'version: 1\nfreeswitch: { conf: ./conf }\n'

  it('formats in place, keeps the mode, and tells which files', () =>
    inPlace({}, async (place) => {
      const file = join(place.cwd, 'gwctl.yaml')
      writeFileSync(file, ugly)
      chmodSync(file, 0o640)
      expect(await place.run(['fmt', '--check'])).toMatchObject({ code: 2, stdout: 'gwctl.yaml\n' })
      expect(readFileSync(file, 'utf8')).toBe(ugly)
      expect(await place.run(['fmt'])).toMatchObject({ code: 0, stdout: 'gwctl.yaml\n' })
      expect(readFileSync(file, 'utf8')).toBe(neat)
      expect(statSync(file).mode & 0o777).toBe(0o640)
      expect(await place.run(['fmt', '--check'])).toMatchObject({ code: 0, stdout: '' })
    }))

  it('takes directories and standard input', () =>
    inPlace({}, async (place) => {
      mkdirSync(join(place.cwd, 'd'))
      writeFileSync(join(place.cwd, 'd/a.yaml'), ugly)
      writeFileSync(join(place.cwd, 'd/b.yml'), neat)
      const json = await place.run(['fmt', 'd', '--check', '--json'])
      expect(json.code).toBe(2)
      expect(documentOf(json)['files']).toEqual([
        { file: 'd/a.yaml', changed: true },
        { file: 'd/b.yml', changed: false },
      ])
      expect(await place.run(['fmt', '-'], { stdin: ugly })).toMatchObject({ code: 0, stdout: neat })
      expect(await place.run(['fmt', '-', '--check'], { stdin: neat })).toMatchObject({ code: 0, stdout: '' })
    }))

  it('touches nothing when one file does not parse', () =>
    inPlace({}, async (place) => {
      writeFileSync(join(place.cwd, 'a.yaml'), ugly)
      writeFileSync(join(place.cwd, 'b.yaml'), 'a: [\n')
      const run = await place.run(['fmt', 'a.yaml', 'b.yaml', 'c.yaml'])
      expect(run).toMatchObject({ code: 3, stdout: '' })
      expect(run.stderr).toContain('b.yaml:')
      expect(run.stderr).toContain('c.yaml does not exist')
      expect(readFileSync(join(place.cwd, 'a.yaml'), 'utf8')).toBe(ugly)
    }))
})
