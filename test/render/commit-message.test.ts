import { commitMessage } from '../../src/render/commit-message.ts'
import { change, fileChange, plan } from '../support/plan-parts.ts'

const ORIGIN = { purpose: 'apply', id: '20261123T101500.123Z' }
const PASSWORD = { name: 'password', before: null, after: null, sensitive: true as const }

describe('commitMessage', () => {
  it('names the one change and its parameters, and where it came from', () => {
    const params = [{ name: 'proxy', before: 'a', after: 'b' }, PASSWORD]
    const message = commitMessage(plan({ changes: [change('update', { params })] }), {
      ...ORIGIN,
      revision: 'abc123',
    })
    expect(message).toBe(
      'gwctl apply: update external/acme\n\n- update external/acme: proxy, password\n\n' +
        'gwctl apply 20261123T101500.123Z\nYAML at abc123\n',
    )
  })

  it('counts many changes, and names no parameters of a new gateway', () => {
    const created = Array.from({ length: 52 }, (_, at) =>
      change('create', { gateway: `g${at}`, params: [PASSWORD] }),
    )
    const message = commitMessage(plan({ changes: created }), ORIGIN)
    expect(message).toMatch(/^gwctl apply: 52 gateways\n/)
    expect(message).toContain('\n- create external/g49\n... and 2 more\n')
  })

  it('has a subject that fits, and one for files alone', () => {
    const long = change('update', { gateway: 'g'.repeat(80) })
    expect(commitMessage(plan({ changes: [long] }), ORIGIN)).toMatch(/^gwctl apply: 1 gateway\n/)
    const files = [fileChange('a', 'b'), fileChange('a', 'b')]
    expect(commitMessage(plan({ files }), ORIGIN)).toMatch(/^gwctl apply: 2 files\n/)
    expect(commitMessage(plan({ files: files.slice(1) }), ORIGIN)).toMatch(/^gwctl apply: 1 file\n/)
  })
})
