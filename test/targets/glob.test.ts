import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { globPaths } from '../../src/targets/glob.ts'

describe('globPaths', () => {
  let root: string

  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'gwctl-glob-'))
    for (const name of [
      'b.xml',
      'a.xml',
      '.hidden.xml',
      'c.xml.noload',
      'x[1].xml',
      'sub/d.xml',
      '../h/e.xml',
    ]) {
      fs.mkdirSync(path.dirname(path.join(root, 'g', name)), { recursive: true })
      fs.writeFileSync(path.join(root, 'g', name), '')
    }
  })

  afterEach(() => fs.rmSync(root, { recursive: true, force: true }))

  it.each([
    ['g/*.xml', ['g/a.xml', 'g/b.xml', 'g/x[1].xml']],
    ['g/?.xml', ['g/a.xml', 'g/b.xml']],
    ['g/[ab].xml', ['g/a.xml', 'g/b.xml']],
    ['g/[!a].xml', ['g/b.xml']],
    ['g/.*.xml', ['g/.hidden.xml']],
    ['*/*.xml', ['g/a.xml', 'g/b.xml', 'g/x[1].xml', 'h/e.xml']],
    ['g/*/d.xml', ['g/sub/d.xml']],
    ['g/a.xml', ['g/a.xml']],
    ['g/nosuch.xml', []],
    ['nosuch/*.xml', []],
    ['g/a.xml/*.xml', []],
    ['g/x[1.xml', []],
  ])('%s', (pattern, paths) => {
    expect(globPaths(root, pattern)).toEqual({ paths })
  })

  it('takes absolute patterns', () => {
    expect(globPaths(root, `${root}/g/a*`).paths).toEqual([`${root}/g/a.xml`])
  })
})
