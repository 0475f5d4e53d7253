import { mkdtempSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scratchAt, scratchRepository, yamlOf, type Scratch } from '../git/scratch-repository.ts'
import { expectPlainFailure, type Run } from './gwctl.ts'
import { runHere } from './in-process.ts'

let scratch: Scratch
beforeEach(() => (scratch = scratchRepository()))
afterEach(() => scratch.remove())

const diff = (...args: string[]): Promise<Run> => runHere(['diff', ...args], { cwd: scratch.directory })

interface Document {
  readonly changes: readonly { action: string; gateway: string; params: { name: string; after: string }[] }[]
  readonly compared: { readonly from: string; readonly to: string }
  readonly notes: readonly string[]
}

async function changesOf(...args: string[]): Promise<string[]> {
  const run = await diff(...args, '--json')
  expect(run).toMatchObject({ code: 0, stderr: '' })
  const { changes } = JSON.parse(run.stdout) as Document
  return changes.map((each) => `${each.action} ${each.gateway}`)
}

describe('gwctl diff', () => {
  it('compares the work tree with a revision, two revisions, and a branch with where it left', async () => {
    scratch.commit({ 'gwctl.yaml': yamlOf({ a: 600, b: 600 }) })
    scratch.git('checkout', '-q', '-b', 'branch')
    scratch.commit({ 'gwctl.yaml': yamlOf({ a: 900, b: 600 }) })
    scratch.git('checkout', '-q', 'main')
    scratch.commit({ 'gwctl.yaml': yamlOf({ a: 600, b: 600, c: 600 }) })
    scratch.write({ 'gwctl.yaml': yamlOf({ a: 600, c: 600 }) })

    expect(await changesOf()).toEqual(['delete b'])
    expect(await changesOf('HEAD~1')).toEqual(['create c', 'delete b'])
    expect(await changesOf('main..branch')).toEqual(['update a', 'delete c'])
    expect(await changesOf('main...branch')).toEqual(['update a'])
    expect(await changesOf('..HEAD')).toEqual([])
  })

  it('reads directories, links and files below the top, from wherever it runs', async () => {
    scratch.write({
      'real/b.yaml':
        'version: 1\nprofiles: { external: { gateways: { b: { proxy: x, register: false } } } }\n',
    })
    scratch.commit({ 'carriers/a.yaml': yamlOf({ a: 600 }), 'carriers/.hidden.yaml': 'nonsense: [' })
    symlinkSync('../real/b.yaml', join(scratch.directory, 'carriers', 'b.yaml'))
    symlinkSync('../real', join(scratch.directory, 'carriers', 'more'))
    scratch.commit({
      'real/b.yaml':
        'version: 1\nprofiles: { external: { gateways: { b: { proxy: y, register: false } } } }\n',
    })
    scratch.git('rm', '-q', 'carriers/more')
    scratch.commit({ 'sub/note': '' })

    expect(await changesOf('HEAD~2..HEAD', '-f', 'carriers')).toEqual(['create b'])
    const below = await runHere(['diff', 'HEAD~2..HEAD', '-f', '../carriers', '--json'], {
      cwd: join(scratch.directory, 'sub'),
    })
    expect((JSON.parse(below.stdout) as Document).changes).toHaveLength(1)
  })

  it('takes YAML that is new, or gone, for all of its gateways', async () => {
    scratch.commit({ other: '' })
    scratch.commit({ 'gwctl.yaml': yamlOf({ a: 600 }) })
    scratch.git('rm', '-q', 'gwctl.yaml')
    scratch.commit({ other: 'x' })

    expect(await changesOf('HEAD~2..HEAD~1')).toEqual(['create a'])
    const gone = await diff('HEAD~1..HEAD')
    expect(gone.stdout).toContain('Profile external is no longer managed: its gateway is left as it is.')
    expectPlainFailure(await diff('HEAD~2..HEAD'))
  })

  it('shows references, never what they stand for, and notes a looser policy', async () => {
    scratch.commit({ 'gwctl.yaml': yamlOf({ a: 600 }) })
    scratch.write({
      'gwctl.yaml': yamlOf({ a: 700 }, 'policy: { max-deletes: 50, allow-last-healthy: true }\n'),
    })
    const run = await runHere(['diff'], { cwd: scratch.directory, env: { P: 's3cret' } })
    expect(run.stdout).toContain('expire-seconds  600 -> 700')
    expect(run.stdout).toContain('policy.max-deletes changes from 3 to 50.')
    expect(run.stdout).toContain('policy.allow-last-healthy changes from false to true.')
    expect(run.stdout).not.toContain('s3cret')
  })

  it('exits with 2 for changes only where that is asked for', async () => {
    scratch.commit({ 'gwctl.yaml': yamlOf({ a: 600 }) })
    expect((await diff('--detailed-exitcode')).code).toBe(0)
    scratch.write({ 'gwctl.yaml': yamlOf({ a: 700 }) })
    expect((await diff('--detailed-exitcode')).code).toBe(2)
    expect((await diff()).code).toBe(0)
  })

  it('names the revision in which the YAML is bad', async () => {
    const bad = scratch.commit({ 'gwctl.yaml': yamlOf({ a: 600 }).replace('proxy', 'porxy') })
    scratch.commit({ 'gwctl.yaml': yamlOf({ a: 600 }) })
    const run = await diff('HEAD~1')
    expect(run.code).toBe(3)
    expect(run.stderr).toContain(`${bad.slice(0, 12)}:gwctl.yaml:6:12`)
  })

  it.each([
    ['an option in place of a revision', ['--', '--output=pwned'], 'There is no revision "--output=pwned"'],
    ['one on either side', ['HEAD..--upload-pack=x'], 'There is no revision "--upload-pack=x"'],
    ['an unknown revision', ['nope'], 'There is no revision "nope"'],
    ['a line end', ['HEAD\nHEAD'], 'There is no revision'],
    ['standard input', ['-f', '-'], 'diff reads files of a git repository'],
  ])('refuses %s', async (_, args, message) => {
    scratch.commit({ 'gwctl.yaml': yamlOf({ a: 600 }) })
    const run = await diff(...args)
    expect(run.code).toBe(3)
    expect(run.stderr).toContain(message)
    expectPlainFailure(run)
  })

  it('says what cannot be read of a revision', async () => {
    const other = scratchRepository()
    other.commit({ 'x.yaml': yamlOf({ a: 600 }) })
    scratch.git('submodule', '--quiet', 'add', other.directory, 'module')
    symlinkSync('/etc', join(scratch.directory, 'out'))
    symlinkSync('loop', join(scratch.directory, 'loop'))
    scratch.commit({ 'gwctl.yaml': yamlOf({ a: 600 }) })
    scratch.commit({ 'gwctl.yaml': yamlOf({ a: 700 }) })
    const range = 'HEAD~1..HEAD'
    expect((await diff(range, '-f', '.')).stderr).toContain('holds the submodule module')
    expect((await diff(range, '-f', 'gwctl.yaml', '-f', 'module/x.yaml')).stderr).toContain(
      'stands in a submodule',
    )
    expect((await diff(range, '-f', 'out')).stderr).toContain('leads out of the git repository')
    expect((await diff(range, '-f', 'loop')).stderr).toContain('lead back to themselves')
    expect((await diff(range, '-f', 'gwctl.yaml', '-f', '../x.yaml')).stderr).toContain(
      'does not stand in the git repository',
    )
    expect((await diff(range, '-f', 'gwctl.yaml/x')).stderr).toContain('exists neither at')
    other.remove()
  })

  it('is refused outside of a repository', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'gwctl-outside-'))
    const run = await runHere(['diff'], { cwd: outside })
    expect(run.code).toBe(3)
    expect(run.stderr).toContain('not a git repository')
    scratchAt(outside).remove()
  })
})

