import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { digestOf, writeBackup } from '../../src/apply/backup.ts'
import { gwctlDirectory } from '../../src/apply/gwctl-directory.ts'
import { recover } from '../../src/apply/recover.ts'
import { beginJournal, readLeftJournal } from '../../src/apply/journal.ts'
import type { SwitchPort } from '../../src/apply/switch-port.ts'
import { localTarget } from '../../src/targets/local.ts'
import { account, fastClock, overLink, wanted, withLab, yaml } from './lab.ts'

const FILE = 'sip_profiles/external/new.xml'
const YAML = `profiles:
  external:
    gateways:
      new: { proxy: 127.0.0.1:15060, register: false }
`

/** A connection on which every command ends in `send`, and no event comes. */
function hearingNothing(link: SwitchPort, send: SwitchPort['send']): SwitchPort {
  const never = (): Promise<undefined> => Promise.resolve(undefined)
  return overLink(link, { send, history: () => [], waitFor: never, waitForProfile: never })
}

describe('a file that somebody else changed after the crash', () => {
  it('stays, blocks recover, and is kept where that is wanted', () =>
    withLab({}, async (lab) => {
      const plan = await lab.plan(YAML)
      const link = await lab.connect()
      const target = localTarget(lab.conf)
      const mine = join(lab.conf, FILE)
      // The other hand is quicker than the put-back, which finds bytes that it does not know.
      const send = async (): Promise<void> => {
        writeFileSync(mine, '<!-- by hand -->\n')
        throw new Error('the apply fails here')
      }
      const port = hearingNothing(link, send)
      const result = await lab.apply(plan, {}, { link: port })
      expect(result.outcome).toBe('stuck')
      expect(result.left[0]).toContain('recover --accept-changes')

      const left = readLeftJournal(lab.conf)
      if (left === undefined) throw new Error('there is no journal')
      const ports = { target, link, clock: fastClock, progress: () => undefined }
      expect(await recover(left, ports)).toMatchObject({ outcome: 'stuck' })
      expect(await recover(left, ports, { acceptChanges: true })).toMatchObject({ outcome: 'put-back' })
      expect(readFileSync(mine, 'utf8')).toBe('<!-- by hand -->\n')
      expect(readLeftJournal(lab.conf)).toBeUndefined()
    }))
})

describe('recover after a kill between the files and the first command', () => {
  it('takes away what the rescan of somebody else has started of them', () =>
    withLab({}, async (lab) => {
      const plan = await lab.plan(YAML)
      const [file] = plan.files
      const target = localTarget(lab.conf)
      const link = await lab.connect()
      const before = { id: '20260101T000000.000Z', purpose: 'apply', date: new Date(0) }
      await writeBackup(target, plan.files, before)
      const journal = beginJournal(lab.conf, {
        formatVersion: '1.0',
        id: before.id,
        startedAt: before.date.toISOString(),
        purpose: 'apply',
        coreUuid: plan.coreUuid ?? '',
        files: [{ path: FILE, sha256Before: null, sha256After: digestOf(file?.after ?? '') }],
        gateways: [
          {
            profile: 'external',
            gateway: 'new',
            ranBefore: false,
            upBefore: false,
            kill: false,
            start: true,
          },
        ],
      })
      journal.append({ kind: 'file', path: FILE })
      target.write(FILE, file?.after ?? '', 'sip_profiles/external.xml')
      await link.send('sofia profile external rescan reloadxml')
      expect((await link.observe()).gateways.map((each) => each.name)).toContain('new')

      const left = readLeftJournal(lab.conf)
      if (left === undefined) throw new Error('there is no journal')
      const ports = { target, link, clock: fastClock, progress: () => undefined }
      expect(await recover(left, ports)).toMatchObject({ outcome: 'put-back', left: [] })
      expect((await link.observe()).gateways.map((each) => each.name)).not.toContain('new')
      expect(target.current(FILE)).toBeNull()
    }))
})

