import { hideValues, MASK, maskTokens } from '../../src/render/mask.ts'
import { fileChange } from '../support/plan-parts.ts'

describe('hideValues', () => {
  it('leaves no sensitive character, on either side', () => {
    const hidden = hideValues(fileChange('<a [[s3cret]]/>[[other]]', '<a [[s3cret]]/>[[fresh]]'))
    expect(`${hidden.before}${hidden.after}`).not.toMatch(/s3cret|other|fresh/)
  })

  it('gives equal values equal tokens and different values different ones', () => {
    const { before, after } = hideValues(fileChange('[[one]]|[[two]]', '[[one]]|[[three]]'))
    const [[one, two], [same, three]] = [before.split('|'), after.split('|')]
    expect(one).toBe(same)
    expect(new Set([one, two, three]).size).toBe(3)
  })

  it('hides by place: the same characters elsewhere are no secret', () => {
    expect(hideValues(fileChange(null, 'alice [[alice]]')).after).toMatch(/^alice (?!alice)/)
  })

  it('reads UTF-8 around the values, and keeps a byte order mark', () => {
    const utf8 = (text: string): string => Buffer.from(text).toString('latin1')
    const { after } = hideValues(
      fileChange(null, `${utf8('\ufeffSöhne ')}[[${utf8('gehäim')}]]${utf8(' 中')}`),
    )
    expect(maskTokens(after)).toBe(`\ufeffSöhne ${MASK} 中`)
  })

  it('hides all of ranges that overlap, touch, repeat or come in any order', () => {
    const change = fileChange(null, 'a0123456789b')
    const ranges = [
      { start: 6, end: 11 },
      { start: 1, end: 4 },
      { start: 3, end: 7 },
      { start: 2, end: 3 },
    ]
    const { after } = hideValues({ ...change, sensitiveAfter: ranges })
    expect(maskTokens(after)).toBe(`a${MASK.repeat(3)}b`)
  })

  it('takes a file that is not there for an empty one', () => {
    expect(hideValues(fileChange(null, null))).toEqual({ before: '', after: '' })
  })
})

describe('maskTokens', () => {
  const [[one = '', two = '', three = '']] = [
    hideValues(fileChange(null, '[[1]]|[[2]]|[[3]]')).after.split('|'),
  ]

  it('marks old and new where a value was rotated', () => {
    expect(maskTokens(` x\n-pw ${one}\n+pw ${two}\n x`)).toBe(` x\n-pw ${MASK} (old)\n+pw ${MASK} (new)\n x`)
  })

  it('marks only the values that differ', () => {
    expect(maskTokens(`-a ${one} b ${two} x\n+a ${one} b ${three} y\n`)).toBe(
      `-a ${MASK} b ${MASK} (old) x\n+a ${MASK} b ${MASK} (new) y\n`,
    )
  })

  it('shows two values that changed places as changed', () => {
    const patch = `-a ${one}\n+a ${two}\n x\n-b ${two}\n+b ${one}\n`
    expect(maskTokens(patch)).toBe(
      `-a ${MASK} (old)\n+a ${MASK} (new)\n x\n-b ${MASK} (old)\n+b ${MASK} (new)\n`,
    )
  })

  it('marks nothing where values only come, only go, or stand around a change', () => {
    expect(maskTokens(`+pw ${one}\n`)).toBe(`+pw ${MASK}\n`)
    expect(maskTokens(`-pw ${one}\n`)).toBe(`-pw ${MASK}\n`)
    expect(maskTokens(` pw ${one}\n-x\n+y\n`)).toBe(` pw ${MASK}\n-x\n+y\n`)
  })

  it('takes the note of a missing line end for part of the change', () => {
    const note = '\\ No newline at end of file'
    expect(maskTokens(`-pw ${one}\n${note}\n+pw ${one} x\n${note}\n`)).toBe(
      `-pw ${MASK}\n${note}\n+pw ${MASK} x\n${note}\n`,
    )
  })
})
