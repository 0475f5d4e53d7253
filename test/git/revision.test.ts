import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readRevision } from '../../src/git/revision.ts'

let directory = ''
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'gwctl-git-'))))
afterEach(() => rmSync(directory, { recursive: true, force: true }))

function git(...args: string[]): string {
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@b.example', '-c', 'commit.gpgsign=false']
  return execFileSync('git', [...who, ...args], { cwd: directory, encoding: 'utf8', stdio: 'pipe' }).trim()
}

function commitOne(): string {
  git('init', '-q')
  writeFileSync(join(directory, 'gwctl.yaml'), 'version: 1\n')
  git('add', 'gwctl.yaml')
  git('commit', '-q', '-m', 'one')
  return git('rev-parse', 'HEAD')
}

describe('readRevision', () => {
  it('tells the commit, and whether anything in the work tree is another', async () => {
    const commit = commitOne()
    expect(await readRevision(directory)).toEqual({ commit, dirty: false })
    mkdirSync(join(directory, 'below'))
    expect(await readRevision(join(directory, 'below'))).toEqual({ commit, dirty: false })
    writeFileSync(join(directory, 'gwctl.yaml'), 'version: 2\n')
    expect(await readRevision(directory)).toEqual({ commit, dirty: true })
    git('checkout', '-q', 'gwctl.yaml')
    writeFileSync(join(directory, 'new.yaml'), '')
    expect(await readRevision(directory)).toEqual({ commit, dirty: true })
  })

  it('is absent without a work tree, without a commit and without the directory', async () => {
    expect(await readRevision(directory)).toBeUndefined()
    expect(await readRevision(join(directory, 'none'))).toBeUndefined()
    git('init', '-q')
    expect(await readRevision(directory)).toBeUndefined()
  })
})
