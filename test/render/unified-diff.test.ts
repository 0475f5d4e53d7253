import fc from 'fast-check'
import { unifiedDiff } from '../../src/render/unified-diff.ts'
import { fileChange } from '../support/plan-parts.ts'

describe('unifiedDiff', () => {
  it('shows an update with its path on both sides', () => {
    expect(unifiedDiff(fileChange('a\nb\n', 'a\nc\n', 'x/y.xml'))).toBe(
      '--- x/y.xml\n+++ x/y.xml\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n',
    )
  })

  it('shows a new file without marking its password as new', () => {
    expect(unifiedDiff(fileChange(null, 'user\n[[pw]]\n'))).toBe(
      '--- /dev/null\n+++ a.xml\n@@ -0,0 +1,2 @@\n+user\n+********\n',
    )
  })

  it('shows what a deleted file held, without its password', () => {
    expect(unifiedDiff(fileChange('user\n[[pw]]\n', null))).toBe(
      '--- a.xml\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-user\n-********\n',
    )
  })

  it('shows a rotated password as a changed line', () => {
    expect(unifiedDiff(fileChange('p [[one]]\n', 'p [[two]]\n'))).toBe(
      '--- a.xml\n+++ a.xml\n@@ -1,1 +1,1 @@\n-p ******** (old)\n+p ******** (new)\n',
    )
  })

  it('keeps carriage returns: they are bytes of the file', () => {
    expect(unifiedDiff(fileChange('a\r\n', 'b\r\n'))).toContain('-a\r\n+b\r\n')
  })

  it.each([
    ['update', 'x\n', '--- a.xml\n+++ a.xml\n'],
    ['create', null, '--- /dev/null\n+++ a.xml\n'],
  ])('gives up on a huge %s in bounded time, and says so', (_, before, head) => {
    const huge = Array.from({ length: 4100 }, (__, line) => `${line}\n`).join('')
    expect(unifiedDiff(fileChange(before, huge))).toBe(`${head}(more than 4000 changed lines: not shown)\n`)
  })

  it('never shows a sensitive value, whatever stands around it', () => {
    const line = fc.stringMatching(/^[a-z<>"= ]{0,12}$/)
    const secret = fc.stringMatching(/^[A-Z0-9]{6,12}$/)
    const marked = fc
      .array(fc.oneof(line, fc.tuple(line, secret, line)), { maxLength: 8 })
      .map((parts) =>
        parts
          .map((part) => (typeof part === 'string' ? part : `${part[0]}[[${part[1]}]]${part[2]}`))
          .join('\n'),
      )
    fc.assert(
      fc.property(marked, marked, (before, after) => {
        const patch = unifiedDiff(fileChange(before, after))
        expect(patch.replace(/^(?:---|\+\+\+|@@|\\ No).*$/gm, '')).not.toMatch(/[A-Z0-9]/)
      }),
      { seed: 20_261_123, numRuns: 300 },
    )
  })
})
