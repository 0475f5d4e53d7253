import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { GwctlError } from '../../src/errors.ts'
import { localTarget, type ConfTarget } from '../../src/targets/local.ts'

let root: string
let target: ConfTarget

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'gwctl-local-'))
  fs.mkdirSync(path.join(root, 'sip_profiles'))
  fs.writeFileSync(path.join(root, 'sip_profiles/external.xml'), 'profile', { mode: 0o660 })
  fs.chmodSync(path.join(root, 'sip_profiles/external.xml'), 0o660)
  target = localTarget(root)
})
afterEach(() => fs.rmSync(root, { recursive: true, force: true }))

const modeOf = (file: string): number => fs.statSync(path.join(root, file)).mode & 0o7777
const codeOf = (act: () => unknown): string => {
  try {
    act()
  } catch (error) {
    if (error instanceof GwctlError) return `${error.code} ${error.message}`
    throw error
  }
  return 'nothing thrown'
}

describe('localTarget', () => {
  it('writes a new file with the owner of its profile and 0640 at most, in a directory it makes', () => {
    fs.chownSync(path.join(root, 'sip_profiles/external.xml'), 1234, 2345)
    target.write('sip_profiles/external/acme.xml', 'new', 'sip_profiles/external.xml')
    const made = fs.statSync(path.join(root, 'sip_profiles/external/acme.xml'))
    expect([made.mode & 0o7777, made.uid, made.gid]).toEqual([0o640, 1234, 2345])
    expect(fs.statSync(path.join(root, 'sip_profiles/external')).uid).toBe(1234)
    expect(fs.readdirSync(path.join(root, 'sip_profiles/external'))).toEqual(['acme.xml'])
  })

  it('keeps bytes, mode and owner of a file it replaces', () => {
    const file = path.join(root, 'sip_profiles/external.xml')
    fs.chownSync(file, 1234, 2345)
    target.write('sip_profiles/external.xml', 'caf\u00e9\u0000\r\n', 'sip_profiles/external.xml')
    expect(fs.readFileSync(file)).toEqual(Buffer.from('caf\u00e9\u0000\r\n', 'latin1'))
    const now = fs.statSync(file)
    expect([now.mode & 0o7777, now.uid, now.gid]).toEqual([0o660, 1234, 2345])
    expect(target.current('sip_profiles/external.xml')).toBe('caf\u00e9\u0000\r\n')
  })

  it('writes through a symbolic link', () => {
    fs.mkdirSync(path.join(root, 'real'))
    fs.writeFileSync(path.join(root, 'real/acme.xml'), 'old', { mode: 0o600 })
    fs.symlinkSync('../real/acme.xml', path.join(root, 'sip_profiles/acme.xml'))
    target.write('sip_profiles/acme.xml', 'new', 'sip_profiles/external.xml')
    expect(fs.lstatSync(path.join(root, 'sip_profiles/acme.xml')).isSymbolicLink()).toBe(true)
    expect(fs.readFileSync(path.join(root, 'real/acme.xml'), 'utf8')).toBe('new')
    expect(modeOf('real/acme.xml')).toBe(0o600)
  })

  it('replaces in one step: a reader sees the old or the new bytes, and no temporary file that an include matches', () => {
    const file = path.join(root, 'sip_profiles/external.xml')
    const seen = new Set<string>()
    const names = new Set<string>()
    const rename = fs.renameSync
    const spy = jest.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
      seen.add(fs.readFileSync(file, 'utf8'))
      for (const name of fs.readdirSync(path.join(root, 'sip_profiles'))) names.add(name)
      rename(from, to)
    })
    target.write('sip_profiles/external.xml', 'new', 'sip_profiles/external.xml')
    spy.mockRestore()
    expect([...seen]).toEqual(['profile'])
    expect([...names].filter((name) => !name.startsWith('.'))).toEqual(['external.xml'])
    expect(target.glob('sip_profiles/*').paths).toEqual(['sip_profiles/external.xml'])
  })

  it('says what could not be written or removed and leaves nothing behind', () => {
    const spy = jest.spyOn(fs, 'fsyncSync').mockImplementation(() => {
      throw Object.assign(new Error('ENOSPC: no space left on device, fsync'), { code: 'ENOSPC' })
    })
    const message = codeOf(() =>
      target.write('sip_profiles/external.xml', 'new', 'sip_profiles/external.xml'),
    )
    spy.mockRestore()
    expect(message).toBe(
      `GW501 ${root}/sip_profiles/external.xml cannot be written: no space left on device.`,
    )
    expect(fs.readdirSync(path.join(root, 'sip_profiles'))).toEqual(['external.xml'])
    expect(target.current('sip_profiles/external.xml')).toBe('profile')
    fs.mkdirSync(path.join(root, 'sip_profiles/dir'))
    expect(codeOf(() => target.remove('sip_profiles/dir'))).toMatch(/^GW501 .*dir cannot be removed: /)
  })

  it('removes a file, also one that is not there', () => {
    target.remove('sip_profiles/external.xml')
    target.remove('sip_profiles/external.xml')
    expect(target.current('sip_profiles/external.xml')).toBeNull()
  })

  it('tells why a file cannot be read', () => {
    expect(target.read('sip_profiles/external.xml')).toEqual({ text: 'profile' })
    expect(target.read('nosuch.xml')).toEqual({ error: 'no such file or directory' })
    expect(target.read('sip_profiles')).toEqual({ error: 'it is a directory' })
    expect(target.read('/dev/null')).toEqual({ error: 'it is no regular file' })
    fs.writeFileSync(path.join(root, 'huge.xml'), '')
    fs.truncateSync(path.join(root, 'huge.xml'), 65 * 1024 * 1024)
    expect(target.read('huge.xml')).toEqual({ error: 'it is larger than 64 MiB', unknown: true })
    // It is there, and reading it fails: somebody else may be able to.
    fs.symlinkSync('/proc/self/mem', path.join(root, 'denied.xml'))
    expect(target.read('denied.xml')).toEqual({ error: 'i/o error', unknown: true })
    expect(codeOf(() => target.current('sip_profiles'))).toMatch(
      /^GW106 .*sip_profiles cannot be read: illegal operation on a directory\.$/,
    )
  })
})

