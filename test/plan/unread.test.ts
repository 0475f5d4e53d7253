import { buildPlan } from '../../src/plan/build.ts'
import type { ConfReader } from '../../src/model/disk.ts'
import { aboutDisk } from '../../src/plan/unread.ts'
import { readFromMemory } from '../../src/xml/memory-reader.ts'
import { readDisk } from '../../src/xml/read.ts'
import { confFiles, desired, gateway, live } from '../support/plan-world.ts'

const TRUNK = { proxy: 'p.example', register: 'false' }
const WANTED = desired([gateway('external/a', TRUNK), gateway('external/b', TRUNK)])

/** The configuration of `confFiles`, where this path or pattern is there and cannot be read. */
function hiding(path: string, where: 'read' | 'glob'): ConfReader {
  const memory = readFromMemory(confFiles({ 'external/a': TRUNK, 'external/b': TRUNK }))
  return {
    read: (each) =>
      where === 'read' && each === path ? { error: 'permission denied', unknown: true } : memory.read(each),
    glob: (each) =>
      where === 'glob' && each === path ? { paths: [], error: 'permission denied' } : memory.glob(each),
  }
}

function problems(reader: ConfReader, wanted = WANTED): string[] {
  const { diagnostics } = buildPlan(wanted, readDisk(reader), live([]))
  return diagnostics.map(({ code, severity, message }) => `${code} ${severity} ${message}`)
}

describe('what is there and cannot be read', () => {
  it.each<[what: string, path: string, where: 'read' | 'glob']>([
    ['a file of gateways', 'sip_profiles/external/b.xml', 'read'],
    ['the directory of a profile', 'sip_profiles/external/*.xml', 'glob'],
    ['the file of a profile', 'sip_profiles/external.xml', 'read'],
  ])('is no missing gateway, and no plan is made: %s', (_, path, where) => {
    expect(problems(hiding(path, where))).toContainEqual(
      expect.stringMatching(/^GW106 error .*permission denied$/),
    )
    expect(buildPlan(WANTED, readDisk(hiding(path, where)), live([])).plan).toBeUndefined()
  })

  it('is told beside everything else', () => {
    const about = { severity: 'warning', message: 'm', hint: 'h' } as const
    const [one, other] = [{ code: 'GW202', ...about } as const, { code: 'GW108', ...about } as const]
    const told = aboutDisk(
      { ...readDisk(hiding('', 'read')), diagnostics: [one, other], unread: [{ diagnostic: one }] },
      WANTED,
    )
    expect(told.map((each) => each.code)).toEqual(['GW106', 'GW108'])
  })

  it('stands in no profile of the YAML where its profile has no name', () => {
    const reader = hiding('sip_profiles/external/b.xml', 'read')
    const read: ConfReader['read'] = (path) => {
      const found = reader.read(path)
      return 'text' in found ? { text: found.text.replace(' name="external"', '') } : found
    }
    expect(readDisk({ ...reader, read }).unread).toMatchObject([{ profile: '' }])
  })

  it('stays a warning where the YAML names nothing that can stand in it', () => {
    const other = desired([], [{ name: 'internal', gateways: [] }])
    const files = hiding('sip_profiles/external/b.xml', 'read')
    expect(problems(files, other)).toContainEqual(expect.stringMatching(/^GW202 warning /))
    expect(problems(files, other)).not.toContainEqual(expect.stringContaining('GW106'))
    expect(problems(hiding('sip_profiles/external.xml', 'read'), desired([]))).toEqual([
      expect.stringMatching(/^GW202 warning /),
    ])
  })
})