describe('the repository stays as it is, byte by byte', () => {
  const untouched = async (at: Scratch, ...args: string[]): Promise<void> => {
    const before = at.fingerprint()
    const run = await runHere(['diff', ...args, '--json'], { cwd: at.directory })
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect((JSON.parse(run.stdout) as Document).changes).toHaveLength(1)
    expect(at.fingerprint()).toBe(before)
  }
  beforeEach(() => {
    scratch.commit({ 'gwctl.yaml': yamlOf({ a: 600 }) })
    scratch.commit({ 'gwctl.yaml': yamlOf({ a: 700 }) })
  })

  it('with a dirty tree, a stash and staged changes', async () => {
    scratch.write({ 'gwctl.yaml': yamlOf({ a: 1 }) })
    scratch.git('stash', '-q')
    scratch.write({ 'gwctl.yaml': yamlOf({ a: 800 }), untracked: 'x', staged: 'y' })
    scratch.git('add', 'staged')
    // What git would refresh in its index if it were let.
    scratch.git('update-index', '--force-remove', 'gwctl.yaml')
    await untouched(scratch, 'HEAD~1..HEAD')
    await untouched(scratch, 'HEAD')
  })

  it('in a bare repository and in a shallow clone', async () => {
    const clones = mkdtempSync(join(tmpdir(), 'gwctl-clones-'))
    const url = `file://${scratch.directory}`
    scratch.git('clone', '-q', '--bare', url, join(clones, 'bare'))
    scratch.git('clone', '-q', '--depth', '1', url, join(clones, 'shallow'))
    await untouched(scratchAt(join(clones, 'bare')), 'HEAD~1..HEAD')
    const noTree = await runHere(['diff'], { cwd: join(clones, 'bare') })
    expect(noTree.stderr).toContain('A bare repository has no work tree')

    const shallow = scratchAt(join(clones, 'shallow'))
    shallow.write({ 'gwctl.yaml': yamlOf({ a: 800 }) })
    await untouched(shallow, 'HEAD')
    const missing = await runHere(['diff', 'HEAD~1'], { cwd: shallow.directory })
    expect(missing.stderr).toContain('in a shallow clone fetch more of the history first')
    scratchAt(clones).remove()
  })

  it('with submodules', async () => {
    scratch.git('submodule', '--quiet', 'add', `file://${scratch.directory}`, 'module')
    scratch.commit({ 'gwctl.yaml': yamlOf({ a: 900 }) })
    await untouched(scratch, 'HEAD~1..HEAD')
  })
})