describe('prepare', () => {
  it('writes many files beside those that stand, and then only moves them', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `sip_profiles/external/gw-${index}.xml`)
    const like = 'sip_profiles/external.xml'
    await target.prepare(names.map((file) => ({ file, latin1: `text of ${file}`, like })))
    expect(names.map((file) => target.current(file))).toEqual(names.map(() => null))
    for (const file of names) target.write(file, `text of ${file}`, like)
    target.settle()
    expect(names.map((file) => target.current(file))).toEqual(names.map((file) => `text of ${file}`))
    expect(fs.readdirSync(path.join(root, 'sip_profiles/external'))).toHaveLength(20)
    expect(modeOf('sip_profiles/external/gw-0.xml')).toBe(0o640)
  })

  it('writes what it is given, whatever was prepared', async () => {
    await target.prepare([{ file: 'a.xml', latin1: 'prepared', like: 'sip_profiles/external.xml' }])
    target.write('a.xml', 'given', 'sip_profiles/external.xml')
    target.write('a.xml', 'given next', 'sip_profiles/external.xml')
    expect(target.current('a.xml')).toBe('given next')
    expect(fs.readdirSync(root).sort()).toEqual(['a.xml', 'sip_profiles'])
  })

  it('sweeps what was prepared and never written', async () => {
    await target.prepare([{ file: 'a.xml', latin1: 'prepared', like: 'sip_profiles/external.xml' }])
    expect(fs.readdirSync(root)).toHaveLength(2)
    target.sweep('a.xml')
    expect(fs.readdirSync(root)).toEqual(['sip_profiles'])
  })

  it('leaves nothing beside what cannot be replaced', async () => {
    fs.mkdirSync(path.join(root, 'a.xml/in-the-way'), { recursive: true })
    await target.prepare([{ file: 'a.xml', latin1: 'prepared', like: 'sip_profiles/external.xml' }])
    expect(codeOf(() => target.write('a.xml', 'prepared', 'sip_profiles/external.xml'))).toMatch(/^GW501 /)
    expect(fs.readdirSync(root).sort()).toEqual(['a.xml', 'sip_profiles'])
    await expect(
      target.prepare([{ file: 'a.xml/in-the-way/\0', latin1: '', like: 'sip_profiles/external.xml' }]),
    ).rejects.toMatchObject({ code: 'GW501' })
  })
})
