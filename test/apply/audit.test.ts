import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { appendAudit, whoRuns, type AuditEntry } from '../../src/apply/audit.ts'

let root = ''
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'gwctl-audit-'))))
afterEach(() => rmSync(root, { recursive: true, force: true }))

function entry(id: string): AuditEntry {
  return {
    formatVersion: '1.0',
    at: '2026-11-23T10:00:00.000Z',
    who: { user: 'alice', host: 'pbx' },
    purpose: 'apply',
    id,
    plan: null,
    outcome: 'applied',
    exit: 0,
    numbers: { files: 1 },
  }
}

const log = (): string => readFileSync(join(root, '.gwctl/audit.jsonl'), 'utf8')

describe('the audit log', () => {
  it('gets one line for each entry and is for its owner alone', () => {
    appendAudit(root, entry('one\ntwo'))
    appendAudit(root, entry('three'))
    expect(
      log()
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([entry('one\ntwo'), entry('three')])
    expect((statSync(join(root, '.gwctl/audit.jsonl')).mode & 0o777).toString(8)).toBe('600')
  })

  it('is not spoilt by a line that a crash cut', () => {
    mkdirSync(join(root, '.gwctl'))
    writeFileSync(join(root, '.gwctl/audit.jsonl'), '{"formatVersion":"1.')
    appendAudit(root, entry('one'))
    expect(log().split('\n').slice(1, -1)).toEqual([JSON.stringify(entry('one'))])
  })

  it('says when it cannot be written', () => {
    mkdirSync(join(root, '.gwctl/audit.jsonl'), { recursive: true })
    expect(() => appendAudit(root, entry('one'))).toThrow(
      expect.objectContaining({ code: 'GW501', message: expect.stringContaining('audit.jsonl') }),
    )
  })
})

describe('whoRuns', () => {
  it('names the user, who called sudo, and what the pipeline says of itself', () => {
    const env = { SUDO_USER: 'bob', GITHUB_ACTOR: 'carol', GITLAB_USER_LOGIN: '', SECRET_TOKEN: 'x' }
    expect(whoRuns(env)).toEqual({
      user: expect.stringMatching(/./),
      host: expect.stringMatching(/./),
      sudoUser: 'bob',
      ci: { GITHUB_ACTOR: 'carol' },
    })
    expect(Object.keys(whoRuns({}))).toEqual(['user', 'host'])
  })
})
