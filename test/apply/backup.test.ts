import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ApplyPorts } from '../../src/apply/apply-ports.ts'
import { account, fastClock, wanted, withLab, yaml } from './lab.ts'

const WORLD = { gateways: { 'external/acme': account('alice'), 'external/gone': account('bob') } }
const CHANGED = yaml(wanted('acme', 'alice', ', ping: 25') + wanted('new', 'carol'))

interface Manifest {
  readonly formatVersion: string
  readonly id: string
  readonly createdAt: string
  readonly files: readonly { path: string; copy: string | null; sha256: string | null }[]
}

function mode(path: string): string {
  return (statSync(path).mode & 0o777).toString(8)
}

describe('a backup', () => {
  it('holds the previous bytes of every file that is changed, with a manifest, for the owner alone', () =>
    withLab(WORLD, async (lab) => {
      await lab.settled(['acme', 'gone'])
      const before = lab.read('sip_profiles/external/acme.xml')
      const { backup = '' } = await lab.apply(await lab.plan(CHANGED))
      const directory = join(lab.conf, '.gwctl/backups', backup)
      const manifest = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as Manifest
      expect(manifest).toMatchObject({ formatVersion: '1.0', id: backup })
      expect(manifest.files.map((each) => each.path).sort()).toEqual([
        'sip_profiles/external/acme.xml',
        'sip_profiles/external/gone.xml',
        'sip_profiles/external/new.xml',
      ])
      const [acme, , created] = [...manifest.files].sort((a, b) => (a.path < b.path ? -1 : 1))
      expect(created).toMatchObject({ copy: null, sha256: null })
      const copy = readFileSync(join(directory, acme?.copy ?? ''), 'latin1')
      expect(copy).toBe(before)
      expect(acme?.sha256).toBe(createHash('sha256').update(before, 'latin1').digest('hex'))
      expect([join(lab.conf, '.gwctl'), join(lab.conf, '.gwctl/backups'), directory].map(mode)).toEqual([
        '700',
        '700',
        '700',
      ])
      for (const file of readdirSync(directory)) expect(mode(join(directory, file))).toBe('600')
      expect(lab.read('.gwctl/.gitignore')).toBe('*\n')
    }))

  it('is made before anything is written: where it cannot be, nothing is', () =>
    withLab(WORLD, async (lab) => {
      await lab.settled(['acme', 'gone'])
      const plan = await lab.plan(CHANGED)
      lab.write('.gwctl', 'a file in the way')
      const before = lab.snapshot()
      await expect(lab.apply(plan)).rejects.toMatchObject({ code: expect.stringMatching(/^GW(501|106)$/) })
      expect(lab.snapshot()).toEqual(before)
      expect(lab.commands).toEqual([])
    }))

  it('makes a directory that others could read private', () =>
    withLab(WORLD, async (lab) => {
      await lab.settled(['acme', 'gone'])
      mkdirSync(join(lab.conf, '.gwctl'), { mode: 0o755 })
      await lab.apply(await lab.plan(CHANGED))
      expect(mode(join(lab.conf, '.gwctl'))).toBe('700')
    }))

  it.each([
    [3, 3],
    [1, 1],
    // The one that was just made is never dropped: a put-back may need it.
    [0, 1],
  ])('of %i to keep leaves %i, the newest', (keep, kept) =>
    withLab({}, async (lab) => {
      const names = [
        '20200101T000000.000Z',
        '20200102T000000.000Z',
        '20200103T000000.000Z',
        '20200104T000000.000Z',
      ]
      for (const name of names) {
        mkdirSync(join(lab.conf, '.gwctl/backups', name), { recursive: true })
        writeFileSync(join(lab.conf, '.gwctl/backups', name, 'manifest.json'), '{}')
      }
      const plan = await lab.plan(yaml('      acme: { proxy: h, register: false }\n'))
      const { backup = '' } = await lab.apply(plan, { backups: keep })
      const standing = readdirSync(join(lab.conf, '.gwctl/backups')).sort()
      expect(standing).toEqual([...names, backup].slice(-kept))
    }),
  )

  it('holds no file when none changes', () =>
    withLab({}, async (lab) => {
      const text = yaml(wanted('acme', 'alice'))
      for (const file of (await lab.plan(text)).files) lab.write(file.path, file.after ?? '')
      const { outcome, backup } = await lab.apply(await lab.plan(text))
      expect(outcome).toBe('applied')
      const manifest = JSON.parse(lab.read(`.gwctl/backups/${String(backup)}/manifest.json`)) as Manifest
      expect(manifest.files).toEqual([])
    }))
})

describe('a clock that jumps back', () => {
  it('does not make the newest backup the oldest, which retention would drop while it is needed', () =>
    withLab({}, async (lab) => {
      const at = (date: string): Partial<ApplyPorts> => ({
        clock: { ...fastClock, date: () => new Date(date) },
      })
      const apply = async (ping: number, date: string): Promise<string | undefined> =>
        (
          await lab.apply(
            await lab.plan(yaml(wanted('acme', 'alice', `, ping: ${ping}`))),
            { backups: 1 },
            at(date),
          )
        ).backup
      expect(await apply(25, '2026-11-23T10:15:00.123Z')).toBe('20261123T101500.123Z')
      expect(await apply(26, '2026-11-23T09:00:00.000Z')).toBe('20261123T101500.124Z')
      expect(await apply(27, '2026-11-23T10:15:00.124Z')).toBe('20261123T101500.125Z')
      expect(readdirSync(join(lab.conf, '.gwctl/backups'))).toEqual(['20261123T101500.125Z'])
      expect(await apply(28, '2026-11-24T00:00:00.000Z')).toBe('20261124T000000.000Z')
    }))
})
