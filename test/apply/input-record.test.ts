import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { doubtCompleteness, recordInput } from '../../src/apply/input-record.ts'

const WHOLE = 'one\ntwo\nthree\n'

function sources(...texts: string[]): Map<string, string> {
  return new Map(texts.map((text, at) => [`${at}.yaml`, text]))
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
    recordInput(root, new Map([['a.yaml', WHOLE]]))
    const doubt = doubtCompleteness(root, new Map([['/elsewhere/b.yaml', 'one\n']]))
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
    '{"files":{"a":[5]}}',
  ])('takes the record %j for none or for one that knows nothing', (text) => {
    recordInput(root, sources(WHOLE))
    writeFileSync(join(root, '.gwctl/input.json'), text)
    expect(() => doubtCompleteness(root, sources('one\n'))).not.toThrow()
  })

  it('keeps no text of the input, and keeps what it has to itself', () => {
    recordInput(root, sources('password: T0p-secret\n'))
    const file = join(root, '.gwctl/input.json')
    expect(readFileSync(file, 'utf8')).not.toContain('T0p')
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600')
  })
})
