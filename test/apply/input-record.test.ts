import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  doubtCompleteness,
  knownSecrets,
  recordInput,
  rememberSecrets,
  type RecordedInput,
} from '../../src/apply/input-record.ts'
import { definition, desired, gateway, text } from '../support/plan-world.ts'

const WHOLE = 'one\ntwo\nthree\n'

function sources(...texts: string[]): RecordedInput {
  return named(Object.fromEntries(texts.map((each, at) => [`${at}.yaml`, each])))
}

function named(
  texts: Record<string, string>,
  gateways: RecordedInput['desired'] = desired([]),
): RecordedInput {
  return { desired: gateways, sources: new Map(Object.entries(texts)) }
}

/** Desired gateways that stand one after the other in one file. */
function standing(...names: string[]): RecordedInput['desired'] {
  return desired(
    names.map((name, index) =>
      gateway(`external/${name}`, { proxy: 'p' }, { at: { file: 'a.yaml', offset: index * 10, length: 1 } }),
    ),
  )
}

describe('doubtCompleteness', () => {
  let root = ''
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'gwctl-record-'))))
  afterEach(() => rmSync(root, { recursive: true }))

  it('doubts what nothing shows to be complete', () => {
    expect(doubtCompleteness(root, sources(WHOLE))).toMatchObject({ cut: false })
  })

  it.each(['a: 1\n...\n', 'a: 1\n...', 'a: 1\r\n...\r\n', 'a: 1\n... \n\n', '...\n'])(
    'takes %j for complete',
    (text) => {
      expect(doubtCompleteness(root, sources(text))).toBeUndefined()
    },
  )

  it.each(['a: 1 ...\n', 'a: 1\n....\n', 'a: 1\n...\nb: 2\n', 'a: 1\n..'])(
    'finds no end mark in %j',
    (text) => {
      expect(doubtCompleteness(root, sources(text))).toMatchObject({ cut: false })
    },
  )

  it('believes what was applied, and anything that is no beginning of it', () => {
    recordInput(root, sources(WHOLE))
    for (const text of [WHOLE, 'one\ntwo\nthree', 'one\nthree\n', 'two\n', `${WHOLE}four\n`])
      expect(doubtCompleteness(root, sources(text))).toBeUndefined()
  })

  it.each(['one\n', 'one\ntwo\n'])('knows the beginning %j of what was applied', (text) => {
    recordInput(root, sources('other\n', WHOLE))
    expect(doubtCompleteness(root, sources('other\n', text))).toMatchObject({ cut: true })
  })

  it('knows it under another name', () => {
    recordInput(root, named({ 'a.yaml': WHOLE }))
    const doubt = doubtCompleteness(root, named({ '/elsewhere/b.yaml': 'one\n' }))
    expect(doubt).toMatchObject({ cut: true })
    expect(doubt?.reason).toContain('/elsewhere/b.yaml')
  })

  it('believes a beginning that says that it is complete', () => {
    recordInput(root, sources('a: 1\n...\nmore\n'))
    expect(doubtCompleteness(root, sources('a: 1\n...\n'))).toBeUndefined()
  })

  it.each([
    '',
    '{',
    'null',
    '[]',
    '{"formatVersion":"1.0"}',
    '{"files":null}',
    '{"files":{"a":5}}',
    '{"files":{"a":[5]},"secrets":{}}',
    '{"files":{"a":{"beginnings":[5]}},"secrets":{}}',
    '{"files":{},"secrets":{"a":5}}',
  ])('takes the record %j for none or for one that knows nothing', (text) => {
    recordInput(root, sources(WHOLE))
    writeFileSync(join(root, '.gwctl/input.json'), text)
    expect(() => doubtCompleteness(root, sources('one\n'))).not.toThrow()
  })

  it('doubts input in which the gateway is gone that stood last, wherever else it was edited', () => {
    recordInput(root, named({ 'a.yaml': WHOLE }, standing('a', 'z', 'last')))
    const edited = 'edited\nbefore the cut\n'
    const doubt = doubtCompleteness(root, named({ 'a.yaml': edited }, standing('a', 'z')))
    expect(doubt).toEqual({
      reason: 'external/last, which stood last in a file, is gone with it: the input may be cut off.',
      cut: false,
    })
    expect(doubtCompleteness(root, named({ 'a.yaml': edited }, standing('last')))).toBeUndefined()
    expect(doubtCompleteness(root, named({ 'a.yaml': `${edited}...\n` }, standing('a')))).toBeUndefined()
  })

  it('remembers which values were secrets, also of gateways that are gone', () => {
    const secret = definition({ proxy: 'p' }, { variables: [{ name: text('pin'), value: text('1', true) }] })
    recordInput(root, named({ 'a.yaml': WHOLE }, desired([gateway('external/a', secret)])))
    recordInput(root, named({ 'a.yaml': WHOLE }, desired([])))
    expect([...knownSecrets(root)]).toEqual([['a', ['pin']]])
  })

  it('forgets none of them: a rollback may bring back what was one', () => {
    const first = definition({ proxy: 'p' }, { variables: [{ name: text('pin'), value: text('1', true) }] })
    const later = definition({ proxy: 'p' }, { variables: [{ name: text('puk'), value: text('2', true) }] })
    recordInput(root, named({ 'a.yaml': WHOLE }, desired([gateway('external/a', first)])))
    recordInput(root, named({ 'a.yaml': WHOLE }, desired([gateway('external/a', later)])))
    expect([...knownSecrets(root)]).toEqual([['a', ['pin', 'puk']]])
  })

  it('remembers them before anything was applied, and takes that for no record of what was', () => {
    const secret = definition({ proxy: 'p' }, { variables: [{ name: text('pin'), value: text('1', true) }] })
    rememberSecrets(root, desired([gateway('external/a', secret)]))
    expect([...knownSecrets(root)]).toEqual([['a', ['pin']]])
    expect(doubtCompleteness(root, sources(WHOLE))?.reason).toContain('Nothing was applied here before')
  })

  it('says why they cannot be remembered', () => {
    mkdirSync(join(root, '.gwctl/input.json.new'), { recursive: true })
    expect(() => rememberSecrets(root, desired([]))).toThrow(expect.objectContaining({ code: 'GW501' }))
  })

  it('writes nothing when it is the same', () => {
    recordInput(root, sources(WHOLE))
    const file = join(root, '.gwctl/input.json')
    const before = statSync(file).mtimeMs
    recordInput(root, sources(WHOLE))
    expect(statSync(file).mtimeMs).toBe(before)
  })

  it('keeps no text of the input, and keeps what it has to itself', () => {
    recordInput(root, sources('password: T0p-secret\n'))
    const file = join(root, '.gwctl/input.json')
    expect(readFileSync(file, 'utf8')).not.toContain('T0p')
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600')
  })
})