describe('a journal or a directory that gwctl has not written', () => {
  it('is not followed out of the configuration directory', () =>
    withLab({}, (lab) => {
      mkdirSync(join(lab.conf, '.gwctl'))
      const header = {
        formatVersion: '1.0',
        id: 'x',
        startedAt: '',
        purpose: 'apply',
        coreUuid: '',
        gateways: [],
      }
      const file = { path: '../elsewhere.txt', sha256Before: null, sha256After: 'x' }
      const lines = [
        JSON.stringify({ ...header, files: [file] }),
        '{"kind":"commands"}',
        '{"kind":"verified"}',
      ]
      writeFileSync(join(lab.conf, '.gwctl/journal.jsonl'), `${lines.join('\n')}\n`)
      expect(() => readLeftJournal(lab.conf)).toThrow(/journal/)
      return Promise.resolve()
    }))

  it('that another run just begins is left alone, and one that never began is in the way of nobody', () =>
    withLab({}, (lab) => {
      const file = join(gwctlDirectory(lab.conf), 'journal.jsonl')
      writeFileSync(file, '{"formatVersion":"1.0","id"')
      expect(readLeftJournal(lab.conf)).toBeUndefined()
      expect(existsSync(file)).toBe(true)
      const header = { id: 'x', startedAt: '', purpose: 'apply', coreUuid: '', files: [], gateways: [] }
      const journal = beginJournal(lab.conf, { formatVersion: '1.0', ...header })
      expect(readLeftJournal(lab.conf)?.header.id).toBe('x')
      expect(() => beginJournal(lab.conf, journal.header)).toThrow('interrupted')
      return Promise.resolve()
    }))

  it('is refused where it is a link', () =>
    withLab({}, (lab) => {
      symlinkSync(tmpdir(), join(lab.conf, '.gwctl'))
      expect(() => gwctlDirectory(lab.conf)).toThrow('is no directory')
      rmSync(join(lab.conf, '.gwctl'))
      return Promise.resolve()
    }))
})

describe('recover without the backup', () => {
  it('goes on once the files are right again, by hand', () =>
    withLab({ gateways: { 'external/acme': account('alice') } }, async (lab) => {
      await lab.settled(['acme'])
      const before = lab.read('sip_profiles/external/acme.xml')
      const plan = await lab.plan(yaml(wanted('acme', 'alice', ', ping: 25')))
      const link = await lab.connect()
      const target = localTarget(lab.conf)
      // It fails after its file is written, and somebody tidies up.
      const send = (): Promise<void> => {
        rmSync(join(lab.conf, '.gwctl/backups'), { recursive: true, force: true })
        return Promise.reject(new Error('the apply fails here'))
      }
      const port = hearingNothing(link, send)
      expect((await lab.apply(plan, {}, { link: port })).left[0]).toMatch(
        /acme\.xml could not be put back: The backup .* cannot be read: .* then run: gwctl recover$/,
      )
      const left = readLeftJournal(lab.conf)
      if (left === undefined) throw new Error('there is no journal')
      const ports = { target, link, clock: fastClock, progress: () => undefined }
      expect(await recover(left, ports)).toMatchObject({ outcome: 'stuck' })
      lab.write('sip_profiles/external/acme.xml', before)
      expect(await recover(left, ports)).toMatchObject({ outcome: 'put-back', left: [] })
      expect(readLeftJournal(lab.conf)).toBeUndefined()
    }))
})

describe('a configuration directory that is moved away in the middle', () => {
  it('is not made anew, and is put back when it is there again', () =>
    withLab({ gateways: { 'external/acme': account('alice') } }, async (lab) => {
      await lab.settled(['acme'])
      const before = lab.read('sip_profiles/external/acme.xml')
      const plan = await lab.plan(yaml(wanted('acme', 'alice', ', ping: 25')))
      const link = await lab.connect()
      const away = `${lab.conf}.away`
      const target = localTarget(lab.conf)
      const moving = {
        ...target,
        write: (...given: Parameters<typeof target.write>) => {
          if (existsSync(lab.conf)) renameSync(lab.conf, away)
          target.write(...given)
        },
      }
      const result = await lab.apply(plan, {}, { link, target: moving })
      expect(result).toMatchObject({ outcome: 'stuck', cause: { code: 'GW501' } })
      expect(result.cause?.message).toContain('is not the directory any more that was read')
      expect(existsSync(lab.conf)).toBe(false)
      renameSync(away, lab.conf)
      const left = readLeftJournal(lab.conf)
      if (left === undefined) throw new Error('there is no journal')
      const ports = { target: localTarget(lab.conf), link, clock: fastClock, progress: () => undefined }
      expect(await recover(left, ports)).toMatchObject({ outcome: 'put-back', left: [] })
      expect(lab.read('sip_profiles/external/acme.xml')).toBe(before)
    }))
})
