import { sideBySide } from '../../src/render/side-by-side.ts'
import { fileChange } from '../support/plan-parts.ts'

const lines = (...all: readonly (string | number)[]): string => all.map((each) => `${each}\n`).join('')
const told = (before: string | null, after: string | null): string[] =>
  sideBySide(fileChange(before, after)).map((row) => {
    if (row.kind === 'note') return `note ${row.text}`
    const [left, right] = ['before' in row ? row.before : undefined, 'after' in row ? row.after : undefined]
    const side = (line: typeof left): string =>
      line === undefined
        ? '-'
        : `${line.number}:${line.text}${line.changed ? `[${line.text.slice(line.changed.start, line.changed.end)}]` : ''}`
    return `${row.kind} ${side(left)} | ${side(right)}`
  })

describe('sideBySide', () => {
  it('puts changed lines beside each other and marks what differs in them', () => {
    expect(told(lines('a', 'v="1"', 'c'), lines('a', 'v="2"', 'c'))).toEqual([
      'same 1:a | 1:a',
      'changed 2:v="1"[1] | 2:v="2"[2]',
      'same 3:c | 3:c',
    ])
  })

  it('leaves out the mark of a side that has nothing of its own', () => {
    expect(told(lines('3600'), lines('600'))).toEqual(['changed 1:3600[3] | 1:600'])
    expect(told(lines('a', 'b', 'c'), lines('x', 'c'))).toEqual([
      'changed 1:a[a] | 1:x[x]',
      'removed 2:b | -',
      'same 3:c | 2:c',
    ])
  })

  it('marks whole characters only', () => {
    // Both are two UTF-16 units, the first of them the same; file texts are bytes of UTF-8.
    const bytes = (text: string): string => Buffer.from(`${text}\n`).toString('latin1')
    expect(told(bytes('x😀'), bytes('x😁'))).toEqual(['changed 1:x😀[😀] | 1:x😁[😁]'])
  })

  it('numbers lines from where each stretch begins, and says that there are lines between', () => {
    const middle = Array.from({ length: 20 }, (_, at) => at)
    const rows = told(lines('a', ...middle, 'z'), lines('b', ...middle, 'y', 'x'))
    expect(rows.slice(0, 2)).toEqual(['changed 1:a[a] | 1:b[b]', 'same 2:0 | 2:0'])
    expect(rows.slice(4)).toEqual([
      'note …',
      'same 19:17 | 19:17',
      'same 20:18 | 20:18',
      'same 21:19 | 21:19',
      'changed 22:z[z] | 22:y[y]',
      'added - | 23:x',
    ])
  })

  it('says first that lines are left out before', () => {
    const rows = told(
      lines(...Array.from({ length: 9 }, (_, at) => at), 'z'),
      lines(0, 1, 2, 3, 4, 5, 6, 7, 8, 'y'),
    )
    expect(rows[0]).toBe('note …')
  })

  it('shows a file that comes or goes', () => {
    expect(told(null, lines('a', 'b'))).toEqual(['added - | 1:a', 'added - | 2:b'])
    expect(told(lines('a'), null)).toEqual(['removed 1:a | -'])
  })

  it('says where the last line has no end', () => {
    expect(told('a', 'b')).toEqual([
      'removed 1:a | -',
      'note No newline at end of file',
      'added - | 1:b',
      'note No newline at end of file',
    ])
  })

  it('shows no sensitive value, and that it changed', () => {
    expect(told('p [[one]]\n', 'p [[two]]\n')).toEqual([
      'changed 1:p ******** (old)[old] | 1:p ******** (new)[new]',
    ])
  })
})
