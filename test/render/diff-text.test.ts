import { diffText } from '../../src/render/diff-text.ts'
import { styleFor } from '../../src/render/style.ts'
import { fileChange } from '../support/plan-parts.ts'

const plain = styleFor(false)

describe('diffText', () => {
  it('indents every line', () => {
    expect(diffText(fileChange('a\n\nb\n', 'a\n\nc\n'), plain)).toBe(
      '  --- a.xml\n  +++ a.xml\n  @@ -1,3 +1,3 @@\n   a\n   \n  -b\n  +c\n',
    )
  })

  it('colours headers, places, what goes and what comes', () => {
    const lines = diffText(fileChange('a\nb\n', 'a\nc\n'), styleFor(true)).split('\n')
    expect(lines).toEqual([
      '  \u001b[1m--- a.xml\u001b[22m',
      '  \u001b[1m+++ a.xml\u001b[22m',
      '  \u001b[36m@@ -1,2 +1,2 @@\u001b[39m',
      '   a',
      '  \u001b[31m-b\u001b[39m',
      '  \u001b[32m+c\u001b[39m',
      '',
    ])
  })

  it('leaves out carriage returns where every line has one', () => {
    expect(diffText(fileChange('a\r\nb\r\n', 'a\r\nc\r\n'), plain)).toMatch(/\n {3}a\n {2}-b\n {2}\+c\n$/)
  })

  it('does not ask for one after a last line that has no end', () => {
    expect(diffText(fileChange('a\r\nb', 'a\r\nb\r\n'), plain)).toMatch(
      /\n {3}a\n {2}-b\n {2}\\ No newline at end of file\n {2}\+b\n$/,
    )
  })

  it('leaves out one of two at the end of a line', () => {
    expect(diffText(fileChange(null, 'a\r\r\n'), plain)).toContain('  +a\\x0d\n')
  })

  it('writes them out where only some lines have one', () => {
    expect(diffText(fileChange('a\nb\r\n', 'a\nb\n'), plain)).toMatch(/\n {3}a\n {2}-b\\x0d\n {2}\+b\n$/)
  })

  it('writes out control characters that a file holds', () => {
    expect(diffText(fileChange('a\n', '\u001b[2J\n'), plain)).toContain('+\\x1b[2J')
  })
})
