import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { documentOf, inPlace, type Place } from './place.ts'

const WORLD = {
  gateways: {
    'external/acme': { proxy: 'h.example', register: 'false' },
    'external/mine': { managed: 'yes', proxy: 'h.example', register: 'false' },
    'external/lame': { proxy: 'h.example' },
  },
} as const

const MARKER = '<!-- gwctl: managed external/acme -->'

function text(place: Place, name: string): string {
  return place.files()[`sip_profiles/external/${name}.xml`] ?? ''
}

function yamlFile(place: Place, gateways: string): void {
  writeFileSync(join(place.cwd, 'gwctl.yaml'), place.yaml(gateways))
}

describe('gwctl adopt and release', () => {
  it('set and drop the marker, byte for byte, without a switch', () =>
    inPlace(WORLD, async (place) => {
      await place.sandbox.close()
      const before = place.files()
      const adopted = await place.run(['adopt', 'external/acme', '--conf', place.conf, '--yes', '--json'])
      expect(adopted.code).toBe(0)
      expect(documentOf(adopted)).toMatchObject({
        outcome: 'applied',
        gateways: [{ gateway: 'acme', action: 'adopt', health: 'untouched' }],
        plan: { summary: { adopt: 1 }, commands: [] },
      })
      expect(adopted.stderr).toContain('The YAML was not read')
      expect(text(place, 'acme')).toContain(MARKER)
      const released = await place.run(['release', 'external/acme', '--conf', place.conf, '--yes'])
      expect(released).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('1 released without touching'),
      })
      expect(place.files()).toEqual(before)
      const audit = readFileSync(join(place.conf, '.gwctl/audit.jsonl'), 'utf8')
      expect(audit.match(/"purpose":"\w+"/g)).toEqual(['"purpose":"adopt"', '"purpose":"release"'])
      expect(readdirSync(join(place.conf, '.gwctl/backups'))).toHaveLength(2)
    }))

  it('take all of a profile, but what FreeSWITCH does not create', () =>
    inPlace(WORLD, async (place) => {
      const conf = ['--conf', place.conf, '--yes', '--json']
      const adopted = await place.run(['adopt', '--all', 'external', ...conf])
      expect(documentOf(adopted)).toMatchObject({ plan: { summary: { adopt: 1, unchanged: 1 } } })
      expect(text(place, 'lame')).not.toContain('managed')
      const again = await place.run(['adopt', '--all', 'external', ...conf])
      expect(documentOf(again)).toMatchObject({ outcome: 'unchanged' })
      expect((await place.run(['adopt', 'external/acme', '--conf', place.conf, '--yes'])).stdout).toContain(
        'Nothing to do',
      )
      const released = await place.run(['release', '--all', 'external', ...conf])
      expect(documentOf(released)).toMatchObject({ plan: { summary: { release: 2 } } })
      expect(
        (await place.run(['release', '--all', 'external', '--conf', place.conf, '--yes'])).stdout,
      ).toContain('Nothing to do')
    }))

  it('say what the next apply does, and it does', () =>
    inPlace(WORLD, async (place) => {
      yamlFile(place, 'mine: { proxy: h.example, register: false }')
      const released = await place.run(['release', 'external/mine', '--yes'])
      expect(released.stderr).toContain('external/mine is in the YAML: the next apply adopts it again')
      const adopted = await place.run(['adopt', 'external/acme', '--yes'])
      expect(adopted.stderr).toContain('external/acme is not in the YAML: the next apply deletes it')
      const plan = await place.run(['plan', '--format', 'json', '--offline'])
      expect(documentOf(plan)).toMatchObject({
        changes: [
          { action: 'adopt', gateway: 'mine' },
          { action: 'delete', gateway: 'acme' },
        ],
      })
    }))

  it('say what the next apply does where the YAML says to delete', () =>
    inPlace(WORLD, async (place) => {
      yamlFile(place, 'mine: { enabled: false }')
      expect((await place.run(['release', 'external/mine', '--yes'])).stderr).toContain('with enabled: false')
      expect((await place.run(['adopt', 'external/mine', '--conf', place.conf, '--yes'])).code).toBe(0)
      writeFileSync(
        join(place.cwd, 'gwctl.yaml'),
        place.yaml('').replace('  external:', '  external:\n    prune: all'),
      )
      expect((await place.run(['release', 'external/mine', '--yes'])).stderr).toContain('prune is all')
    }))

  it('ask, and do nothing without a yes', () =>
    inPlace(WORLD, async (place) => {
      const before = place.files()
      const asked = await place.run(['adopt', 'external/acme', '--conf', place.conf], {
        interactive: true,
        ask: () => Promise.resolve('no'),
      })
      expect(asked).toMatchObject({ code: 4, stderr: expect.stringContaining(`+    ${MARKER}`) })
      const alone = await place.run(['release', 'external/mine', '--conf', place.conf])
      expect(alone).toMatchObject({ code: 4, stderr: expect.stringContaining('GW302') })
      expect(place.files()).toEqual(before)
    }))

  it.each([
    [['adopt'], 'adopt needs the gateways to adopt'],
    [['release', 'acme'], 'release takes PROFILE/GATEWAY, not "acme"'],
    [['release', 'external/acm'], 'Did you mean external/acme?'],
    [['adopt', '--all', 'nowhere'], 'There is no profile "nowhere" on disk'],
    [['adopt', 'x/nothing-like-it-at-all'], 'Found there: external/acme'],
    [['adopt', 'external/acme', '--lock-timeout', 'x'], '--lock-timeout takes'],
  ])('%j is refused before anything is made', (args, message) =>
    inPlace(WORLD, async (place) => {
      const run = await place.run([...args, '--conf', place.conf, '--yes'])
      expect(run).toMatchObject({ code: 3, stderr: expect.stringContaining(message) })
      expect(readdirSync(place.conf)).not.toContain('.gwctl')
    }),
  )

  it('refuse a configuration that does not load', () =>
    inPlace({ gateways: WORLD.gateways }, async (place) => {
      writeFileSync(join(place.conf, 'sip_profiles/external/bad.xml'), '<gateway name="x">\n')
      const run = await place.run(['adopt', 'external/acme', '--conf', place.conf, '--yes'])
      expect(run).toMatchObject({ code: 3, stderr: expect.stringContaining('GW201') })
    }))
})
