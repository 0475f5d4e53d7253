import {
  renderBackup,
  renderBackupList,
  renderRestoreDiff,
  type ListedBackup,
} from '../../src/render/backup-text.ts'
import { change, fileChange, plan } from '../support/plan-parts.ts'

const ONE: ListedBackup = {
  id: '20261123T101500.123Z',
  createdAt: '2026-11-23T10:15:00.123Z',
  purpose: 'apply',
  outcome: 'applied',
  files: 2,
  size: 4096,
}

describe('renderBackupList', () => {
  it('is a table, newest first as given, with what is of no use', () => {
    const text = renderBackupList([
      ONE,
      { ...ONE, purpose: 'rollback', size: 999 },
      { id: 'x', damage: 'no \u001b' },
    ])
    expect(text).toBe(`ID                    PURPOSE   OUTCOME  FILES  SIZE    WHEN
20261123T101500.123Z  apply     applied  2      4.1 kB  2026-11-23 10:15:00 UTC
20261123T101500.123Z  rollback  applied  2      999 B   2026-11-23 10:15:00 UTC
x                                        unusable: no \\x1b
`)
    expect(renderBackupList([])).toBe('No backups.\n')
  })
})

describe('renderBackup', () => {
  it('names the files and how they stand, and no contents', () => {
    const files = [
      { path: 'a.xml', action: 'updated', now: 'stands as it was written' },
      { path: 'long/b.xml', action: 'created', now: 'was changed since' },
    ] as const
    expect(renderBackup(ONE, files))
      .toBe(`Backup 20261123T101500.123Z: apply, applied, 2026-11-23 10:15:00 UTC
  a.xml       updated  stands as it was written
  long/b.xml  created  was changed since
`)
    expect(renderBackup(ONE, [])).toContain('It holds no file')
  })
})

describe('renderRestoreDiff', () => {
  it('shows the files and names the gateways and their parameters', () => {
    const files = [fileChange('p [[secret]]\n', 'p [[other]]\n')]
    const params = [{ name: 'proxy', before: null, after: null, sensitive: true }] as const
    const changes = [change('update', { params }), change('delete')]
    const text = renderRestoreDiff(plan({ files, changes }), { color: false })
    expect(text).toContain('-p ******** (old)')
    expect(text).not.toMatch(/secret|other/)
    expect(text.slice(text.indexOf('Gateways'))).toBe(
      'Gateways\n  external/acme  update: proxy\n  external/acme  delete\n',
    )
    expect(renderRestoreDiff(plan({ files }), { color: false })).not.toContain('Gateways')
    expect(renderRestoreDiff(plan(), { color: false })).toMatch(/^No difference/)
  })
})
